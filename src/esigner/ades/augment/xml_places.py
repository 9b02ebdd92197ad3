"""Positions in the bytes of a XAdES document where something can be inserted without rewriting other bytes.

An XML tree has no positions and writes a document back with other bytes; expat reports the byte offset of a tag.
"""

import re
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.encoding import xml

_DS: Final = "http://www.w3.org/2000/09/xmldsig# "
_XADES: Final = "http://uri.etsi.org/01903/v1.3.2# "
_SIGNATURE: Final = f"{_DS}Signature"
_SIGNATURE_TAG: Final = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_PATH: Final = (
    f"{_DS}Object",
    f"{_XADES}QualifyingProperties",
    f"{_XADES}UnsignedProperties",
    f"{_XADES}UnsignedSignatureProperties",
)
_TAG_NAME: Final = re.compile(rb"[^\s/>]+")
_NAMESPACES: Final = (
    'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" '
    'xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" '
    'xmlns:xadesv141="http://uri.etsi.org/01903/v1.4.1#"'
)


@dataclass(frozen=True, slots=True)
class InsertionPoint:
    """Where new unsigned signature properties go, and what must surround them."""

    start: int
    end: int
    """The bytes between start and end (an empty-element tag) are removed; usually there are none."""
    before: str
    after: str

    def filled(self, document: bytes, markup: str) -> bytes:
        """Return the document with the markup, which uses the prefixes of `properties`, in this place."""
        # As references, letters are the same in every encoding that the document may have, and canonical form has none.
        new = f"{self.before}{markup}{self.after}".encode("ascii", "xmlcharrefreplace")
        return document[: self.start] + new + document[self.end :]


def declared(tag: str, attributes: str, content: str) -> str:
    """Return an element that declares every prefix it needs itself: the document around it may use others."""
    return f"<{tag} {_NAMESPACES}{attributes}>{content}</{tag}>"


def places(document: bytes) -> list[InsertionPoint]:
    """Return the position in every top-level signature, in document order.

    Raises:
        RefusedError: Not XML that is accepted.
        AugmentationRefusedError: It is written in an encoding that is not based on ASCII.
    """
    xml.parse(document)
    walk = _Walk(document)
    try:
        walk.parser.Parse(document, True)
    except (expat.ExpatError, UnicodeError) as error:
        raise AugmentationRefusedError(signature="", reason=f"XML: {error}") from error
    return walk.found


def end_of_root(document: bytes) -> int | None:
    """Return the byte offset of the closing tag of the root; None where the root is a signature or empty.

    Raises:
        RefusedError: Not XML that is accepted.
        AugmentationRefusedError: It is written in an encoding that is not based on ASCII.
    """
    places(document)
    root = xml.parse(document)
    parser, ends = expat.ParserCreate(), list[int]()
    parser.EndElementHandler = lambda _: ends.append(parser.CurrentByteIndex)
    parser.Parse(document, True)
    is_list = root.tag != _SIGNATURE_TAG and document.startswith(b"</", ends[-1])
    return ends[-1] if is_list else None


class _Walk:
    """One pass over the document."""

    def __init__(self, document: bytes) -> None:
        if document[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in document[:8]:
            raise AugmentationRefusedError(signature="", reason="UTF-16")
        self.document = document
        self.found: list[InsertionPoint] = []
        self.open: list[str] = []
        self.starts: list[int] = []
        self.base: int | None = None
        """Depth of the signature being read."""
        self.place: InsertionPoint | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, _: dict[str, str]) -> None:
        if name == _SIGNATURE and self.base is None:
            self.base, self.place = len(self.open), None
        self.open.append(name)
        self.starts.append(self.parser.CurrentByteIndex)

    def _end(self, name: str) -> None:
        steps = self._steps()
        at = self.parser.CurrentByteIndex
        if steps == _PATH:
            self.place = self._at(at, "", "")
        elif steps == _PATH[:3] and self.place is None:
            self.place = self._at(at, *_around("UnsignedSignatureProperties"))
        elif steps == _PATH[:2] and self.place is None:
            outer, inner = _around("UnsignedProperties"), _around("UnsignedSignatureProperties")
            self.place = self._at(at, outer[0] + inner[0], inner[1] + outer[1])
        self.open.pop()
        self.starts.pop()
        if self.base is not None and len(self.open) == self.base and name == _SIGNATURE:
            if self.place is None:
                raise AugmentationRefusedError(signature=str(len(self.found)), reason="no QualifyingProperties")
            self.found.append(self.place)
            self.base = None

    def _steps(self) -> tuple[str, ...]:
        return () if self.base is None else tuple(self.open[self.base + 1 :])

    def _at(self, at: int, before: str, after: str) -> InsertionPoint:
        start = self.starts[-1]
        name = _TAG_NAME.match(self.document, start + 1)
        closing = b"</" + (name[0] if name else b"")
        if self.document.startswith(closing, at):
            return InsertionPoint(at, at, before, after)
        # An empty-element tag: expat reports the position after it. It is opened, and closed after the addition.
        tag = self.document[start : at - 2].decode("ascii")
        return InsertionPoint(start, at, f"{tag}>{before}", f"{after}{closing.decode('ascii')}>")


def _around(name: str) -> tuple[str, str]:
    return f'<xades:{name} xmlns:xades="http://uri.etsi.org/01903/v1.3.2#">', f"</xades:{name}>"
