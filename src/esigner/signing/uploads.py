"""Documents that are uploaded: streamed into the storage and hashed on the way, never held in memory as a whole."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from esigner import audit
from esigner.ades import Format
from esigner.ades.encoding.sniffing import HEAD_BYTES, Kind, sniff
from esigner.signing import documents, limits, rows, session_view
from esigner.signing.errors import (
    DocumentEmptyError,
    DocumentGivenByDigestError,
    DocumentSizeMismatchError,
    DocumentTooLargeError,
    OnePdfRequiredError,
)
from esigner.signing.models import Document, Session
from esigner.signing.session_view import SessionView
from esigner.signing.states import Status


class _Incoming(File):  # type: ignore[type-arg] # Django's File is generic only in its stubs
    """A file whose bytes are still arriving; the storage reads them through it while we hash and count."""

    def __init__(self, pieces: Iterable[bytes], *, limit_bytes: int, must_be_pdf: bool) -> None:
        super().__init__(None)
        self.pieces = pieces
        self.limit_bytes = limit_bytes
        self.must_be_pdf = must_be_pdf
        self.head = b""
        self.digest = hashlib.sha256()
        self.size_bytes = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Return pieces of at most 1 MiB; refuse as soon as the cap is passed."""
        del chunk_size  # ours is smaller
        for piece in _cut(self.pieces):
            self._see_head(piece)
            self.size_bytes += len(piece)
            if self.size_bytes > self.limit_bytes:
                raise DocumentTooLargeError(limit_bytes=self.limit_bytes)
            self.digest.update(piece)
            yield piece
        self._check_kind(is_whole=True)

    def _see_head(self, piece: bytes) -> None:
        if len(self.head) < HEAD_BYTES:
            self.head += piece[: HEAD_BYTES - len(self.head)]
            self._check_kind(is_whole=len(self.head) == HEAD_BYTES)

    def _check_kind(self, *, is_whole: bool) -> None:
        """Refuse what is not a PDF once enough has arrived to tell."""
        if is_whole and self.head and self.must_be_pdf and sniff(self.head) is not Kind.PDF:
            raise OnePdfRequiredError

    def __bool__(self) -> bool:
        return True


def _cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), limits.CHUNK_BYTES):
            yield piece[start : start + limits.CHUNK_BYTES]


def add_document(
    *,
    session_id: str,
    document_id: str,
    content: Iterable[bytes],
    client_id: str | None = None,
    act: audit.Act,
) -> SessionView:
    """Stream a document's bytes into the storage; the session is READY with the last one."""
    return session_view.of(receive(session_id, document_id, content=content, client_id=client_id, act=act))


def receive(
    session_id: str | UUID,
    document_id: str | UUID,
    *,
    content: Iterable[bytes],
    client_id: str | None = None,
    act: audit.Act,
) -> Session:
    """Store a document's bytes and return the session, READY with the last one. May be repeated until READY is left.

    The bytes are written outside the transaction, under a fresh name; only a complete document gets into the row.
    """
    session = rows.read(session_id=session_id, client_id=client_id)
    rows.require(session, Status.OPEN, Status.READY, at=act.at)
    document = documents.find(session, document_id)
    if document.is_by_digest:
        raise DocumentGivenByDigestError
    incoming = _Incoming(content, limit_bytes=_room(session, document), must_be_pdf=session.format == Format.PDF.value)
    name = f"{session.environment}/sessions/{session.id}/{document.id}-{secrets.token_hex(4)}"
    try:
        name = default_storage.save(name, incoming)
        _check_size(document, received_bytes=incoming.size_bytes)
        with transaction.atomic():
            return _keep(session.id, document.id, name=name, incoming=incoming, act=act)
    except BaseException:
        default_storage.delete(name)
        raise


def _room(session: Session, document: Document) -> int:
    caps = limits.current()
    taken = sum(one.size_bytes or 0 for one in session.documents.all() if one.id != document.id)
    return max(0, min(caps.document_bytes, caps.session_bytes - taken))


def _check_size(document: Document, *, received_bytes: int) -> None:
    if received_bytes == 0:
        raise DocumentEmptyError
    if document.declared_bytes is not None and document.declared_bytes != received_bytes:
        raise DocumentSizeMismatchError(received_bytes=received_bytes, declared_bytes=document.declared_bytes)


def _keep(session_id: UUID, document_id: UUID, *, name: str, incoming: _Incoming, act: audit.Act) -> Session:
    session = rows.lock(session_id=session_id)
    rows.require(session, Status.OPEN, Status.READY, at=act.at)
    document = documents.find(session, document_id)
    replaced = document.file
    document.file, document.size_bytes, document.sha256 = name, incoming.size_bytes, incoming.digest.hexdigest()
    rows.DOCUMENTS.update(document, "file", "size_bytes", "sha256")
    if session.status != Status.READY and all(one.file for one in session.documents.all()):
        session.status = Status.READY.value
        rows.SESSIONS.update(session, "status")
    documents.record(session, document, act=act)
    if replaced:
        transaction.on_commit(lambda: default_storage.delete(replaced))
    return session
