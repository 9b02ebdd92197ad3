"""The position of a zip's directory, and the values in it that need eight bytes.

A reader that knows zip64 and one that does not must see the same container: where zip64 records exist, the
plain end record must say the same or nothing, and no byte may lie between directory, records and end.

Standard: APPNOTE.TXT 6.3.10, 4.3.14 to 4.3.16 and 4.5.3.
"""

import struct
from dataclasses import dataclass
from typing import Final

from esigner.ades.containers.extra_fields import fields
from esigner.ades.rules import RefusedError, container_rules

_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64: Final = struct.Struct("<4sLQL")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_EXTRA: Final = struct.Struct("<2H")
_VALUE: Final = struct.Struct("<Q")
_HEADER_BYTES: Final = 12
"""Of the zip64 end record: signature and size, which the size does not count."""
_ZIP64_EXTRA: Final = 1
_VERSION_64: Final = 45
_FULL: Final = 0xFFFFFFFF
_FULL_COUNT: Final = 0xFFFF
_VERSION_AT: Final = 6
_EXTRA_BYTES_AT: Final = 30
_OFFSET_AT: Final = 42
"""Where these are in a record of the directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The directory as described by the end of the container."""

    at: int
    size_bytes: int
    count: int
    comment: bytes

    @property
    def end(self) -> int:
        """The byte behind it."""
        return self.at + self.size_bytes


def locate(data: bytes) -> Directory:
    """Return where the directory is, after checking the end records against each other.

    Raises:
        RefusedError: With the rule, all named ZIP_….
    """
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(data):
        raise RefusedError(container_rules.ZIP_MALFORMED, "no end record")
    _, disk, start_disk, here, count, size, offset, comment_bytes = _END.unpack_from(data, at)
    comment = data[at + _END.size :]
    if len(comment) != comment_bytes:
        raise RefusedError(container_rules.ZIP_HIDDEN_DATA, "after the end record")
    if disk or start_disk or here != count:
        raise RefusedError(container_rules.ZIP_MALFORMED, "several volumes")
    plain = Directory(at=offset, size_bytes=size, count=count, comment=comment)
    long_at = at - _LOCATOR_64.size
    found = plain
    if long_at >= 0 and data[long_at : long_at + 4] == b"PK\x06\x07":
        found, at = _long(data, long_at, plain)
    elif _FULL in (offset, size):
        raise RefusedError(container_rules.ZIP_MALFORMED, "no zip64 end record")
    if found.end != at:
        raise RefusedError(container_rules.ZIP_HIDDEN_DATA, "around the central directory")
    return found


def _long(data: bytes, locator_at: int, plain: Directory) -> tuple[Directory, int]:
    """Return what the zip64 end record says, and where that record is."""
    _, disk, at, disks = _LOCATOR_64.unpack_from(data, locator_at)
    if disk or disks != 1 or data[at : at + 4] != b"PK\x06\x06" or at + _END_64.size > locator_at:
        raise RefusedError(container_rules.ZIP_MALFORMED, "zip64 end record")
    _, size_of_record, _, _, disk, start_disk, here, count, size, offset = _END_64.unpack_from(data, at)
    if disk or start_disk or here != count:
        raise RefusedError(container_rules.ZIP_MALFORMED, "several volumes")
    if size_of_record != _END_64.size - _HEADER_BYTES or at + _END_64.size != locator_at:
        raise RefusedError(container_rules.ZIP_HIDDEN_DATA, "around the zip64 end record")
    same = plain.at in (offset, _FULL) and plain.size_bytes in (size, _FULL) and plain.count in (count, _FULL_COUNT)
    if not same:
        raise RefusedError(container_rules.ZIP_HEADER_MISMATCH, "zip64 end record")
    return Directory(at=offset, size_bytes=size, count=count, comment=plain.comment), at


def long_values(values: tuple[int, ...], extra: bytes, *, name: str) -> tuple[int, ...]:
    """Return the values, those too large for the header taken from the zip64 extra field.

    Raises:
        RefusedError: The field is missing, too short or repeated.
    """
    missing = values.count(_FULL)
    if not missing:
        return values
    at, length = _field(extra, name=name)
    if length < _VALUE.size * missing:
        raise RefusedError(container_rules.ZIP_MALFORMED, f"{name}: zip64")
    given = iter(struct.unpack_from(f"<{missing}Q", extra, at))
    return tuple(next(given) if value == _FULL else value for value in values)


def _field(extra: bytes, *, name: str) -> tuple[int, int]:
    """Return the position and length of the content of the only zip64 field."""
    found = [(field.at, field.length) for field in fields(extra) if field.kind == _ZIP64_EXTRA]
    if len(found) != 1 or sum(found[0]) > len(extra):
        raise RefusedError(container_rules.ZIP_MALFORMED, f"{name}: zip64")
    return found[0]


def moved(record: bytes, *, offset: int) -> bytes:
    """Return an entry's directory record with a new offset of its local header and no other change.

    Args:
        record: As written, with name, extra fields and comment.
        offset: Of the local header.
    """
    fields = _CENTRAL.unpack_from(record)
    sizes, old = (fields[9], fields[8]), fields[16]
    if old != _FULL and offset < _FULL:
        return record[:_OFFSET_AT] + offset.to_bytes(4, "little") + record[_OFFSET_AT + 4 :]
    start = _CENTRAL.size + fields[10]
    extra = record[start : start + fields[11]]
    if old == _FULL:
        at = start + _field(extra, name="")[0] + _VALUE.size * sizes.count(_FULL)
        return record[:at] + _VALUE.pack(offset) + record[at + _VALUE.size :]
    grown = _with_offset(extra, offset, before=sizes.count(_FULL))
    head = bytearray(record[:start])
    head[_VERSION_AT : _VERSION_AT + 2] = max(fields[2], _VERSION_64).to_bytes(2, "little")
    head[_EXTRA_BYTES_AT : _EXTRA_BYTES_AT + 2] = len(grown).to_bytes(2, "little")
    head[_OFFSET_AT : _OFFSET_AT + 4] = _FULL.to_bytes(4, "little")
    return bytes(head) + grown + record[start + len(extra) :]


def _with_offset(extra: bytes, offset: int, *, before: int) -> bytes:
    """Return the extra fields with the offset after the sizes in the zip64 field, or in a new field."""
    if not before:
        return _EXTRA.pack(_ZIP64_EXTRA, _VALUE.size) + _VALUE.pack(offset) + extra
    at, _ = _field(extra, name="")
    end = at + _VALUE.size * before
    field = _EXTRA.pack(_ZIP64_EXTRA, end - at + _VALUE.size) + extra[at:end] + _VALUE.pack(offset)
    rest = extra[at + _EXTRA.unpack_from(extra, at - _EXTRA.size)[1] :]
    return extra[: at - _EXTRA.size] + field + rest
