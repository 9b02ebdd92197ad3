"""What a zip entry says about itself in addition to its header: extra fields and file system attributes.

Where these name another file, or say that the file is a link, readers that use them and readers that do not see
different containers.

Standard: APPNOTE.TXT 6.3.10, 4.4.15, 4.5 and 4.6.9.
"""

import stat
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from esigner.ades.rules import RefusedError, container_rules
from esigner.bounds import spend

_HEAD: Final = struct.Struct("<2H")
_UNICODE_PATH: Final = 0x7075
_PATH_AT: Final = 5
"""After the version and the checksum of the header's name."""
_PKWARE_UNIX: Final = 0x000D
_PKWARE_FIXED_BYTES: Final = 12
"""Times and owners; only a link has more: its target."""
_ASI_UNIX: Final = 0x756E
_ASI_MODE: Final = struct.Struct("<4xH")
"""After a checksum."""
_FOLDER_FOR_DOS: Final = 0x10


class Field(NamedTuple):
    """The position of one extra field's content; it may end beyond the data."""

    kind: int
    at: int
    length: int


def fields(extra: bytes) -> Iterator[Field]:
    """Return the extra fields in their order."""
    position = 0
    while position + _HEAD.size <= len(extra):
        kind, length = _HEAD.unpack_from(extra, position)
        position += _HEAD.size
        yield Field(kind, position, length)
        position += length


def check_fields(extra: bytes, *, name: str) -> None:
    """Refuse extra fields that contradict the header with this name.

    Raises:
        RefusedError: ZIP_HEADER_MISMATCH for another name, ZIP_LINK for a link.
    """
    spend(len(extra) // 64)
    for field in fields(extra):
        content = extra[field.at : field.at + field.length]
        if field.kind == _UNICODE_PATH and content[_PATH_AT:] != name.encode():
            raise RefusedError(container_rules.ZIP_HEADER_MISMATCH, f"{name}: Unicode Path")
        if field.kind == _PKWARE_UNIX and field.length > _PKWARE_FIXED_BYTES:
            raise RefusedError(container_rules.ZIP_LINK, name)
        if field.kind == _ASI_UNIX and len(content) >= _ASI_MODE.size:
            _check_mode(_ASI_MODE.unpack_from(content)[0], name=name)


def check_attributes(attributes: int, *, name: str) -> None:
    """Refuse external attributes by which the entry is a link, or a folder where its name is a file's.

    Raises:
        RefusedError: ZIP_LINK, ZIP_HEADER_MISMATCH.
    """
    mode = attributes >> 16
    _check_mode(mode, name=name)
    says_folder = bool(attributes & _FOLDER_FOR_DOS) or stat.S_ISDIR(mode)
    if says_folder and not name.endswith("/"):
        raise RefusedError(container_rules.ZIP_HEADER_MISMATCH, f"{name}: folder")


def _check_mode(mode: int, *, name: str) -> None:
    if stat.S_ISLNK(mode):  # an entry packed from a pipe says so and is a plain file
        raise RefusedError(container_rules.ZIP_LINK, name)
