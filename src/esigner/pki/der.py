"""A small DER writer and strict reader: enough for RFC 3161 and RFC 6960, nothing more."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OID: Final = 0x06
ENUMERATED: Final = 0x0A
UTF8_STRING: Final = 0x0C
GENERALIZED_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31

_LONG_FORM = 0x80
_MAX_LENGTH_OCTETS = 4
_MULTI_BYTE_TAG = 0x1F


class DerError(ValueError):
    """The bytes are not the DER that was expected."""


@dataclass(frozen=True, slots=True)
class Element:
    """One tag-length-value."""

    tag: int
    content: bytes
    raw: bytes
    """Tag, length and content as they stood."""

    def children(self) -> list["Element"]:
        """Return the elements of a constructed one, in order."""
        return read_all(self.content)

    def expect(self, tag: int) -> "Element":
        """Return itself if it has this tag."""
        if self.tag != tag:
            msg = f"expected tag {tag:#x}, found {self.tag:#x}"
            raise DerError(msg)
        return self

    def as_integer(self) -> int:
        """Return the value of an INTEGER in its fewest octets (X.690 8.3.2)."""
        octets = self.expect(INTEGER).content
        if not octets or (len(octets) > 1 and (octets[0], octets[1] & 0x80) in {(0, 0), (0xFF, 0x80)}):
            msg = "an integer that is not DER"
            raise DerError(msg)
        return int.from_bytes(octets, "big", signed=True)

    def digest_oid(self) -> bytes:
        """Return the complete OBJECT IDENTIFIER of a digest's AlgorithmIdentifier; parameters are absent or NULL."""
        identifier, *parameters = self.expect(SEQUENCE).children() or [self]
        if [parameter.raw for parameter in parameters] not in ([], [null()]):
            msg = "parameters of a digest algorithm"
            raise DerError(msg)
        return identifier.expect(OID).raw


def tlv(tag: int, *contents: bytes) -> bytes:
    """Return an element of the concatenated contents."""
    content = b"".join(contents)
    length = len(content)
    if length < _LONG_FORM:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_FORM | len(octets))) + octets + content


def sequence(*contents: bytes) -> bytes:
    """Return a SEQUENCE."""
    return tlv(SEQUENCE, *contents)


def set_of(*contents: bytes) -> bytes:
    """Return a SET OF, its elements in DER order (X.690 11.6)."""
    return tlv(SET, *sorted(contents))


def explicit(number: int, content: bytes) -> bytes:
    """Return an EXPLICIT context tag around a complete element."""
    return tlv(0xA0 | number, content)


def integer(value: int) -> bytes:
    """Return an INTEGER in the fewest octets; not negative."""
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octet_string(content: bytes) -> bytes:
    """Return an OCTET STRING."""
    return tlv(OCTET_STRING, content)


def bit_string(content: bytes, unused_bits: int = 0) -> bytes:
    """Return a BIT STRING."""
    return tlv(BIT_STRING, bytes((unused_bits,)), content)


def null() -> bytes:
    """Return NULL."""
    return tlv(NULL)


@lru_cache(maxsize=128)
def oid(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER; arcs may have any size (2.25.<UUID> has 128 bits)."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(OID, *(_base128(arc) for arc in (first * 40 + second, *rest)))


def _base128(value: int) -> bytes:
    octets = [value & 0x7F]
    while value := value >> 7:
        octets.append(_LONG_FORM | (value & 0x7F))
    return bytes(reversed(octets))


def generalized_time(at: datetime) -> bytes:
    """Return a GeneralizedTime in UTC, whole seconds, as DER wants it."""
    return tlv(GENERALIZED_TIME, at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def read_all(data: bytes) -> list[Element]:
    """Return the elements that fill `data` exactly."""
    elements = []
    offset = 0
    while offset < len(data):
        element = _read(data, offset)
        elements.append(element)
        offset += len(element.raw)
    return elements


def exactly(elements: list[Element], count: int) -> list[Element]:
    """Return the elements if there are as many as expected."""
    if len(elements) != count:
        msg = f"expected {count} elements, found {len(elements)}"
        raise DerError(msg)
    return elements


def read_one(data: bytes, tag: int) -> Element:
    """Return the one element that fills `data` exactly."""
    element = _read(data, 0)
    if len(element.raw) != len(data):
        msg = "bytes after the end"
        raise DerError(msg)
    return element.expect(tag)


def _read(data: bytes, offset: int) -> Element:
    try:
        tag, length = data[offset], data[offset + 1]
    except IndexError:
        msg = "the bytes end inside a header"
        raise DerError(msg) from None
    if tag & _MULTI_BYTE_TAG == _MULTI_BYTE_TAG:
        msg = "long tags do not occur here"
        raise DerError(msg)
    start = offset + 2
    if length & _LONG_FORM:
        start, length = _long_length(data, start, length & 0x7F)
    end = start + length
    if end > len(data):
        msg = "the bytes end inside an element"
        raise DerError(msg)
    return Element(tag, data[start:end], data[offset:end])


def _long_length(data: bytes, start: int, count: int) -> tuple[int, int]:
    octets = data[start : start + count]
    length = int.from_bytes(octets, "big")
    shortest = length >= _LONG_FORM and octets[:1] != b"\0"
    if not 0 < count <= _MAX_LENGTH_OCTETS or len(octets) != count or not shortest:
        msg = "a length that is not DER"
        raise DerError(msg)
    return start + count, length
