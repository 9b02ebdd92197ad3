"""The zip of an ASiC-E container, written in one go: stored, deterministic, with the given entries only.

Written by our own code: mimetype must be the first entry, stored, without extra field (EN 319 162-1, A.1), and
stored entries need no more than three fixed records. Room: zip64 and streaming.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from esigner.ades.containers.errors import ContainerTooLargeError
from esigner.ades.encoding.format_table import ASIC_E

_FIELDS = struct.Struct("<5H3L2H")
"""The fields that the local header and the directory of an entry have in common."""
_ATTRIBUTES = struct.Struct("<3H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_MADE_ON_UNIX = 3 << 8 | _VERSION
"""With DOS here, unzip takes UTF-8 names for an old code page."""
_CENTRAL_HEAD = struct.pack("<4sH", b"PK\x01\x02", _MADE_ON_UNIX)
_LOCAL_BYTES = 4 + _FIELDS.size
_MIMETYPE_NAME = b"mimetype"
_READABLE_FILE = 0o100644 << 16
_UTF8_NAME = 0x800
_LIMIT = 0xFFFFFFFF
_ENTRIES_LIMIT = 0xFFFF
_FIRST_YEAR = 1980


class Entry(NamedTuple):
    """One file of the zip."""

    name: str
    content: bytes


def container(entries: Sequence[Entry], *, written_at: datetime, mimetype: str = ASIC_E) -> bytes:
    """Return the zip with mimetype and then the entries, all dated `written_at` (UTC)."""
    time, date = _dos(written_at)
    first = _first(mimetype, time, date)
    records: list[bytes] = [first[0]]
    directory: list[bytes] = [first[1]]
    offset = len(first[0])
    for entry_name, content in entries:
        name, size = entry_name.encode(), len(content)
        if size > _LIMIT or offset > _LIMIT:
            raise ContainerTooLargeError
        name_size, checksum = len(name), crc32(content)
        flags = 0 if name_size == len(entry_name) else _UTF8_NAME
        fields = _FIELDS.pack(_VERSION, flags, 0, time, date, checksum, size, size, name_size, 0)
        records += (b"PK\x03\x04", fields, name, content)
        directory += (_CENTRAL_HEAD, fields, _ATTRIBUTES.pack(0, 0, 0, _READABLE_FILE, offset), name)
        offset += _LOCAL_BYTES + name_size + size
    count, central = len(entries) + 1, b"".join(directory)
    if count > _ENTRIES_LIMIT or offset + len(central) > _LIMIT:
        raise ContainerTooLargeError
    records += (central, _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), offset, 0))
    return b"".join(records)


@lru_cache(maxsize=16)
def _first(media_type: str, time: int, date: int) -> tuple[bytes, bytes]:
    """Return the first entry and its record in the directory; containers of one second share them."""
    name, mimetype = _MIMETYPE_NAME, media_type.encode()
    size = len(mimetype)
    fields = _FIELDS.pack(_VERSION, 0, 0, time, date, crc32(mimetype), size, size, len(name), 0)
    record = _CENTRAL_HEAD + fields + _ATTRIBUTES.pack(0, 0, 0, _READABLE_FILE, 0) + name
    return b"PK\x03\x04" + fields + name + mimetype, record


@lru_cache(maxsize=16)
def _dos(moment: datetime) -> tuple[int, int]:
    utc = moment.astimezone(UTC)
    if utc.year < _FIRST_YEAR:
        return 0, 0x21
    time = utc.hour << 11 | utc.minute << 5 | utc.second // 2
    return time, (utc.year - _FIRST_YEAR) << 9 | utc.month << 5 | utc.day
