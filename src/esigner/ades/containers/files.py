"""Data files to be signed, and the names that a container may hold."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import cycle
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from esigner.ades.containers.errors import (
    FileContentAbsentError,
    FileDigestUnfitError,
    FileNameDuplicateError,
    FileNameError,
    FilesChangedError,
    FilesMissingError,
    FileUnreadableError,
    MediaTypeError,
)
from esigner.ades.containers.file_names import DIRECTION, spelling
from esigner.ades.encoding.algorithms import digest_named
from esigner.algorithms.digests import DigestAlgorithm
from esigner.errors import plain

CHUNK_BYTES: Final = 256 * 1024
"""Bytes of a stored file read at once: they stay in a core's own cache until hashed and written."""
CHUNKS_KEPT: Final = 8
"""Number of pieces of a stored file kept in memory: how far reading may be ahead of hashing."""

_MEDIA_TYPE = re.compile(
    r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(; ?[A-Za-z0-9_.+-]+=[^\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff<>&\"]+)*"
)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff\ufffe\uffff]")
_DRIVE = re.compile(r"[A-Za-z]:/")
"""The root of a drive on Windows; `asic.read` refuses it too."""
_NAME_MAXIMUM_BYTES = 1024
_SHOWN: Final = 200
"""Characters of a refused name repeated in the error."""
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_. -]{0,199}")
"""Names that can be wrong only if reserved: one segment, no leading dot, no odd character, not too long."""
_RESERVED = frozenset({"meta-inf", "mimetype"})


@dataclass(slots=True, unsafe_hash=True)
class DataFile:
    """One file to be signed, in memory. `StoredFile` and `DigestedFile` are for other files.

    No field is changed; it is not frozen, because that would treble the cost of creating one.
    """

    name: str
    """Path inside the container, `/` between folders, any Unicode."""
    media_type: str
    content: bytes = field(repr=False)
    _digests: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def digest(self, algorithm: DigestAlgorithm) -> bytes:
        """Return the digest of the content, computed once."""
        known = self._digests.get(algorithm.name)
        if known is None:
            known = self._digests[algorithm.name] = algorithm.digest(self.content)
        return known

    @property
    def size_bytes(self) -> int:
        """The length of the content."""
        return len(self.content)

    def chunks(self) -> Iterator[memoryview]:
        """Return the content piece by piece; the last CHUNKS_KEPT pieces are good."""
        whole = memoryview(self.content)
        for start in range(0, len(whole), CHUNK_BYTES):
            yield whole[start : start + CHUNK_BYTES]


class StoredFile(DataFile):
    """A file on a disk or in another store, read in chunks when needed; never kept whole in memory."""

    __slots__ = ("_open", "_size_bytes")
    _open: Callable[[], BinaryIO]
    _size_bytes: int

    def __init__(
        self,
        name: str,
        media_type: str,
        *,
        opener: Callable[[], BinaryIO],
        size_bytes: int,
        digests: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        """Store how to open it.

        Args:
            name: As for `DataFile`.
            media_type: As for `DataFile`.
            opener: Returns the file opened for reading, at its beginning, on each call.
            size_bytes: Its length; a file of another length is refused as changed.
            digests: Those known from when it was stored, by name of the algorithm.
        """
        _set(self, name=name, media_type=media_type, _digests=dict(digests), _open=opener, _size_bytes=size_bytes)

    @classmethod
    def at(cls, path: Path, *, name: str, media_type: str) -> "StoredFile":
        """Return the file of a path."""
        return cls(name, media_type, opener=lambda: path.open("rb", buffering=0), size_bytes=path.stat().st_size)

    @property
    def content(self) -> bytes:  # type: ignore[override]  # nobody writes it
        """The whole content, read now; for formats that take it in one piece."""
        return b"".join(bytes(chunk) for chunk in self.chunks())

    @property
    def size_bytes(self) -> int:
        """The length of the content."""
        return self._size_bytes

    def chunks(self) -> Iterator[memoryview]:
        """Return the content piece by piece; the last CHUNKS_KEPT pieces are good.

        Raises:
            FilesChangedError: It is shorter or longer than stated.
            FileUnreadableError: The system cannot read it.
        """
        remaining = self._size_bytes
        buffers = cycle([memoryview(bytearray(CHUNK_BYTES)) for _ in range(CHUNKS_KEPT)])
        with self._opened() as opened:
            while count := self._read_into(opened, kept := next(buffers)):
                remaining -= count
                if remaining < 0:
                    break
                yield kept[:count]
        if remaining:
            raise FilesChangedError(name=self.name)

    def _opened(self) -> BinaryIO:
        try:
            return self._open()
        except OSError as error:
            raise FileUnreadableError(name=self.name) from error

    def _read_into(self, opened: BinaryIO, kept: memoryview) -> int:
        """Fill the buffer as far as the file allows; some files, such as those in remote stores, can only `read`."""
        try:
            read_into = getattr(opened, "readinto", None)
            if read_into:
                return int(read_into(kept))
            content = opened.read(len(kept))
        except OSError as error:
            raise FileUnreadableError(name=self.name) from error
        kept[: len(content)] = content
        return len(content)

    def digest(self, algorithm: DigestAlgorithm) -> bytes:
        """Return the digest of the content, computed once."""
        known = self._digests.get(algorithm.name)
        if known is None:
            running = algorithm.begin(b"")
            for chunk in self.chunks():
                running.update(chunk)
            known = self._digests[algorithm.name] = running.digest()
        return known

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class DigestedFile(DataFile):
    """A file that is elsewhere: its name, size, media type and digests are all that is known here."""

    __slots__ = ("_size_bytes",)
    _size_bytes: int

    def __init__(self, name: str, media_type: str, *, size_bytes: int, digests: Mapping[str, bytes]) -> None:
        """Keep what is known.

        Args:
            name: As for `DataFile`.
            media_type: As for `DataFile`.
            size_bytes: Length of the file.
            digests: By name of the algorithm, such as SHA256.

        Raises:
            AlgorithmNotSupportedError: A name that is not in the table.
            FileDigestUnfitError: A digest with the length of another algorithm.
        """
        for algorithm, value in digests.items():
            if len(value) != digest_named(algorithm).hash.digest_size:
                raise FileDigestUnfitError(name=name, algorithm=algorithm, given=f"{len(value) * 8} bit")
        _set(self, name=name, media_type=media_type, _digests=dict(digests), _size_bytes=size_bytes)

    @property
    def content(self) -> bytes:  # type: ignore[override]  # as above
        """Always raise FileContentAbsentError: the content is not available."""
        raise FileContentAbsentError(name=self.name)

    @property
    def size_bytes(self) -> int:
        """The length of the file, as stated."""
        return self._size_bytes

    @property
    def digests(self) -> dict[str, bytes]:
        """The known digests, by name of the algorithm."""
        return dict(self._digests)

    def digest(self, algorithm: DigestAlgorithm) -> bytes:
        """Return the known digest.

        Raises:
            FileDigestUnfitError: Only one by another algorithm is known.
        """
        try:
            return self._digests[algorithm.name]
        except KeyError as error:
            given = ", ".join(sorted(self._digests)) or "–"
            raise FileDigestUnfitError(name=self.name, algorithm=algorithm.name, given=given) from error

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def _set(file: DataFile, **fields: object) -> None:
    """Fill a frozen object whose shape differs from its base."""
    for name, value in fields.items():
        object.__setattr__(file, name, value)


def check_for_container(files: Sequence[DataFile]) -> None:
    """Refuse a list of files unfit for a container: empty, odd or equal names, odd media types."""
    if not files:
        raise FilesMissingError
    seen: set[str] = set()
    for file in files:
        spelling = _spelling(file.name)
        check_media_type(file.media_type, name=file.name)
        if spelling in seen:
            raise FileNameDuplicateError(name=file.name)
        seen.add(spelling)
    for spelling in seen:
        folder = spelling
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            if folder in seen:  # as a file and as a folder: not both can be unpacked
                raise FileNameDuplicateError(name=folder)


@lru_cache(maxsize=256)
def _spelling(name: str) -> str:
    """Return the one spelling of an accepted name.

    What differs in case or composed letters is one file on most disks.
    """
    check_name(name)
    return spelling(name)


def check_media_type(media_type: str, *, name: str = "") -> None:
    """Refuse an invalid media type (RFC 6838, 4.2); `name` is the file name for the error."""
    if not _is_media_type(media_type):
        raise MediaTypeError(name=name, media_type=ascii(media_type)[1:-1])


@lru_cache(maxsize=256)
def _is_media_type(text: str) -> bool:
    return _MEDIA_TYPE.fullmatch(text) is not None


def check_name(name: str) -> None:
    """Refuse a name that would leave the folder it is unpacked into, or replace the container's own files."""
    if _PLAIN.fullmatch(name) and name.lower() not in _RESERVED:
        return
    if not name or len(name.encode("utf-8", "surrogatepass")) > _NAME_MAXIMUM_BYTES:
        raise FileNameError(name=plain(name, at_most=_SHOWN), reason="length")
    if _FORBIDDEN.search(name) or DIRECTION.search(name):
        raise FileNameError(name=plain(name, at_most=_SHOWN), reason="characters")
    segments = name.split("/")
    if any(segment in {"", ".", ".."} for segment in segments) or _DRIVE.match(name):
        raise FileNameError(name=name, reason="path")
    if spelling(segments[0]) == "meta-inf" or spelling(name) == "mimetype":
        raise FileNameError(name=name, reason="reserved")
