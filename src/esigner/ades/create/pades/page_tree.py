"""Whether the page tree is intact: readers of a broken one may see different pages.

Standard: ISO 32000-1, 7.7.2 (the catalog), 7.7.3 (the page tree): /Type, /Kids, /Count and /Parent are required.
"""

from typing import Any, Final

from pyhanko.pdf_utils import generic

from esigner import bounds
from esigner.ades.encoding.errors import PdfUnreadableError
from esigner.ades.encoding.pdf.reader import elements, entry, stored

_DEPTH_AT_MOST: Final = 64


def check(root: Any) -> None:  # noqa: ANN401  a PDF dictionary
    """Refuse to sign a document whose pages cannot be determined reliably.

    Raises:
        PdfUnreadableError: Says what is wrong with the catalog or the tree.
    """
    if entry(root, "/Type") != "/Catalog":
        raise PdfUnreadableError(reason="the catalog has no /Type /Catalog")
    top = stored(root, "/Pages")
    if not isinstance(top, generic.IndirectObject):
        raise PdfUnreadableError(reason="the catalog names no /Pages")
    _count(top, parent=None, seen=set(), depth=0)


def _count(reference: Any, *, parent: Any, seen: set[Any], depth: int) -> int:  # noqa: ANN401  PDF objects
    """Return the number of pages under a node."""
    bounds.spend(1)
    number = f"object {reference.idnum}"
    if depth > _DEPTH_AT_MOST or reference.reference in seen:
        raise PdfUnreadableError(reason=f"the page tree comes back to {number}")
    seen.add(reference.reference)
    node = reference.get_object()
    kind = entry(node, "/Type")
    if kind not in ("/Page", "/Pages"):
        raise PdfUnreadableError(reason=f"{number} of the page tree has no /Type /Page or /Pages")
    above = stored(node, "/Parent")
    if parent is not None and getattr(above, "reference", None) != parent:
        raise PdfUnreadableError(reason=f"/Parent of {number} is not the node that holds it")
    return 1 if kind == "/Page" else _kids(node, reference, number=number, seen=seen, depth=depth)


def _kids(node: Any, reference: Any, *, number: str, seen: set[Any], depth: int) -> int:  # noqa: ANN401  as above
    kids = entry(node, "/Kids")
    if not isinstance(kids, generic.ArrayObject):
        raise PdfUnreadableError(reason=f"{number} of the page tree has no /Kids")
    found = 0
    for kid in elements(kids):
        if not isinstance(kid, generic.IndirectObject):
            raise PdfUnreadableError(reason=f"/Kids of {number} holds what is no page")
        found += _count(kid, parent=reference.reference, seen=seen, depth=depth + 1)
    if entry(node, "/Count") != found:
        raise PdfUnreadableError(reason=f"/Count of {number} is {entry(node, '/Count')}, and it holds {found} pages")
    return found
