"""The zip of an ASiC-E container, written in one go: stored, deterministic, nothing but what was given.

We write it ourselves: mimetype must be the first entry, stored, without extra field (EN 319 162-1, A.1), and
stored entries need no more than three fixed records. Room: zip64 and streaming.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zlib import crc32

from esigner.ades.errors import ContainerTooLargeError

MIMETYPE_ASICE: Final = b"application/vnd.etsi.asic-e+zip"

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_MADE_ON_UNIX = 3 << 8 | _VERSION
"""With DOS here, unzip takes UTF-8 names for an old code page."""
_READABLE_FILE = 0o100644 << 16
_UTF8_NAME = 0x800
_LIMIT = 0xFFFFFFFF
_ENTRIES_LIMIT = 0xFFFF
_FIRST_YEAR = 1980


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the zip."""

    name: str
    content: bytes


def container(entries: Sequence[Entry], *, written_at: datetime) -> bytes:
    """Give the zip with mimetype and then the entries, all dated `written_at` (UTC)."""
    time, date = _dos(written_at)
    records: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in (Entry("mimetype", MIMETYPE_ASICE), *entries):
        name, size = entry.name.encode(), len(entry.content)
        if size > _LIMIT or offset > _LIMIT:
            raise ContainerTooLargeError
        flags = 0 if entry.name.isascii() else _UTF8_NAME
        checksum = crc32(entry.content)
        fields = (flags, 0, time, date, checksum, size, size, len(name), 0)
        records += (_LOCAL.pack(b"PK\x03\x04", _VERSION, *fields), name, entry.content)
        directory += (
            _CENTRAL.pack(b"PK\x01\x02", _MADE_ON_UNIX, _VERSION, *fields, 0, 0, 0, _READABLE_FILE, offset),
            name,
        )
        offset += _LOCAL.size + len(name) + size
    count, central = len(entries) + 1, b"".join(directory)
    if count > _ENTRIES_LIMIT or offset + len(central) > _LIMIT:
        raise ContainerTooLargeError
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), offset, 0)
    return b"".join((*records, central, end))


def _dos(moment: datetime) -> tuple[int, int]:
    utc = moment.astimezone(UTC)
    if utc.year < _FIRST_YEAR:
        return 0, 0x21
    time = utc.hour << 11 | utc.minute << 5 | utc.second // 2
    return time, (utc.year - _FIRST_YEAR) << 9 | utc.month << 5 | utc.day
