"""Changing a container that stands: entries replaced or added, all others kept byte for byte with their headers.

Nothing is unpacked and packed again: what another system signed and wrote stays as it wrote it.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zlib import crc32

from esigner.ades.asic import read
from esigner.ades.errors import ContainerTooLargeError

_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_END: Final = struct.Struct("<4s4H2LH")
_VERSION: Final = 20
_MADE_ON_UNIX: Final = 3 << 8 | _VERSION
_READABLE_FILE: Final = 0o100644 << 16
_UTF8_NAME: Final = 0x800
_LIMIT: Final = 0xFFFFFFFF
_ENTRIES_LIMIT: Final = 0xFFFF
_OFFSET_AT: Final = 42
"""Where the offset stands in a record of the directory."""
_FIRST_YEAR: Final = 1980


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry as it stands: its record in the directory, and its bytes from the local header on."""

    record: bytes
    offset: int


def with_entries(
    data: bytes, entries: Mapping[str, bytes], *, written_at: datetime, held: read.Container | None = None
) -> bytes:
    """Give the container with these entries; one of the same name gives its place, a new one comes last.

    Args:
        data: A container that `read` accepts.
        entries: Content by name.
        written_at: The date that new and replaced entries get.
        held: What `read` gave for it, where the caller has read it already.

    Raises:
        RefusedError: The container cannot be read.
        ContainerTooLargeError: It would grow beyond what a zip without zip64 can hold.
    """
    held = held or read.read(data)
    if held.files.keys().isdisjoint(entries):
        return _appended(data, entries, held, written_at)
    directory_at, rows = _rows(data)
    ends = dict(zip([row.offset for row in rows], [*[row.offset for row in rows[1:]], directory_at], strict=True))
    remaining = dict(entries)
    body: list[bytes] = []
    records: list[bytes] = []
    position = 0
    for row, entry in zip(rows, held.entries, strict=True):
        content = remaining.pop(entry.name, None)
        if content is None:
            packed, record = data[row.offset : ends[row.offset]], row.record
        else:
            packed, record = _new(entry.name, content, written_at)
        records.append(_moved(record, position))
        body.append(packed)
        position += len(packed)
    for name, content in remaining.items():
        packed, record = _new(name, content, written_at)
        records.append(_moved(record, position))
        body.append(packed)
        position += len(packed)
    return b"".join((*body, *records, _end(records, position, held.comment, count=len(records)), held.comment))


def _appended(data: bytes, entries: Mapping[str, bytes], held: read.Container, written_at: datetime) -> bytes:
    """Give the container with entries of new names: what is there, and its records, are copied in one piece."""
    end = data.rfind(b"PK\x05\x06")
    directory_at = _END.unpack_from(data, end)[6]
    body: list[bytes | memoryview] = [memoryview(data)[:directory_at]]
    records: list[bytes | memoryview] = [memoryview(data)[directory_at:end]]
    position = directory_at
    for name, content in entries.items():
        packed, record = _new(name, content, written_at)
        records.append(_moved(record, position))
        body.append(packed)
        position += len(packed)
    count = len(held.entries) + len(entries)
    return b"".join((*body, *records, _end(records, position, held.comment, count=count), held.comment))


def _rows(data: bytes) -> tuple[int, list[_Row]]:
    """Give where the directory stands and its records in the order of their entries; `read` proved them right."""
    end = data.rfind(b"PK\x05\x06")
    count, _, position = _END.unpack_from(data, end)[4:7]
    directory_at = position
    rows = []
    for _ in range(count):
        fields = _CENTRAL.unpack_from(data, position)
        size = _CENTRAL.size + sum(fields[10:13])
        if fields[16] == _LIMIT:
            raise ContainerTooLargeError
        rows.append(_Row(data[position : position + size], fields[16]))
        position += size
    return directory_at, sorted(rows, key=lambda row: row.offset)


def _moved(record: bytes, offset: int) -> bytes:
    if offset > _LIMIT:
        raise ContainerTooLargeError
    return record[:_OFFSET_AT] + offset.to_bytes(4, "little") + record[_OFFSET_AT + 4 :]


def _new(name: str, content: bytes, written_at: datetime) -> tuple[bytes, bytes]:
    """Give a stored entry and its record in the directory."""
    encoded, size = name.encode(), len(content)
    if size > _LIMIT:
        raise ContainerTooLargeError
    time, date = _dos(written_at)
    flags = 0 if name.isascii() else _UTF8_NAME
    fields = (flags, 0, time, date, crc32(content), size, size, len(encoded), 0)
    local = _LOCAL.pack(b"PK\x03\x04", _VERSION, *fields) + encoded + content
    record = _CENTRAL.pack(b"PK\x01\x02", _MADE_ON_UNIX, _VERSION, *fields, 0, 0, 0, _READABLE_FILE, 0) + encoded
    return local, record


def _end(records: Sequence[bytes | memoryview], directory_at: int, comment: bytes, *, count: int) -> bytes:
    size = sum(map(len, records))
    if count > _ENTRIES_LIMIT or directory_at + size > _LIMIT:
        raise ContainerTooLargeError
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, size, directory_at, len(comment))


def _dos(moment: datetime) -> tuple[int, int]:
    utc = moment.astimezone(UTC)
    if utc.year < _FIRST_YEAR:
        return 0, 0x21
    return utc.hour << 11 | utc.minute << 5 | utc.second // 2, (utc.year - _FIRST_YEAR) << 9 | utc.month << 5 | utc.day
