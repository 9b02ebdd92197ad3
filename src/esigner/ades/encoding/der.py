"""DER, written and read: the few types that CMS, RFC 3161 and X.509 need.

Writing gives bytes. Reading is strict: definite shortest lengths only, nothing after the end.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from esigner.ades.encoding.errors import MalformedDerError

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
OBJECT_IDENTIFIER: Final = 0x06
UTF8_STRING: Final = 0x0C
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31
NULL_VALUE: Final = b"\x05\x00"
TRUE: Final = b"\x01\x01\xff"

_LONG_LENGTH = 0x80
_HIGH_TAG = 0x1F
_MAX_LENGTH_OCTETS = 4
_TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\.([0-9]+))?Z")


def tlv(tag: int, content: bytes) -> bytes:
    """Return one element: tag, shortest length, content."""
    size = len(content)
    if size < _LONG_LENGTH:
        return _HEADS[tag << 7 | size] + content
    if size <= 0xFF:  # noqa: PLR2004  one octet of length
        return bytes((tag, 0x81, size)) + content
    if size <= 0xFFFF:  # noqa: PLR2004  two octets; the rest is rare
        return bytes((tag, 0x82, size >> 8, size & 0xFF)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_LENGTH | len(octets))) + octets + content


_HEADS: Final = tuple(bytes((tag, size)) for tag in range(256) for size in range(_LONG_LENGTH))
"""Every tag with every short length: most elements begin with one of these."""


def sequence(*parts: bytes) -> bytes:
    """Return a SEQUENCE of already encoded elements."""
    return tlv(SEQUENCE, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    """Return a SET OF, sorted as DER demands (X.690, 11.6)."""
    return tlv(SET, b"".join(sorted(parts)))


def integer(value: int) -> bytes:
    """Return an INTEGER, two's complement, shortest form."""
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return tlv(INTEGER, value.to_bytes(size, "big", signed=True))


def octet_string(content: bytes) -> bytes:
    """Return an OCTET STRING."""
    return tlv(OCTET_STRING, content)


def utf8_string(text: str) -> bytes:
    """Return a UTF8String."""
    return tlv(UTF8_STRING, text.encode())


def generalized_time(moment: datetime) -> bytes:
    """Return a GeneralizedTime in UTC, whole seconds."""
    return tlv(GENERALIZED_TIME, moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def utc_time(moment: datetime) -> bytes:
    """Return a UTCTime, which CMS wants for years before 2050 (RFC 5652, 11.3)."""
    return tlv(UTC_TIME, moment.astimezone(UTC).strftime("%y%m%d%H%M%SZ").encode())


def context(number: int, content: bytes, *, constructed: bool = True) -> bytes:
    """Return a context-specific element [number] around `content`."""
    return tlv((0xA0 if constructed else 0x80) | number, content)


@lru_cache(maxsize=256)
def oid(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(OBJECT_IDENTIFIER, b"".join(_base128(arc) for arc in (first * 40 + second, *rest)))


def _base128(arc: int) -> bytes:
    octets = [arc & 0x7F]
    while arc := arc >> 7:
        octets.append(arc & 0x7F | 0x80)
    return bytes(reversed(octets))


class Node(NamedTuple):
    """One element inside `data`; offsets instead of copies. A tuple, because tokens are read by the thousand."""

    data: bytes
    tag: int
    start: int
    content_start: int
    end: int

    @property
    def content(self) -> bytes:
        """The content octets."""
        return self.data[self.content_start : self.end]

    @property
    def encoded(self) -> bytes:
        """Tag, length and content."""
        return self.data[self.start : self.end]

    def children(self) -> list["Node"]:
        """The elements inside a constructed element."""
        data, _, _, start, limit = self
        found = []
        while start < limit:
            # Short elements are most of all; read here, they cost a third. `read_at` refuses what is wrong.
            size = data[start + 1] if limit - start > 1 else _LONG_LENGTH
            end = start + 2 + size
            if size >= _LONG_LENGTH or end > limit or data[start] & _HIGH_TAG == _HIGH_TAG:
                node = read_at(data, start, limit)
                end = node.end
            else:
                node = tuple.__new__(Node, (data, data[start], start, start + 2, end))
            found.append(node)
            start = end
        return found

    def only(self, tag: int) -> "Node":
        """This element if it has the tag; refuses otherwise."""
        if self.tag != tag:
            raise MalformedDerError(reason=f"tag {self.tag:#04x} where {tag:#04x} was expected")
        return self

    def as_integer(self) -> int:
        """The value of an INTEGER."""
        return int.from_bytes(self.only(INTEGER).content, "big", signed=True)

    def as_oid(self) -> str:
        """The dotted form of an OBJECT IDENTIFIER."""
        return _dotted(self.only(OBJECT_IDENTIFIER).content)

    def as_time(self) -> datetime:
        """The moment of a GeneralizedTime, fractions of a second kept."""
        return moment(self.only(GENERALIZED_TIME).content)


def read(data: bytes) -> Node:
    """Return the one element that `data` consists of."""
    node = read_at(data, 0, len(data))
    if node.end != len(data):
        raise MalformedDerError(reason=f"{len(data) - node.end} bytes after the end")
    return node


def read_at(data: bytes, start: int, limit: int) -> Node:
    """Return the element at `start`, which must end at or before `limit`."""
    if limit - start < 2:  # noqa: PLR2004  a tag and a length
        raise MalformedDerError(reason="ends too early")
    tag, size, content_start = data[start], data[start + 1], start + 2
    if tag & _HIGH_TAG == _HIGH_TAG:
        raise MalformedDerError(reason="tag number above 30")
    if size >= _LONG_LENGTH:
        count = size & 0x7F
        if not 0 < count <= _MAX_LENGTH_OCTETS or content_start + count > limit:
            raise MalformedDerError(reason="indefinite or oversized length")
        size = int.from_bytes(data[content_start : content_start + count], "big")
        if size < _LONG_LENGTH or size >> 8 * (count - 1) == 0:
            raise MalformedDerError(reason="length is not in its shortest form")
        content_start += count
    if content_start + size > limit:
        raise MalformedDerError(reason="longer than what holds it")
    return Node(data, tag, start, content_start, content_start + size)


@lru_cache(maxsize=256)
def _dotted(content: bytes) -> str:
    if not content or content[-1] & 0x80:
        raise MalformedDerError(reason="object identifier ends too early")
    arcs, arc = [], 0
    for octet in content:
        arc = arc << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))


@lru_cache(maxsize=16)
def moment(content: bytes) -> datetime:
    """Return the moment that the content of a GeneralizedTime tells; remembered, as tokens of one second share it."""
    text = content.decode("ascii", "replace")
    found = _TIME.fullmatch(text)
    if found is None:
        raise MalformedDerError(reason=f"time {text!r} is not UTC to the second")
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    microseconds = int((found[7] or "0")[:6].ljust(6, "0"))
    try:
        return datetime(year, month, day, hour, minute, second, microseconds, tzinfo=UTC)
    except ValueError as error:
        raise MalformedDerError(reason=f"time {text!r}") from error
