"""Elements read by offsets, from DER or BER.

`read` is strict: lengths and numbers in the shortest form, as in DER. `read_ber` also accepts what BER allows:
indefinite and longer lengths, strings in pieces; the end of an indefinite element is found once and cached for all
callers. Lengths are checked before use, depth is bounded, and every element costs steps.

Standard: X.690, 8 and 10.
"""

from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from esigner.asn1 import tags, times
from esigner.asn1.errors import MalformedAsn1Error
from esigner.bounds import spend

DEPTH_AT_MOST: Final = 64
_HIGH_TAG: Final = 0x1F
_LONG_LENGTH: Final = 0x80
_INDEFINITE: Final = 0x80
_DER_LENGTH_OCTETS_AT_MOST: Final = 4
_BER_LENGTH_OCTETS_AT_MOST: Final = 8
_OID_OCTETS_AT_MOST: Final = 1024
_STEPS: Final = 2
"""Per element: 190 bytes, less than a microsecond to read, and as much again to write."""
_PAID_AT_ONCE: Final = 64
_PIECES: Final = frozenset({tags.OCTET_STRING, tags.OCTET_STRING_IN_PIECES})
_END_OF_CONTENTS: Final = b"\0\0"


class Node(NamedTuple):
    """One element inside `data`; offsets instead of copies. A tuple, because tokens are read in large numbers."""

    data: bytes
    tag: int
    """The identifier octet; numbers above 30 do not occur in our input."""
    start: int
    content_start: int
    content_end: int
    end: int
    depth: int
    ends: dict[int, int] | None
    """Ends of elements of indefinite length, by their start: one cache for the whole buffer. None in DER."""

    @property
    def content(self) -> bytes:
        """The content octets."""
        return self.data[self.content_start : self.content_end]

    @property
    def encoded(self) -> bytes:
        """Tag, length and content as encoded."""
        return self.data[self.start : self.end]

    def within(self, data: bytes) -> "Node":
        """Return the element at the same place in other bytes of the same structure."""
        return tuple.__new__(Node, (data, *self[1:]))

    def children(self) -> list["Node"]:
        """Return the elements inside a constructed element, in order."""
        data, tag, _, start, limit, _, depth, ends = self
        if not tag & tags.CONSTRUCTED or depth >= DEPTH_AT_MOST:
            raise MalformedAsn1Error("not constructed, or too deep")
        depth += 1
        found: list[Node] = []
        unpaid = 0
        while start < limit:
            # Most elements are short; read here, they cost a third. `_read_at` refuses errors.
            size = data[start + 1] if limit - start > 1 else _LONG_LENGTH
            end = start + 2 + size
            if size >= _LONG_LENGTH or end > limit or data[start] & _HIGH_TAG == _HIGH_TAG:
                node = _read_at(data, start, limit, depth, ends)
                end = node.end
            else:
                node = tuple.__new__(Node, (data, data[start], start, start + 2, end, end, depth, ends))
            found.append(node)
            start = end
            unpaid += _STEPS
            if unpaid == _PAID_AT_ONCE * _STEPS:
                spend(unpaid)
                unpaid = 0
        if unpaid:
            spend(unpaid)
        return found

    def child(self, *places: int) -> "Node":
        """Return the element at that position inside; each further position is inside the previous one."""
        node = self
        try:
            for place in places:
                node = node.children()[place]
        except IndexError as error:
            raise MalformedAsn1Error("element missing") from error
        return node

    def exactly(self, count: int) -> list["Node"]:
        """Return the elements inside if there are as many as expected."""
        found = self.children()
        if len(found) != count:
            message = f"{len(found)} elements where {count} belong"
            raise MalformedAsn1Error(message)
        return found

    def at_least(self, count: int) -> list["Node"]:
        """Return the elements inside if there are at least as many as expected."""
        found = self.children()
        if len(found) < count:
            message = f"{len(found)} elements where {count} belong"
            raise MalformedAsn1Error(message)
        return found

    def expect(self, tag: int) -> "Node":
        """Return the element itself if it has the tag."""
        if self.tag != tag:
            message = f"tag {self.tag:#04x} where {tag:#04x} belongs"
            raise MalformedAsn1Error(message)
        return self

    def as_integer(self) -> int:
        """Return the value of an INTEGER."""
        return integer(self.expect(tags.INTEGER).content, is_der=self.ends is None)

    def as_oid(self) -> str:
        """Return the dotted form of an OBJECT IDENTIFIER."""
        return _dotted(self.expect(tags.OBJECT_IDENTIFIER).content)

    def as_octets(self) -> bytes:
        """Return the content of an OCTET STRING, joined where BER has it in pieces."""
        if self.tag == tags.OCTET_STRING:
            return self.content
        if self.tag not in _PIECES or self.ends is None:
            message = f"tag {self.tag:#04x} where an OCTET STRING belongs"
            raise MalformedAsn1Error(message)
        spend(1 + (self.end - self.start) // 1024)
        return b"".join(child.as_octets() for child in self.children())

    def as_time(self) -> datetime:
        """Return the time of a GeneralizedTime in UTC, fractions of a second kept; BER may omit zeros."""
        content = self.expect(tags.GENERALIZED_TIME).content
        try:
            return times.from_der(content)
        except MalformedAsn1Error:
            moment = times.in_any_form(self.tag, content) if self.ends is not None and content[-1:] == b"Z" else None
            if moment is None:
                raise
        return moment


def read(data: bytes) -> Node:
    """Return the single DER element in the bytes.

    Raises:
        MalformedAsn1Error: They are something else, or have trailing data.
    """
    return _alone(_read_at(data, 0, len(data), 0, None))


def read_ber(data: bytes, *, trailing: bool = False) -> Node:
    """Return the single BER element in the bytes.

    Args:
        data: DER, or what BER also allows.
        trailing: Whether anything may come after it (padding of PDF).

    Raises:
        MalformedAsn1Error: They are something else.
    """
    spend(_STEPS)
    node = _read_at(data, 0, len(data), 0, {})
    return node if trailing else _alone(node)


def read_at(data: bytes, start: int, limit: int) -> Node:
    """Return the element of DER at `start`, which must end at or before `limit`."""
    return _read_at(data, start, limit, 0, None)


def integer(content: bytes, *, is_der: bool = True) -> int:
    """Return the number in the content of an INTEGER.

    Raises:
        MalformedAsn1Error: There is none, or in DER a superfluous octet (X.690, 8.3.2).
    """
    if not content or (is_der and _is_padded(content)):
        raise MalformedAsn1Error("a number of no octets, or of one too many")
    return int.from_bytes(content, "big", signed=True)


def _is_padded(content: bytes) -> bool:
    return content[0] in (0, 0xFF) and len(content) > 1 and (content[0] ^ content[1]) & 0x80 == 0


def _alone(node: Node) -> Node:
    if node.end != len(node.data):
        message = f"{len(node.data) - node.end} bytes after the end"
        raise MalformedAsn1Error(message)
    return node


def _read_at(data: bytes, start: int, limit: int, depth: int, ends: dict[int, int] | None) -> Node:
    if limit - start < 2:  # noqa: PLR2004  a tag and a length
        raise MalformedAsn1Error("ends too early")
    tag, size, content = data[start], data[start + 1], start + 2
    if tag & _HIGH_TAG == _HIGH_TAG:
        raise MalformedAsn1Error("tag number above 30")
    if size >= _LONG_LENGTH:
        if size == _INDEFINITE and ends is not None and tag & tags.CONSTRUCTED:
            until = _until(data, start, limit, depth, ends)
            return Node(data, tag, start, content, until, until + 2, depth, ends)
        content += size & 0x7F
        size = _long_length(data, start + 2, content, limit, is_der=ends is None)
    end = content + size
    if end > limit:
        raise MalformedAsn1Error("longer than what holds it")
    return Node(data, tag, start, content, end, end, depth, ends)


def _long_length(data: bytes, first: int, after: int, limit: int, *, is_der: bool) -> int:
    count = after - first
    most = _DER_LENGTH_OCTETS_AT_MOST if is_der else _BER_LENGTH_OCTETS_AT_MOST
    if not 0 < count <= most or after > limit:
        raise MalformedAsn1Error("indefinite or oversized length")
    size = int.from_bytes(data[first:after], "big")
    if is_der and (size < _LONG_LENGTH or size >> 8 * (count - 1) == 0):
        raise MalformedAsn1Error("length is not in its shortest form")
    return size


def _until(data: bytes, start: int, limit: int, depth: int, ends: dict[int, int]) -> int:
    """Return where the contents of an element of indefinite length end: at two zero octets."""
    found = ends.get(start) or _end_of_contents(data, start, limit, depth, ends)
    if found + 2 > limit:
        raise MalformedAsn1Error("no end of contents")
    return found


def _end_of_contents(data: bytes, start: int, limit: int, depth: int, ends: dict[int, int]) -> int:
    if depth >= DEPTH_AT_MOST:
        raise MalformedAsn1Error("too deep")
    position = start + 2
    while data[position : position + 2] != _END_OF_CONTENTS:
        spend(_STEPS)
        position = _read_at(data, position, limit, depth + 1, ends).end
    ends[start] = position
    return position


@lru_cache(maxsize=512)
def _dotted(content: bytes) -> str:
    if not content or content[-1] & 0x80 or len(content) > _OID_OCTETS_AT_MOST:
        raise MalformedAsn1Error("bad object identifier")
    arcs, arc = [], 0
    for octet in content:
        arc = arc << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(str(value) for value in (first, arcs[0] - 40 * first, *arcs[1:]))
