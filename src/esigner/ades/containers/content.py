"""The content of a container's entries: inflated piece by piece, checked once, and never kept if large.

A container that was read holds no inflated file: it is inflated again for each request, and digesting it never
needs more than a piece in memory. Small ones are cached, up to a total, because signatures are read often.
"""

import zlib
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from esigner.ades.rules import RefusedError, container_rules
from esigner.bounds import spend

STORED: Final = 0
_PIECE_BYTES: Final = 64 * 1024
_REMEMBERED_BYTES: Final = 16 * 1024 * 1024
"""Of all small files together."""
_SMALL_BYTES: Final = 1024 * 1024


class Packed(NamedTuple):
    """Where the packed content of an entry is, and what it must be."""

    name: str
    start: int
    packed_bytes: int
    unpacked_bytes: int
    method: int
    crc: int


class Files(Mapping[str, bytes]):
    """Content by name; folders are omitted."""

    def __init__(self, data: bytes) -> None:
        """Begin without entries; `data` is the container."""
        self._data = data
        self._places: dict[str, Packed] = {}
        self._known: dict[str, bytes] = {}
        self._room = _REMEMBERED_BYTES

    def prove(self, place: Packed, *, listed: bool) -> None:
        """Inflate the content once and check its size and checksum; listed content can then be requested.

        Raises:
            RefusedError: ZIP_MALFORMED, ZIP_HEADER_MISMATCH, ZIP_CHECKSUM.
        """
        kept: list[bytes] | None = [] if place.unpacked_bytes <= min(_SMALL_BYTES, self._room) else None
        length = crc = 0
        for piece in _pieces(self._data, place):
            length += len(piece)
            crc = zlib.crc32(piece, crc)
            if kept is not None:
                kept.append(piece)
        if length != place.unpacked_bytes:
            raise RefusedError(container_rules.ZIP_HEADER_MISMATCH, place.name)
        if crc != place.crc:
            raise RefusedError(container_rules.ZIP_CHECKSUM, place.name)
        if listed:
            self._places[place.name] = place
            if kept is not None:
                self._known[place.name] = b"".join(kept)
                self._room -= length

    def pieces(self, name: str) -> Iterator[bytes]:
        """Return the content in pieces, to be digested."""
        known = self._known.get(name)
        return iter((known,)) if known is not None else _pieces(self._data, self._places[name])

    def __getitem__(self, name: str) -> bytes:
        """Return the whole content; if large, it takes as much memory."""
        known = self._known.get(name)
        if known is None:
            spend(3 * self._places[name].unpacked_bytes // 1024)
        return known if known is not None else b"".join(_pieces(self._data, self._places[name]))

    def __contains__(self, name: object) -> bool:
        """Return whether there is such a file; nothing is inflated for it."""
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        """Return the names in the order of the container."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._places)


class Some(Mapping[str, bytes]):
    """A selection of the files under its own names, without copying."""

    def __init__(self, files: Mapping[str, bytes], names: Mapping[str, str]) -> None:
        """Take the files, and their names by the names used here."""
        self._files, self._names = files, names

    def pieces(self, name: str) -> Iterator[bytes]:
        """Return the content in pieces, to be digested."""
        return pieces(self._files, self._names[name])

    def __getitem__(self, name: str) -> bytes:
        """Return the whole content."""
        return self._files[self._names[name]]

    def __contains__(self, name: object) -> bool:
        """Return whether it is among them; nothing is inflated for it."""
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._names)


class Others(Mapping[str, bytes]):
    """All files but one, without a copy for each of a thousand signatures."""

    def __init__(self, files: Mapping[str, bytes], path: str) -> None:
        """Take the files, and the name of the omitted one."""
        self._files, self._path = files, path

    def pieces(self, name: str) -> Iterator[bytes]:
        """Return the content in pieces, to be digested."""
        if name == self._path:
            raise KeyError(name)
        return pieces(self._files, name)

    def __getitem__(self, name: str) -> bytes:
        """Return the whole content."""
        if name == self._path:
            raise KeyError(name)
        return self._files[name]

    def __contains__(self, name: object) -> bool:
        """Return whether it is among them; nothing is inflated for it."""
        return name != self._path and name in self._files

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return (name for name in self._files if name != self._path)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._files) - (self._path in self._files)


def pieces(files: Mapping[str, bytes], name: str) -> Iterator[bytes]:
    """Return a file in pieces if it is in a container, else whole."""
    return files.pieces(name) if isinstance(files, Files | Some | Others) else iter((files[name],))


def _pieces(data: bytes, place: Packed) -> Iterator[bytes]:
    """Return the content; a step for each kilobyte that comes out."""
    end = place.start + place.packed_bytes
    if place.method == STORED:
        for at in range(place.start, end, _PIECE_BYTES):
            spend(_PIECE_BYTES // 4096)
            yield data[at : min(at + _PIECE_BYTES, end)]
        return
    given = 0
    for piece in _inflated(data, place, end):
        given += len(piece)
        if given > place.unpacked_bytes:
            raise RefusedError(container_rules.ZIP_HEADER_MISMATCH, place.name)
        spend(1 + len(piece) // 1024)
        yield piece


def _inflated(data: bytes, place: Packed, end: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    position = place.start
    try:
        while position < end and not inflater.eof:
            packed = data[position : min(position + _PIECE_BYTES, end)]
            position += len(packed)
            full = True
            # What zlib holds back after a full piece comes without further input.
            while (packed or full) and not inflater.eof:
                piece = inflater.decompress(packed, _PIECE_BYTES)
                packed, full = inflater.unconsumed_tail, len(piece) == _PIECE_BYTES
                yield piece
    except zlib.error as error:
        raise RefusedError(container_rules.ZIP_MALFORMED, place.name) from error
    if not inflater.eof or inflater.unused_data or position != end:
        raise RefusedError(container_rules.ZIP_HEADER_MISMATCH, place.name)
