"""Documents that stay with the client: their digests are signed, and the client puts the container together.

A session holds either such documents or uploaded ones, never both; its format can be made from digests alone.
"""

from collections.abc import Sequence
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Final, TypedDict, cast

from esigner import ades
from esigner.ades import DataFile, Format
from esigner.ades.containers.files import DigestedFile
from esigner.ades.create import streaming
from esigner.ades.create.errors import FormatNotStreamedError
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.format_table import takes_digests
from esigner.algorithms.digests import DigestAlgorithm
from esigner.signing.errors import DigestDocumentsMixedError
from esigner.signing.models import Document
from esigner.signing.new_session import NewDocument

ALGORITHM: Final = "SHA256"
"""Of every digest in a session's signature."""


_IN_MEMORY_BYTES: Final = 8 * 1024 * 1024
"""A document larger than this waits on the disk to be stored."""


class Columns(TypedDict, total=False):
    """What a row keeps of a digest."""

    size_bytes: int | None
    sha256: str


def check(*, format: Format, documents: Sequence[NewDocument]) -> None:  # noqa: A002 - the API's own word
    """Refuse digests that cannot be signed.

    Raises:
        DigestDocumentsMixedError: Some documents are uploaded and some are not, or one is both.
        FormatNotStreamedError: The format needs the document itself.
        FileDigestUnfitError: A digest of another algorithm, or of a wrong length.
        AlgorithmNotSupportedError: There is no such algorithm.
    """
    given = [one for one in documents if one.digest is not None]
    if not given:
        return
    if len(given) != len(documents) or any(one.content is not None for one in given):
        raise DigestDocumentsMixedError
    if not takes_digests(format):
        raise FormatNotStreamedError(format=format)
    for one in given:
        columns(one)


def columns(document: NewDocument) -> Columns:
    """Return what the row of the document says of its digest; nothing where the bytes are uploaded."""
    if document.digest is None:
        return {}
    known = {document.digest.algorithm: document.digest.value}
    file = DigestedFile(document.name, document.media_type, size_bytes=document.size_bytes or 0, digests=known)
    return {"size_bytes": document.size_bytes, "sha256": file.digest(_algorithm()).hex()}


def file_of(row: Document) -> DigestedFile:
    """Return the document as the signature engine takes it."""
    digests = {ALGORITHM: bytes.fromhex(row.sha256)}
    return DigestedFile(row.name, row.media_type, size_bytes=row.size_bytes or 0, digests=digests)


def finished(
    prepared: ades.Prepared,
    value: bytes,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: ades.ValidationData | None,
) -> IO[bytes]:
    """Return the signed document to be read; a container without its documents where their digests alone are known.

    A container is written in one pass over its stored documents; none of them is in memory as a whole.

    Raises:
        FilesChangedError: What is stored is not what was signed.
    """
    if any(isinstance(file, DigestedFile) for file in files):
        return BytesIO(
            streaming.without_documents(prepared, value, files=files, timestamp=timestamp, revocation=revocation)
        )
    if not takes_digests(prepared.format):
        return BytesIO(ades.finalize(prepared, value, files=files, timestamp=timestamp, revocation=revocation))
    parts = streaming.parts(prepared, value, files=files, timestamp=timestamp, revocation=revocation)
    out = cast("IO[bytes]", SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES))  # noqa: SIM115  its reader closes it
    try:
        streaming.assemble(
            out,  # type: ignore[arg-type]  # it writes, reads and seeks
            format=prepared.format,
            files=files,
            parts=parts,
            written_at=prepared.signed_at,
            signed=[_signed(file) for file in files],
        )
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _signed(file: DataFile) -> DigestedFile:
    digests = {ALGORITHM: file.digest(_algorithm())}
    return DigestedFile(file.name, file.media_type, size_bytes=file.size_bytes, digests=digests)


def _algorithm() -> DigestAlgorithm:
    return digest_named(ALGORITHM)
