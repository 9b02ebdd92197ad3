"""Changing an existing container: entries replaced or added, all others kept byte for byte with their headers.

Nothing is unpacked and packed again: what another system signed and wrote stays as written. Only the offset
of an entry is rewritten in its record of the directory, in zip64 too.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zlib import crc32

from esigner.ades.containers import reading
from esigner.ades.containers.directory import Directory, locate, long_values, moved
from esigner.ades.containers.errors import ContainerTooLargeError
from esigner.ades.containers.records import Row, dos_time, end_records

_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LIMIT: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Standing:
    """An existing entry: its record in the directory, and where its local header is."""

    record: bytes
    offset: int


def with_entries(
    data: bytes, entries: Mapping[str, bytes], *, written_at: datetime, held: reading.Container | None = None
) -> bytes:
    """Return the container with these entries; one of the same name is replaced, a new one comes last.

    Args:
        data: A container that `read` accepts.
        entries: Content by name.
        written_at: The date that new and replaced entries get.
        held: The result of `read`, where the caller has read it already.

    Raises:
        RefusedError: The container cannot be read.
        ContainerTooLargeError: An entry of 4 GiB or more.
    """
    held = held or reading.read(data)
    if not entries:
        return data
    directory = locate(data)
    if held.files.keys().isdisjoint(entries):
        return _appended(data, entries, held, directory, written_at)
    rows = _rows(data, directory)
    ends = [*[row.offset for row in rows[1:]], directory.at]
    remaining = dict(entries)
    body: list[bytes] = []
    records: list[bytes] = []
    position = 0
    for row, end, entry in zip(rows, ends, held.entries, strict=True):
        content = remaining.pop(entry.name, None)
        if content is None:
            packed, record = data[row.offset : end], moved(row.record, offset=position)
        else:
            packed, record = _new(entry.name, content, written_at, offset=position)
        records.append(record)
        body.append(packed)
        position += len(packed)
    for name, content in remaining.items():
        packed, record = _new(name, content, written_at, offset=position)
        records.append(record)
        body.append(packed)
        position += len(packed)
    closing = end_records(
        count=len(records), directory_bytes=sum(map(len, records)), directory_at=position, comment=held.comment
    )
    return b"".join((*body, *records, closing))


def _appended(
    data: bytes, entries: Mapping[str, bytes], held: reading.Container, directory: Directory, written_at: datetime
) -> bytes:
    """Return the container with entries of new names: existing entries and records are copied in one piece."""
    body: list[bytes | memoryview] = [memoryview(data)[: directory.at]]
    records: list[bytes | memoryview] = [memoryview(data)[directory.at : directory.end]]
    position = directory.at
    for name, content in entries.items():
        packed, record = _new(name, content, written_at, offset=position)
        records.append(record)
        body.append(packed)
        position += len(packed)
    closing = end_records(
        count=directory.count + len(entries),
        directory_bytes=sum(map(len, records)),
        directory_at=position,
        comment=held.comment,
    )
    return b"".join((*body, *records, closing))


def _rows(data: bytes, directory: Directory) -> list[_Standing]:
    """Return the records in the order of their entries; `read` checked them."""
    position, rows = directory.at, []
    for _ in range(directory.count):
        fields = _CENTRAL.unpack_from(data, position)
        name_end = position + _CENTRAL.size + fields[10]
        values = (fields[9], fields[8], fields[16])
        *_, offset = long_values(values, data[name_end : name_end + fields[11]], name="")
        end = name_end + fields[11] + fields[12]
        rows.append(_Standing(data[position:end], offset))
        position = end
    return sorted(rows, key=lambda row: row.offset)


def _new(name: str, content: bytes, written_at: datetime, *, offset: int) -> tuple[bytes, bytes]:
    """Return a stored entry and its record in the directory."""
    if len(content) > _LIMIT:
        raise ContainerTooLargeError
    time, date = dos_time(written_at)
    row = Row(name=name.encode(), size_bytes=len(content), checksum=crc32(content), offset=offset, time=time, date=date)
    return row.local_header() + content, row.central_header()
