"""Strict reading of a zip container: every byte of the archive must be accounted for.

`zipfile` trusts the central directory alone and does not detect overlap, so two readers may see different containers.
Here the central directory is walked, each local header is checked against it, and nothing may lie in between.

1. The end record closes the file; only its comment follows. The zip64 one, if present, says the same.
2. Entries: no duplicate name, no dangerous name, no link, no encryption, stored or deflated.
3. Local headers and extra fields say the same as the directory; folders hold nothing.
4. Entries lie one after another from byte 0 to the directory, without overlap or gap.
5. Content: within the limits of size and ratio, each file and all together; CRC correct. Nothing inflated is kept.
"""

import re
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from esigner.ades.containers.content import STORED, Files, Others, Packed, Some
from esigner.ades.containers.directory import locate, long_values
from esigner.ades.containers.extra_fields import check_attributes, check_fields
from esigner.ades.containers.file_names import DIRECTION, is_like_meta_inf, spelling
from esigner.ades.rules import Finding, RefusedError, container_rules
from esigner.bounds import spend
from esigner.errors import plain

_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_DRIVE: Final = re.compile(r"[A-Za-z]:/")
_ODD_PARTS: Final = frozenset({"", ".", ".."})
_DEFLATED: Final = 8
_ENCRYPTED_FLAGS: Final = 0x2041
_DESCRIPTOR_FLAG: Final = 0x08
_UTF8_FLAG: Final = 0x800
_FULL: Final = 0xFFFFFFFF
_SHOWN: Final = 200
"""Characters of a dangerous name repeated in the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a container may hold."""

    entries: int = 100_000
    """More than a zip without zip64 can count, with room for signatures."""
    bytes_unpacked: int = 2 * 1024**3
    ratio: int = 200
    ratio_matters_from_bytes: int = 1024**2
    total_matters_from_bytes: int = 16 * 1024**2
    """Below it, all files together may be packed better than `ratio`."""
    name_bytes: int = 8 * 1024


class Entry(NamedTuple):
    """One file as described by the central directory."""

    name: str
    name_bytes: bytes
    flags: int
    method: int
    crc: int
    packed_bytes: int
    unpacked_bytes: int
    offset: int
    is_folder: bool


@dataclass(frozen=True, kw_only=True)
class Container:
    """A zip that was read whole and found consistent."""

    entries: tuple[Entry, ...]
    """In the order of their position in the file."""
    files: Mapping[str, bytes]
    """Content by name; folders are omitted. Inflated on request."""
    comment: bytes

    @cached_property
    def mimetype(self) -> str | None:
        """Content of `mimetype`, or None."""
        content = self.files.get("mimetype")
        return None if content is None else content.decode("utf-8", "replace").strip("\ufeff \r\n\t")

    @cached_property
    def mimetype_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the place and packing of `mimetype` (EN 319 162-1, A.1)."""
        entry = next((e for e in self.entries if e.name == "mimetype"), None)
        if entry is None:
            return (Finding(rule=container_rules.MIMETYPE_MISSING),)
        found = []
        if entry is not self.entries[0]:
            found.append(Finding(rule=container_rules.MIMETYPE_MISPLACED))
        if entry.method != STORED:
            found.append(Finding(rule=container_rules.MIMETYPE_COMPRESSED))
        return tuple(found)

    @cached_property
    def data_files(self) -> Mapping[str, bytes]:
        """What is not `mimetype` and not under META-INF."""
        names = {n: n for n in self.files if n != "mimetype" and not n.startswith("META-INF/")}
        return Some(self.files, names)

    @cached_property
    def meta_inf(self) -> Mapping[str, bytes]:
        """Files under META-INF, by their name in it."""
        start = "META-INF/"
        return Some(self.files, {n[len(start) :]: n for n in self.files if n.startswith(start)})

    def others(self, path: str) -> Mapping[str, bytes]:
        """Return the files but this one, without a copy for each of a thousand signatures."""
        return Others(self.files, path)


def read(data: bytes, *, limits: Limits | None = None) -> Container:
    """Return the container's content after checking all headers against each other.

    Raises:
        RefusedError: With the rule, all named ZIP_….
    """
    limits = limits or Limits()
    directory = locate(data)  # (1)
    if directory.count > limits.entries:
        raise RefusedError(container_rules.ZIP_TOO_MANY_ENTRIES, str(directory.count))
    entries = _directory(data[directory.at : directory.end], directory.count, limits)  # (2)
    entries.sort(key=lambda entry: entry.offset)
    _check_expansion(entries, limits)
    files = Files(data)
    position = 0
    for entry in entries:
        start = _check_local(data, entry, position)  # (3)
        position = _end_of(data, entry, start, directory.at)  # (4)
        place = Packed(entry.name, start, entry.packed_bytes, entry.unpacked_bytes, entry.method, entry.crc)
        files.prove(place, listed=not entry.is_folder)  # (5)
    if position != directory.at:
        raise RefusedError(container_rules.ZIP_HIDDEN_DATA, f"before byte {directory.at}")
    return Container(entries=tuple(entries), files=files, comment=directory.comment)


def _check_expansion(entries: list[Entry], limits: Limits) -> None:
    """Refuse before anything is inflated, by the sizes in the directory; no entry may hold more than stated."""
    total = sum(entry.unpacked_bytes for entry in entries)
    if total > limits.bytes_unpacked:
        raise RefusedError(container_rules.ZIP_TOO_LARGE)
    for entry in entries:
        deflated = entry.method != STORED
        if deflated and entry.unpacked_bytes > max(limits.ratio_matters_from_bytes, limits.ratio * entry.packed_bytes):
            raise RefusedError(container_rules.ZIP_BOMB, entry.name)
    if total > max(limits.total_matters_from_bytes, limits.ratio * sum(entry.packed_bytes for entry in entries)):
        raise RefusedError(container_rules.ZIP_BOMB, f"{total} bytes")


def _directory(data: bytes, count: int, limits: Limits) -> list[Entry]:
    entries: list[Entry] = []
    names: set[str] = set()
    position = 0
    for _ in range(count):
        spend(10)
        if data[position : position + 4] != b"PK\x01\x02" or position + _CENTRAL.size > len(data):
            raise RefusedError(container_rules.ZIP_MALFORMED, "central directory")
        entry, position = _central(data, position)
        if len(entry.name_bytes) > limits.name_bytes:
            raise RefusedError(container_rules.ZIP_UNSAFE_NAME, f"{len(entry.name_bytes)} bytes")
        if not entry.name.isascii():
            # Sorting combining marks is quadratic.
            spend(len(entry.name_bytes) ** 2 // 4096)
        key = spelling(entry.name).rstrip("/")
        if key in names:
            raise RefusedError(container_rules.ZIP_DUPLICATE_ENTRY, entry.name)
        names.add(key)
        entries.append(entry)
    if position != len(data):
        raise RefusedError(container_rules.ZIP_HIDDEN_DATA, "in the central directory")
    return entries


def _central(data: bytes, position: int) -> tuple[Entry, int]:
    fields = _CENTRAL.unpack_from(data, position)
    flags, method, crc, packed, unpacked = fields[3], fields[4], fields[7], fields[8], fields[9]
    name_bytes, extra_bytes, comment_bytes, offset = fields[10], fields[11], fields[12], fields[16]
    at = position + _CENTRAL.size
    raw = data[at : at + name_bytes]
    name = _name(raw)
    if flags & _ENCRYPTED_FLAGS:
        raise RefusedError(container_rules.ZIP_ENCRYPTED, name)
    if method not in (STORED, _DEFLATED):
        raise RefusedError(container_rules.ZIP_METHOD, f"{name}: {method}")
    extra = data[at + name_bytes : at + name_bytes + extra_bytes]
    check_fields(extra, name=name)
    check_attributes(fields[15], name=name)
    unpacked, packed, offset = long_values((unpacked, packed, offset), extra, name=name)
    if unpacked and name.endswith("/"):
        raise RefusedError(container_rules.ZIP_HIDDEN_DATA, f"in the folder {name}")
    entry = Entry(
        name=name,
        name_bytes=raw,
        flags=flags,
        method=method,
        crc=crc,
        packed_bytes=packed,
        unpacked_bytes=unpacked,
        offset=offset,
        is_folder=name.endswith("/"),
    )
    return entry, at + name_bytes + extra_bytes + comment_bytes


def _name(raw: bytes) -> str:
    """Return the name as text; old writers write UTF-8 without setting its flag."""
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("cp437")
    parts = name.rstrip("/").split("/")
    is_odd = not _ODD_PARTS.isdisjoint(parts) or "\\" in name or _DRIVE.match(name) or _has_control(name)
    if is_odd or DIRECTION.search(name) or is_like_meta_inf(parts[0]):
        raise RefusedError(container_rules.ZIP_UNSAFE_NAME, plain(name, at_most=_SHOWN))
    return name


def _has_control(name: str) -> bool:
    if name.isascii():
        return not name.isprintable()
    return any(unicodedata.category(c) in ("Cc", "Cs") for c in name)


def _check_local(data: bytes, entry: Entry, position: int) -> int:
    """Check the local header against the directory's entry; return where the content begins."""
    if entry.offset < position:
        raise RefusedError(container_rules.ZIP_OVERLAP, entry.name)
    if entry.offset > position:
        raise RefusedError(container_rules.ZIP_HIDDEN_DATA, f"before {entry.name}")
    if data[position : position + 4] != b"PK\x03\x04" or position + _LOCAL.size > len(data):
        raise RefusedError(container_rules.ZIP_MALFORMED, entry.name)
    _, _, flags, method, _, _, crc, packed, unpacked, name_bytes, extra = _LOCAL.unpack_from(data, position)
    start = position + _LOCAL.size
    name = data[start : start + name_bytes]
    later = flags & _DESCRIPTOR_FLAG
    field = data[start + name_bytes : start + name_bytes + extra]
    check_fields(field, name=entry.name)
    unpacked, packed = long_values((unpacked, packed), field, name=entry.name)
    sizes = (crc, packed, unpacked)
    same = sizes == (entry.crc, entry.packed_bytes, entry.unpacked_bytes) or (later and not any(sizes))
    if name != entry.name_bytes or method != entry.method or (flags ^ entry.flags) & ~_UTF8_FLAG or not same:
        raise RefusedError(container_rules.ZIP_HEADER_MISMATCH, entry.name)
    return start + int(name_bytes) + int(extra)


def _end_of(data: bytes, entry: Entry, start: int, directory_at: int) -> int:
    end = start + entry.packed_bytes
    if end > directory_at:
        raise RefusedError(container_rules.ZIP_OVERLAP, entry.name)
    if not entry.flags & _DESCRIPTOR_FLAG:
        return end
    values = (entry.crc, entry.packed_bytes, entry.unpacked_bytes)
    short = [struct.pack("<3L", *values)] if max(values) <= _FULL else []
    for sizes in (*short, struct.pack("<L2Q", *values)):
        for descriptor in (b"PK\x07\x08" + sizes, sizes):
            if data[end : end + len(descriptor)] == descriptor and _begins(data, end + len(descriptor)):
                return end + len(descriptor)
    raise RefusedError(container_rules.ZIP_HEADER_MISMATCH, entry.name)


def _begins(data: bytes, position: int) -> bool:
    """Return whether there is a header; distinguishes the short descriptor from the long one."""
    return data[position : position + 4] in (b"PK\x03\x04", b"PK\x01\x02")
