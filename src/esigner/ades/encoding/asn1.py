"""A small reader of ASN.1 in BER or DER: what CMS from strangers is written in.

Lengths are checked before anything is used; depth is bounded; indefinite lengths are read, as old CMS has them. Every
element read is paid for: where an indefinite one ends is found once and remembered for all who ask.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

from esigner.bounds import spend

SEQUENCE: Final = 0x30
SET: Final = 0x31
INTEGER: Final = 0x02
OCTET_STRING: Final = 0x04
OCTET_STRING_IN_PIECES: Final = 0x24
"""As BER may write it: constructed."""
OID: Final = 0x06
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
_CONSTRUCTED: Final = 0x20
_DEPTH_AT_MOST: Final = 64
_LONG_TAG: Final = 0x1F
_LONG_LENGTH: Final = 0x80
_LENGTH_WIDTH_AT_MOST: Final = 8
_OID_BYTES_AT_MOST: Final = 1024
_STEPS: Final = 3
"""For an element: three microseconds, and 300 bytes."""


class Asn1Error(ValueError):
    """The bytes are not the structure that was expected; a validator's step turns it into a finding."""


@dataclass(frozen=True)
class Node:
    """One element inside a buffer."""

    data: bytes
    start: int
    content_start: int
    content_end: int
    end: int
    depth: int = 0
    ends: dict[int, int] = field(default_factory=dict, repr=False, compare=False)
    """Where the elements of indefinite length end, by their start: one memory for the whole buffer."""

    @property
    def tag(self) -> int:
        """The identifier octet; tags above 30 do not occur in what we read."""
        return self.data[self.start]

    @property
    def encoded(self) -> bytes:
        """The element with its header."""
        return self.data[self.start : self.end]

    @property
    def content(self) -> bytes:
        """The content octets."""
        return self.data[self.content_start : self.content_end]

    @cached_property
    def children(self) -> tuple["Node", ...]:
        """The elements inside."""
        if not self.tag & _CONSTRUCTED:
            message = "not constructed"
            raise Asn1Error(message)
        return tuple(_series(self.data, self.content_start, self.content_end, self.depth + 1, self.ends))

    def __getitem__(self, index: int) -> "Node":
        """Return the element at that place inside."""
        try:
            return self.children[index]
        except IndexError as error:
            message = "element missing"
            raise Asn1Error(message) from error

    def expect(self, tag: int) -> "Node":
        """Return the node itself if it carries that tag."""
        if self.tag != tag:
            message = f"tag {self.tag:#x} where {tag:#x} belongs"
            raise Asn1Error(message)
        return self

    @property
    def oid(self) -> str:
        """The object identifier in dotted form."""
        content = self.expect(OID).content
        if not content or content[-1] & 0x80 or len(content) > _OID_BYTES_AT_MOST:
            message = "bad object identifier"
            raise Asn1Error(message)
        values, value = [], 0
        for byte in content:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                values.append(value)
                value = 0
        first = min(values[0] // 40, 2)
        return ".".join(str(v) for v in (first, values[0] - 40 * first, *values[1:]))

    @property
    def integer(self) -> int:
        """The number."""
        return int.from_bytes(self.expect(INTEGER).content, "big", signed=True)

    @property
    def octets(self) -> bytes:
        """The content of an OCTET STRING, put together where it came in pieces."""
        if self.tag & _CONSTRUCTED:
            spend(1 + (self.end - self.start) // 1024)
            return b"".join(child.octets for child in self.children)
        return self.content

    @property
    def time(self) -> datetime:
        """The moment of a UTCTime or GeneralizedTime in UTC."""
        return _time(self.tag, self.content.decode("ascii", "replace"))


def read(data: bytes, *, trailing: bool = False) -> Node:
    """Return the one element that the bytes hold; `trailing` allows anything after it (padding of PDF)."""
    node = _node(data, 0, len(data), 0, {})
    if node.end != len(data) and not trailing:
        message = "data after the element"
        raise Asn1Error(message)
    return node


def in_der(node: Node) -> bytes:
    """Return the element in DER: definite lengths, octet strings in one piece, the elements of a SET in order.

    What a tag says by its context only is left as it is but for its lengths. Standard: X.690, 10 and 11.6.
    """
    if not node.tag & _CONSTRUCTED:
        return tlv(node.tag, node.content)
    if node.tag == OCTET_STRING_IN_PIECES:
        return tlv(OCTET_STRING, node.octets)
    parts = [in_der(child) for child in node.children]
    return tlv(node.tag, b"".join(sorted(parts) if node.tag == SET else parts))


def tlv(tag: int, content: bytes) -> bytes:
    """Return an element with a definite length."""
    if len(content) < _LONG_LENGTH:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_LENGTH | len(length))) + length + content


def _series(data: bytes, start: int, end: int, depth: int, ends: dict[int, int]) -> Iterator[Node]:
    while start < end:
        node = _node(data, start, end, depth, ends)
        yield node
        start = node.end


def _node(data: bytes, start: int, limit: int, depth: int, ends: dict[int, int]) -> Node:
    spend(_STEPS)
    if depth > _DEPTH_AT_MOST or start + 2 > limit or data[start] & _LONG_TAG == _LONG_TAG:
        message = "truncated or too deep"
        raise Asn1Error(message)
    length = data[start + 1]
    content = start + 2
    if length == _LONG_LENGTH:
        return _indefinite(data, start, limit, depth, ends)
    if length > _LONG_LENGTH:
        width = length & 0x7F
        if width > _LENGTH_WIDTH_AT_MOST or content + width > limit:
            message = "bad length"
            raise Asn1Error(message)
        length = int.from_bytes(data[content : content + width], "big")
        content += width
    if content + length > limit:
        message = "length beyond the end"
        raise Asn1Error(message)
    return Node(data, start, content, content + length, content + length, depth, ends)


def _indefinite(data: bytes, start: int, limit: int, depth: int, ends: dict[int, int]) -> Node:
    position = ends.get(start, 0) or _end_of_contents(data, start, limit, depth, ends)
    if position + 2 > limit:
        message = "no end of contents"
        raise Asn1Error(message)
    return Node(data, start, start + 2, position, position + 2, depth, ends)


def _end_of_contents(data: bytes, start: int, limit: int, depth: int, ends: dict[int, int]) -> int:
    position = start + 2
    while data[position : position + 2] != b"\0\0":
        position = _node(data, position, limit, depth + 1, ends).end
    ends[start] = position
    return position


def _time(tag: int, text: str) -> datetime:
    if tag == UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    elif tag != GENERALIZED_TIME:
        message = "not a time"
        raise Asn1Error(message)
    if not text.endswith("Z"):
        message = "time without Z"
        raise Asn1Error(message)
    whole, _, fraction = text[:-1].partition(".")
    try:
        moment = datetime.strptime(whole.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return moment + timedelta(seconds=float(f"0.{fraction or 0}"))
    except (ValueError, OverflowError) as error:
        message = "bad time"
        raise Asn1Error(message) from error
