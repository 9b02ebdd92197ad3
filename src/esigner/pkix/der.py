"""Just enough DER to find the parts of a certificate, byte for byte as its issuer wrote them."""

from typing import Final, NamedTuple

INTEGER: Final = 0x02
BOOLEAN: Final = 0x01
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
OID: Final = 0x06
SEQUENCE: Final = 0x30
SET: Final = 0x31

_HIGH_TAG: Final = 0x1F
_LONG_LENGTH: Final = 0x80
_LENGTH_OCTETS_AT_MOST: Final = 4
_OID_OCTETS_AT_MOST: Final = 128


class DerError(ValueError):
    """The bytes are not what was expected; the reader that asked turns it into its own refusal."""


class Node(NamedTuple):
    """One element inside `data`, by offsets."""

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
        """Return the elements inside."""
        found, start = [], self.content_start
        while start < self.end:
            node = _read_at(self.data, start, self.end)
            found.append(node)
            start = node.end
        return found

    def expect(self, tag: int) -> "Node":
        """Return the element itself if it has that tag."""
        if self.tag != tag:
            message = f"tag {self.tag:#04x} where {tag:#04x} belongs"
            raise DerError(message)
        return self

    def as_oid(self) -> str:
        """Return an OBJECT IDENTIFIER in dotted form."""
        content = self.expect(OID).content
        if not content or content[-1] & 0x80 or len(content) > _OID_OCTETS_AT_MOST:
            message = "bad object identifier"
            raise DerError(message)
        arcs, arc = [], 0
        for octet in content:
            arc = arc << 7 | octet & 0x7F
            if not octet & 0x80:
                arcs.append(arc)
                arc = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def read(data: bytes) -> Node:
    """Return the one element that the bytes are.

    Raises:
        DerError: They are something else, or more.
    """
    node = _read_at(data, 0, len(data))
    if node.end != len(data):
        message = "bytes after the end"
        raise DerError(message)
    return node


def tlv(tag: int, *contents: bytes) -> bytes:
    """Return an element of the concatenated contents."""
    content = b"".join(contents)
    if len(content) < _LONG_LENGTH:
        return bytes((tag, len(content))) + content
    octets = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_LENGTH | len(octets))) + octets + content


def _read_at(data: bytes, start: int, limit: int) -> Node:
    if start + 2 > limit or data[start] & _HIGH_TAG == _HIGH_TAG:
        message = "ends too early, or a tag above 30"
        raise DerError(message)
    size, content = data[start + 1], start + 2
    if size & _LONG_LENGTH:
        count = size & 0x7F
        if not 0 < count <= _LENGTH_OCTETS_AT_MOST or content + count > limit:
            message = "bad length"
            raise DerError(message)
        size, content = int.from_bytes(data[content : content + count], "big"), content + count
    if content + size > limit:
        message = "longer than what holds it"
        raise DerError(message)
    return Node(data, data[start], start, content, content + size)
