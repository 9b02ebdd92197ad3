"""The body of a request as a stream of pieces; nothing here holds it whole but `read_whole`, which is capped."""

from collections.abc import Iterator

from django.http import HttpRequest, UnreadablePostError

from esigner.signing.errors import DocumentTooLargeError
from esigner.signing.limits import CHUNK_BYTES, current
from esigner.web.api.errors import BodyIncompleteError, LengthRequiredError


def pieces(request: HttpRequest) -> Iterator[bytes]:
    """Return the body in pieces of at most 1 MiB.

    Raises:
        LengthRequiredError: Neither Content-Length nor chunked through our own door: where the body ends would be a
            guess.
        BodyIncompleteError: The connection ended early.
    """
    declared = None if _ends_by_itself(request) else declared_bytes(request)
    source = request if declared is not None else request.META["wsgi.input"]
    received = 0
    while declared is None or received < declared:
        try:
            piece: bytes = source.read(CHUNK_BYTES if declared is None else min(CHUNK_BYTES, declared - received))
        except (UnreadablePostError, OSError) as error:
            raise BodyIncompleteError(received_bytes=received) from error
        if not piece and declared is None:
            return
        if not piece:
            raise BodyIncompleteError(received_bytes=received)
        received += len(piece)
        yield piece


def declared_bytes(request: HttpRequest) -> int:
    """Return the Content-Length; a document over the cap is refused before a byte of it is read."""
    text = request.META.get("CONTENT_LENGTH", "")
    if not text.isdecimal():
        raise LengthRequiredError
    cap = current().document_bytes
    if int(text) > cap:
        raise DocumentTooLargeError(limit_bytes=cap)
    return int(text)


def _ends_by_itself(request: HttpRequest) -> bool:
    """Say whether it is a chunked body behind our own TLS door, which alone tells Django where such a body ends."""
    chunked = request.headers.get("Transfer-Encoding", "").lower() == "chunked"
    return chunked and not request.META.get("CONTENT_LENGTH") and "asgi.scope" in request.META


def read_whole(request: HttpRequest) -> bytes:
    """Return the body whole; for what must be judged as one."""
    content = bytearray()
    for piece in pieces(request):
        content += piece
        if len(content) > current().document_bytes:
            raise DocumentTooLargeError(limit_bytes=current().document_bytes)
    return bytes(content)
