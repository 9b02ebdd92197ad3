"""Reading foreign XML: no DTD, no entities, no network, bounded; and its canonical forms."""

import re
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

from esigner.ades.rules import RefusedError
from esigner.ades.rules.container_rules import XML_DOCTYPE, XML_MALFORMED, XML_TOO_COMPLEX
from esigner.bounds import spend

C14N_ALGORITHMS: Final[dict[str, tuple[bool, bool]]] = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": (False, False),
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": (False, True),
    "http://www.w3.org/2001/10/xml-exc-c14n#": (True, False),
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments": (True, True),
    "http://www.w3.org/2006/12/xml-c14n11": (False, False),
    "http://www.w3.org/2006/12/xml-c14n11#WithComments": (False, True),
}
"""URI to (exclusive, with comments).

C14N 1.0 and 1.1 differ only in how xml:base and xml:id are inherited by a subset; libxml2 uses 1.0 and
`canonical` refuses subsets where that could matter.
"""
XML_BYTES_AT_MOST: Final = 64 * 1024 * 1024
_ATTRIBUTES_AT_MOST: Final = 512
"""Of one element; canonical XML sorts them, and libxml2 uses insertion sort."""
_NAMESPACES_AT_MOST: Final = 256
"""In scope at one element; inclusive canonical XML checks each of them at each element."""
_DEPTH_AT_MOST: Final = 128
"""Nesting depth; canonical XML walks up from each element."""
_TOO_DEEP: Final = etree.XPath(f"boolean(/*{'/*' * _DEPTH_AT_MOST})")
_TOO_WIDE: Final = etree.XPath(f"boolean(//*[count(@*) > {_ATTRIBUTES_AT_MOST}])")
_NODES: Final = etree.XPath("count(descendant::node())")
_PREFIXES_AT_MOST: Final = 64
"""In the PrefixList of exclusive canonical XML."""
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"


def parse(data: bytes) -> etree._Element:
    """Return the root element.

    Raises:
        RefusedError: XML_DOCTYPE, XML_MALFORMED or XML_TOO_COMPLEX.
    """
    if len(data) > XML_BYTES_AT_MOST:
        raise RefusedError(XML_MALFORMED, "too large")
    # Before the tree is built: it takes a hundred times the memory of a short element.
    spend(1 + data.count(b"<") + 2 * data.count(b"=") + len(data) // 4096)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=True,
        remove_blank_text=False,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        rule = XML_DOCTYPE if re.search(rb"<!DOCTYPE", data) else XML_MALFORMED
        raise RefusedError(rule, str(error)[:200]) from error
    if root.getroottree().docinfo.internalDTD is not None or any(True for _ in root.iter(etree.Entity)):
        raise RefusedError(XML_DOCTYPE)
    _check_shape(data, root)
    return root


def _check_shape(data: bytes, root: etree._Element) -> None:
    """Refuse what makes canonical XML quadratic; most documents are too small to hold it."""
    wide = data.count(b"=") > _ATTRIBUTES_AT_MOST and _TOO_WIDE(root)
    deep = data.count(b"<") > _DEPTH_AT_MOST and _TOO_DEEP(root)
    if wide or deep:
        raise RefusedError(XML_TOO_COMPLEX)
    # In UTF-16 and UTF-32, where every second byte may be null, the word cannot be found.
    if data.count(b"xmlns") > _NAMESPACES_AT_MOST or b"\0" in data:
        _check_namespaces(data)


def _check_namespaces(data: bytes) -> None:
    """Read the document again and count: walking the tree takes quadratic time where many are declared."""
    counting: Any = _Namespaces()
    etree.fromstring(data, etree.XMLParser(target=counting, resolve_entities=False, no_network=True, huge_tree=True))


class _Namespaces:
    """Counts the namespace declarations in scope while a document is read."""

    def __init__(self) -> None:
        self._in_scope = 0

    def start_ns(self, prefix: str, uri: str) -> None:  # noqa: ARG002  the names are lxml's
        """Note one more.

        Raises:
            RefusedError: XML_TOO_COMPLEX.
        """
        self._in_scope += 1
        if self._in_scope > _NAMESPACES_AT_MOST:
            raise RefusedError(XML_TOO_COMPLEX, "namespaces")

    def end_ns(self, prefix: str) -> None:  # noqa: ARG002  as above
        """Note one fewer."""
        self._in_scope -= 1

    def close(self) -> None:
        """Return nothing: the result is in `start_ns`."""


def namespaces_in_scope(element: etree._Element) -> int:
    """Return the largest number of namespace declarations in scope at or under the element."""
    here = most = len(element.nsmap)
    for event, _ in etree.iterwalk(element, events=("start-ns", "end-ns")):
        here += 1 if event == "start-ns" else -1
        most = max(most, here)
    return most


def canonical(
    element: etree._Element,
    algorithm: str,
    *,
    inclusive_prefixes: tuple[str, ...] = (),
    comments: bool = True,
    whole: bool = False,
) -> bytes:
    """Return the canonical form of an element and all under it, in the context of its document.

    Args:
        element: What to serialise.
        algorithm: One of C14N_ALGORITHMS.
        inclusive_prefixes: PrefixList of exclusive C14N.
        comments: False leaves comments out whatever the algorithm says (XML-DSig, 4.4.3.3).
        whole: The document, including siblings of its root element.

    Raises:
        KeyError: The algorithm is not one of C14N_ALGORITHMS; check first.
        RefusedError: The element inherits xml:base or xml:id, where versions of C14N disagree, or names too many
            prefixes.
    """
    exclusive, with_comments = C14N_ALGORITHMS[algorithm]
    if len(inclusive_prefixes) > _PREFIXES_AT_MOST:
        raise RefusedError(XML_TOO_COMPLEX, "PrefixList")
    _spend(element, exclusive=exclusive, prefixes=len(inclusive_prefixes))
    inherited: Mapping[str | bytes, str | bytes] = {} if exclusive else _inherited(element)
    prefixes = list(inclusive_prefixes) if exclusive and inclusive_prefixes else None
    element.attrib.update(inherited)
    try:
        return etree.tostring(
            element.getroottree() if whole else element,
            method="c14n",
            exclusive=exclusive,
            with_comments=with_comments and comments,
            inclusive_ns_prefixes=prefixes,
        )
    except etree.C14NError as error:
        raise RefusedError(XML_MALFORMED, "has no canonical form") from error
    finally:
        for name in inherited:
            del element.attrib[name]


def _spend(element: etree._Element, *, exclusive: bool, prefixes: int) -> None:
    """Spend the cost of the canonical form: nodes, each with the namespaces or prefixes checked for it."""
    nodes = nodes_under(element)
    if nodes == 0:
        return
    in_scope = namespaces_in_scope(element) if prefixes or not exclusive else 0
    looked_for = prefixes if exclusive else in_scope
    # Each is searched for among all in scope.
    spend(1 + nodes * (2 + looked_for + looked_for * in_scope // 75) // 4)


def nodes_under(element: etree._Element) -> int:
    """Return the number of nodes under an element."""
    return int(float(str(_NODES(element))))


def _inherited(element: etree._Element) -> dict[str | bytes, str | bytes]:
    """Return the xml:lang and xml:space that inclusive C14N copies down; lxml serialises a subtree without them."""
    found: dict[str | bytes, str | bytes] = {}
    for ancestor in element.iterancestors():
        spend(1)
        for name, value in ancestor.attrib.items():
            if name in (f"{_XML}base", f"{_XML}id"):
                raise RefusedError(XML_MALFORMED, "inherits xml:base or xml:id")
            if str(name).startswith(_XML):
                found.setdefault(str(name), str(value))
    return {name: value for name, value in found.items() if name not in element.attrib}
