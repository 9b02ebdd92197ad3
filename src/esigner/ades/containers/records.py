"""The fixed records of a zip, with zip64 where a size or a place does not fit into four bytes.

Standard: APPNOTE.TXT 6.3.10, 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3. The only general purpose flag is UTF-8.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64: Final = struct.Struct("<4sLQL")
_VERSION: Final = 20
_VERSION_64: Final = 45
_MADE_ON_UNIX: Final = 3 << 8
"""With DOS here, unzip takes UTF-8 names for an old code page."""
_READABLE_FILE: Final = 0o100644 << 16
_UTF8_NAME: Final = 0x800
_EXTRA_64: Final = 1
_FULL: Final = 0xFFFFFFFF
_FULL_COUNT: Final = 0xFFFF
_FIRST_YEAR: Final = 1980


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stored entry."""

    name: bytes
    """UTF-8."""
    size_bytes: int
    checksum: int
    offset: int
    """Of its local header."""
    time: int
    date: int

    def local_header(self) -> bytes:
        """Return the header that precedes the content; its length does not depend on the checksum."""
        long = self.size_bytes >= _FULL
        # Both sizes are in the field of a local header, even if only one needs it (4.5.3).
        extra = struct.pack("<2H2Q", _EXTRA_64, 16, self.size_bytes, self.size_bytes) if long else b""
        size = min(self.size_bytes, _FULL)
        fields = self._fields(size)
        header = _LOCAL.pack(b"PK\x03\x04", _VERSION_64 if long else _VERSION, *fields, len(extra))
        return header + self.name + extra

    def central_header(self) -> bytes:
        """Return the entry of the directory."""
        values = [value for value in (self.size_bytes, self.size_bytes, self.offset) if value >= _FULL]
        extra = struct.pack(f"<2H{len(values)}Q", _EXTRA_64, 8 * len(values), *values) if values else b""
        version = _VERSION_64 if values else _VERSION
        fields = self._fields(min(self.size_bytes, _FULL))
        rest = (len(extra), 0, 0, 0, _READABLE_FILE, min(self.offset, _FULL))
        return _CENTRAL.pack(b"PK\x01\x02", _MADE_ON_UNIX | version, version, *fields, *rest) + self.name + extra

    def _fields(self, size: int) -> tuple[int, ...]:
        flags = 0 if self.name.isascii() else _UTF8_NAME
        return flags, 0, self.time, self.date, self.checksum, size, size, len(self.name)


def end_records(*, count: int, directory_bytes: int, directory_at: int, comment: bytes = b"") -> bytes:
    """Return the records that follow the directory."""
    short = (min(count, _FULL_COUNT), min(directory_bytes, _FULL), min(directory_at, _FULL))
    end = _END.pack(b"PK\x05\x06", 0, 0, short[0], short[0], short[1], short[2], len(comment)) + comment
    if short == (count, directory_bytes, directory_at) and _FULL not in short and count != _FULL_COUNT:
        return end
    made = _MADE_ON_UNIX | _VERSION_64
    sizes = (count, count, directory_bytes, directory_at)
    long = _END_64.pack(b"PK\x06\x06", _END_64.size - 12, made, _VERSION_64, 0, 0, *sizes)
    return long + _LOCATOR_64.pack(b"PK\x06\x07", 0, directory_at + directory_bytes, 1) + end


def dos_time(moment: datetime) -> tuple[int, int]:
    """Return time and date of a zip entry, UTC; the epoch of zip where the moment is before it."""
    utc = moment.astimezone(UTC)
    if utc.year < _FIRST_YEAR:
        return 0, 0x21
    return utc.hour << 11 | utc.minute << 5 | utc.second // 2, (utc.year - _FIRST_YEAR) << 9 | utc.month << 5 | utc.day
