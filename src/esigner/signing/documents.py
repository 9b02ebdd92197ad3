"""Documents of a session, as the signature engine and their readers take them."""

from typing import IO, BinaryIO, cast
from uuid import UUID

from django.core.files.storage import default_storage

from esigner import audit
from esigner.ades import DataFile
from esigner.ades.containers.files import StoredFile
from esigner.signing import by_digest, rows
from esigner.signing.errors import DocumentNotFoundError
from esigner.signing.models import Document, Session


def find(session: Session, document_id: str | UUID) -> Document:
    """Return the document of this session.

    Raises:
        DocumentNotFoundError: It has none with this id.
    """
    wanted = rows.uuid_or_not_found(document_id, DocumentNotFoundError)
    document = next((one for one in session.documents.all() if one.id == wanted), None)
    if document is None:
        raise DocumentNotFoundError
    return document


def record(session: Session, document: Document, *, act: audit.Act) -> None:
    """Record what is to be signed: an uploaded document, or its digest; runs in the transaction that keeps it."""
    rows.record(
        session,
        event="document.added",
        act=act,
        data={
            "document": str(document.id),
            "bytes": document.size_bytes,
            "sha256": document.sha256,
            "byDigest": document.is_by_digest,
        },
    )


def open_file(session: Session, document_id: str | UUID) -> tuple[Document, IO[bytes]]:
    """Return the document and its bytes to read; it must have been uploaded."""
    document = find(session, document_id)
    if not document.file:
        raise DocumentNotFoundError
    return document, default_storage.open(document.file)


def data_files(session: Session) -> tuple[DataFile, ...]:
    """Return the documents as the signature engine takes them, in the order of the client; read where they must be."""
    return tuple(map(_data_file, session.documents.all()))


def _data_file(row: Document) -> DataFile:
    if row.is_by_digest:
        return by_digest.file_of(row)
    name, digests = row.file, {by_digest.ALGORITHM: bytes.fromhex(row.sha256)}
    return StoredFile(
        row.name,
        row.media_type,
        opener=lambda: cast("BinaryIO", default_storage.open(name)),
        size_bytes=row.size_bytes or 0,
        digests=digests,
    )
