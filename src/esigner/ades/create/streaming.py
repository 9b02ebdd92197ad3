"""Containers of any size: written to a file in one pass, or assembled where the files are.

In one pass (`seal`):

1. Each file goes through memory in chunks, is hashed on the way, and is stored.
2. The signature is made from names, media types and digests alone.
3. It follows the files, and the directory closes the container.

Hash-only: the service calls `prepare` with `DigestedFile`s, obtains the value, and returns `parts`; the client, who has
the files, calls `assemble`, or adds them to the result of `without_documents`. The service never sees a document.

Standard: EN 319 162-1, 4.3.3 and 4.4.3.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import datetime
from typing import BinaryIO, Final
from zlib import crc32

from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.containers.files import CHUNK_BYTES, CHUNKS_KEPT, DataFile, DigestedFile, check_for_container
from esigner.ades.containers.manifest import MANIFEST_NAME, manifest
from esigner.ades.containers.records import Row, dos_time, end_records
from esigner.ades.containers.writing import Entry, container
from esigner.ades.create import asice_xades
from esigner.ades.create.errors import FormatNotStreamedError, TimestampMissingError
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import check_value
from esigner.ades.create.wanted import one_file
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.format_table import ASIC_E, FORMATS, signature_path, takes_digests
from esigner.ades.encoding.formats import Format
from esigner.ades.trust.validation_data import ValidationData
from esigner.algorithms.digests import DigestAlgorithm

_LARGE_BYTES: Final = 32 * CHUNK_BYTES
"""From here on a second thread pays: hashing and writing leave the interpreter's lock."""

Progress = Callable[[int], None]
"""Receives the number of bytes of the files processed since its last call."""


class ContainerStream:
    """A container being written: its files one after another, the directory last."""

    def __init__(self, out: BinaryIO, *, written_at: datetime, mimetype: str = ASIC_E) -> None:
        """Begin with the mimetype.

        Args:
            out: Written from its beginning; must be able to seek.
            written_at: Date of all entries.
            mimetype: Content of the first entry.
        """
        self._out = out
        self._time, self._date = dos_time(written_at)
        self._rows: list[Row] = []
        self._end = 0
        self.put("mimetype", mimetype.encode())

    def put(self, name: str, content: bytes) -> None:
        """Store an entry that is in memory."""
        row = self._row(name, size_bytes=len(content), checksum=crc32(content))
        header = row.local_header()
        self._out.write(header)
        self._out.write(content)
        self._end += len(header) + len(content)
        self._rows.append(row)

    def add(
        self, file: DataFile, *, digests: Sequence[DigestAlgorithm] = (), progress: Progress | None = None
    ) -> DigestedFile:
        """Store a file, hashing it on the way; return what is now known of it.

        Raises:
            FilesChangedError: Its length differs from the stated one.
        """
        running = {algorithm.name: algorithm.begin(b"") for algorithm in digests}
        size = file.size_bytes
        # The length is known, the checksum is not: its header is rewritten in place.
        header = self._row(file.name, size_bytes=size, checksum=0).local_header()
        self._out.write(header)
        updates = [one.update for one in running.values()]
        if size > _LARGE_BYTES:
            with ThreadPoolExecutor(1) as pool:
                checksum = self._through(file, updates, pool=pool, progress=progress)
        else:
            checksum = self._through(file, updates, pool=None, progress=progress)
        row = self._row(file.name, size_bytes=size, checksum=checksum)
        self._out.seek(self._end)
        self._out.write(row.local_header())
        self._end += len(header) + size
        self._out.seek(self._end)
        self._rows.append(row)
        known = {name: one.digest() for name, one in running.items()}
        return DigestedFile(file.name, file.media_type, size_bytes=size, digests=known)

    def close(self) -> None:
        """Write the directory; the container is whole. `out` stays open."""
        directory_bytes = 0
        for row in self._rows:
            header = row.central_header()
            self._out.write(header)
            directory_bytes += len(header)
        count = len(self._rows)
        self._out.write(end_records(count=count, directory_bytes=directory_bytes, directory_at=self._end))

    def _through(
        self,
        file: DataFile,
        updates: Sequence[Callable[[memoryview], None]],
        *,
        pool: Executor | None,
        progress: Progress | None,
    ) -> int:
        """Write the content and return its CRC-32; with a pool, hashing runs in parallel, a few chunks behind."""
        checksum, written = 0, 0
        behind: deque[Future[None]] = deque()
        for chunk in file.chunks():
            if pool is None:
                _update(updates, chunk)
            else:
                behind.append(pool.submit(_update, updates, chunk))
            checksum = crc32(chunk, checksum)
            self._out.write(chunk)
            if len(behind) == CHUNKS_KEPT:
                behind.popleft().result()  # the next chunk takes the place of that one
            written += len(chunk)
            if progress is not None:
                progress(len(chunk))
        while behind:
            behind.popleft().result()
        if written != file.size_bytes:
            raise FilesChangedError(name=file.name)
        return checksum

    def _row(self, name: str, *, size_bytes: int, checksum: int) -> Row:
        return Row(
            name=name.encode(),
            size_bytes=size_bytes,
            checksum=checksum,
            offset=self._end,
            time=self._time,
            date=self._date,
        )


def seal(
    out: BinaryIO,
    *,
    format: Format,  # noqa: A002  the word of the API and the standard
    files: Sequence[DataFile],
    written_at: datetime,
    sign: Callable[[Sequence[DigestedFile]], Mapping[str, bytes]],
    digest_algorithm: str = "SHA256",
    progress: Progress | None = None,
) -> None:
    """Write a signed container in one pass over the files.

    Args:
        out: As for `ContainerStream`.
        format: A format that `takes_digests`.
        files: `StoredFile`s; each is read once.
        written_at: Date of the entries.
        sign: Returns the `parts` for the files, whose digests are now known.
        digest_algorithm: Of the digests that `sign` gets.
        progress: Receives the number of bytes processed.

    Raises:
        FormatNotStreamedError: Another format.
        AdesError: As `creation.prepare`, for names and media types; before anything is written.
    """
    check_for_container(files)
    with_manifest = _check_format(format, files) is not Format.ASICS
    digest = digest_named(digest_algorithm)
    stream = ContainerStream(out, written_at=written_at, mimetype=_mimetype(format))
    if with_manifest:
        stream.put(MANIFEST_NAME, _manifest(files))
    digested = [stream.add(file, digests=(digest,), progress=progress) for file in files]
    for name, content in sign(digested).items():
        if name != MANIFEST_NAME:
            stream.put(name, content)
    stream.close()


def parts(
    prepared: Prepared,
    value: bytes,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None = None,
    revocation: ValidationData | None = None,
) -> dict[str, bytes]:
    """Return the entries of META-INF, by name: the container without the documents.

    Args:
        prepared: Made from the same files.
        value: As for `creation.finalize`.
        files: `DigestedFile`s will do.
        timestamp: As for `creation.finalize`.
        revocation: As for `creation.finalize`.

    Raises:
        FormatNotStreamedError: The format needs the documents.
        AdesError: As `creation.finalize`.
    """
    _check_format(prepared.format, files)
    if revocation is not None and timestamp is None:
        raise TimestampMissingError
    asice_xades.check_unchanged(prepared, files)
    checked = check_value(prepared, value)
    signature = asice_xades.signature_xml(prepared, checked, timestamp=timestamp, revocation=revocation)
    found = {} if prepared.format is Format.ASICS else {MANIFEST_NAME: _manifest(files)}
    return {**found, signature_path(prepared.format): signature}


def without_documents(
    prepared: Prepared,
    value: bytes,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None = None,
    revocation: ValidationData | None = None,
) -> bytes:
    """Return the `parts` as a zip: the container itself, once the holder of the documents has added them.

    Raises:
        AdesError: As `parts`.
    """
    made = parts(prepared, value, files=files, timestamp=timestamp, revocation=revocation)
    entries = [Entry(name, content) for name, content in made.items()]
    return container(entries, written_at=prepared.signed_at, mimetype=_mimetype(prepared.format))


def assemble(
    out: BinaryIO,
    *,
    format: Format,  # noqa: A002  as above
    files: Sequence[DataFile],
    parts: Mapping[str, bytes],
    written_at: datetime,
    signed: Sequence[DigestedFile] = (),
    progress: Progress | None = None,
) -> None:
    """Write the container from the documents and the parts that were made without them.

    Args:
        out: As for `ContainerStream`.
        format: As it was signed.
        files: The documents, in the order in which they were signed.
        parts: From `parts`.
        written_at: Date of the entries.
        signed: What was signed; files that differ are refused.
        progress: Receives the number of bytes processed.

    Raises:
        FilesChangedError: A document differs from the one signed.
    """
    check_for_container(files)
    _check_format(format, files)
    if signed and len(signed) != len(files):
        raise FilesChangedError(name=str(len(files)))
    stream = ContainerStream(out, written_at=written_at, mimetype=_mimetype(format))
    if MANIFEST_NAME in parts:
        stream.put(MANIFEST_NAME, parts[MANIFEST_NAME])
    for number, file in enumerate(files):
        known = signed[number].digests if signed else {}
        added = stream.add(file, digests=[digest_named(name) for name in known], progress=progress)
        if signed and (added.name, added.digests) != (signed[number].name, known):
            raise FilesChangedError(name=file.name)
    for name, content in parts.items():
        if name != MANIFEST_NAME:
            stream.put(name, content)
    stream.close()


def _update(updates: Sequence[Callable[[memoryview], None]], chunk: memoryview) -> None:
    for update in updates:
        update(chunk)


def _check_format(format: Format, files: Sequence[DataFile]) -> Format:  # noqa: A002  as above
    if not takes_digests(format):
        raise FormatNotStreamedError(format=format)
    if format is Format.ASICS:
        one_file(files, format=format)
    return format


def _mimetype(format: Format) -> str:  # noqa: A002  as above
    return FORMATS[format].media_type


def _manifest(files: Sequence[DataFile]) -> bytes:
    return manifest((file.name, file.media_type) for file in files)
