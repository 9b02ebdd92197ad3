"""Names in certificates, in every string type, even if malformed (RFC 5280, 4.1.2.4 and 7.1)."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from esigner.asn1 import nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.pkix.errors import CertificatePartUnreadableError

COMMON_NAME: Final = "2.5.4.3"
EMAIL_ADDRESS: Final = "1.2.840.113549.1.9.1"
_UNIQUE_IDENTIFIER: Final = "2.5.4.45"

Key = tuple[frozenset[tuple[str, str]], ...]
"""A name in comparable form: two encodings of one name have the same key."""

_SHORT: Final = {
    COMMON_NAME: "CN",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.6": "C",
    "2.5.4.9": "STREET",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
}
"""The keywords of RFC 4514, 3."""
_UTF8, _NUMERIC, _PRINTABLE, _T61, _IA5, _VISIBLE, _UNIVERSAL, _BMP = 12, 18, 19, 20, 22, 26, 28, 30
_WIDE: Final = {_UNIVERSAL: "utf-32-be", _BMP: "utf-16-be"}
_NARROW: Final = frozenset({_UTF8, _NUMERIC, _PRINTABLE, _IA5, _VISIBLE})
_KEPT_BYTES_AT_MOST: Final = 1024
"""Longer names are not cached; an authority's own name is needed all the time."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One type with its value."""

    oid: str
    text: str
    """Decoded; `#` and hexadecimal DER if the value is not a string."""
    is_string: bool


@dataclass(frozen=True)
class Name:
    """A distinguished name; each relative one is a tuple of attributes in order."""

    der: bytes
    relative: tuple[tuple[Attribute, ...], ...]

    def values(self, oid: str) -> tuple[str, ...]:
        """Return the values of one type, in the order of the name; a NUL, which no table can hold, is replaced."""
        return tuple(one.text.replace("\0", "\ufffd") for rdn in self.relative for one in rdn if one.oid == oid)

    @property
    def text(self) -> str:
        """The whole name by RFC 4514, most specific part first."""
        return ",".join("+".join(map(_written, rdn)) for rdn in reversed(self.relative))

    @property
    def is_text(self) -> bool:
        """Return whether every value is a string; x500UniqueIdentifier is bits by its definition."""
        return all(one.is_string or one.oid == _UNIQUE_IDENTIFIER for rdn in self.relative for one in rdn)

    @property
    def shown(self) -> str:
        """The common name for a sentence; the whole name if there is none."""
        return next(iter(self.values(COMMON_NAME)), "") or self.text

    @cached_property
    def key(self) -> Key:
        """The form shared by names that are equal by RFC 5280, 7.1."""
        return tuple(frozenset((one.oid, _folded(one)) for one in rdn) for rdn in self.relative)


def read(encoded: bytes) -> Name:
    """Return the name in a DER Name; a string that cannot be decoded is shown with replacement characters.

    Raises:
        CertificatePartUnreadableError: It is not a Name.
    """
    return _kept(encoded) if len(encoded) <= _KEPT_BYTES_AT_MOST else _read(encoded)


@lru_cache(maxsize=1024)
def _kept(encoded: bytes) -> Name:
    return _read(encoded)


def _read(encoded: bytes) -> Name:
    try:
        relative = [rdn.expect(tags.SET).children() for rdn in nodes.read_ber(encoded).expect(tags.SEQUENCE).children()]
        return Name(encoded, tuple(tuple(map(_attribute, rdn)) for rdn in relative))
    except (MalformedAsn1Error, IndexError) as error:
        raise CertificatePartUnreadableError(part="name") from error


def _attribute(node: nodes.Node) -> Attribute:
    parts = node.expect(tags.SEQUENCE).children()
    kind, value = parts[0].as_oid(), parts[1]
    text = _decoded(value.tag, value.content)
    return Attribute(kind, f"#{value.encoded.hex()}" if text is None else text, text is not None)


def _decoded(tag: int, content: bytes) -> str | None:
    """Return the text of a string type; None for other types.

    T61String is read as Latin-1, as commonly written; bytes beyond ASCII in the narrow types as UTF-8 if they
    are valid UTF-8, else as Latin-1.
    """
    if tag == _T61:
        return content.decode("latin-1")
    if tag in _WIDE:
        return content.decode(_WIDE[tag], "replace")
    if tag not in _NARROW:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace") if tag == _UTF8 else content.decode("latin-1")


def _written(attribute: Attribute) -> str:
    value = _escaped(attribute.text) if attribute.is_string else attribute.text
    return f"{_SHORT.get(attribute.oid, attribute.oid)}={value}"


def _escaped(text: str) -> str:
    """Escape by RFC 4514, 2.4."""
    for character in '\\"+,;<>':
        text = text.replace(character, f"\\{character}")
    text = text.replace("\0", "\\00")
    if text.startswith("#") or (text.startswith(" ") and len(text) > 1):
        text = f"\\{text}"
    return f"{text[:-1]}\\ " if text.endswith(" ") else text


def _folded(attribute: Attribute) -> str:
    """Return the value without irrelevant differences: case, surplus spaces, form of composed letters."""
    if not attribute.is_string:
        return attribute.text
    return " ".join(unicodedata.normalize("NFKC", attribute.text).casefold().split())
