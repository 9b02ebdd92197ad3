"""The body of a request as a stream of pieces; nothing here holds it whole but `read_whole`, which is capped."""

from collections.abc import Iterator

from django.http import HttpRequest, UnreadablePostError

from esigner.signing.errors import DocumentTooLarge
from esigner.signing.limits import CHUNK_BYTES, current
from esigner.web.api.errors import BodyIncomplete, LengthRequired


def pieces(request: HttpRequest) -> Iterator[bytes]:
    """Give the body in pieces of at most 1 MiB.

    Raises:
        LengthRequired: No Content-Length: where a body ends would be a guess.
        BodyIncomplete: The connection ended early.
    """
    declared = declared_bytes(request)
    received = 0
    while received < declared:
        try:
            piece = request.read(min(CHUNK_BYTES, declared - received))
        except (UnreadablePostError, OSError):
            piece = b""
        if not piece:
            raise BodyIncomplete(received_bytes=received, declared_bytes=declared)
        received += len(piece)
        yield piece


def declared_bytes(request: HttpRequest) -> int:
    """Give the Content-Length; a document over the cap is refused before a byte of it is read."""
    text = request.META.get("CONTENT_LENGTH", "")
    if not text.isdecimal():
        raise LengthRequired
    cap = current().document_bytes
    if int(text) > cap:
        raise DocumentTooLarge(limit_bytes=cap)
    return int(text)


def read_whole(request: HttpRequest) -> bytes:
    """Give the body whole; for what must be judged as one."""
    return b"".join(pieces(request))
