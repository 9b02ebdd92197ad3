"""The form fields of a PDF are a tree (ISO 32000-1, 12.7.3.1); checked before they are traversed."""

from typing import Any, Final

from pyhanko.pdf_utils import generic

from esigner.ades.encoding.pdf.reader import elements, entry
from esigner.ades.rules import RefusedError, signature_rules
from esigner.bounds import spend

_DEPTH_AT_MOST: Final = 32
_FIELDS_AT_MOST: Final = 50_000


def check_tree(root: Any) -> None:  # noqa: ANN401  PDF objects
    """Refuse fields that are reached twice, nested too deeply, or too many.

    Args:
        root: The catalog of a revision.

    Raises:
        RefusedError: PDF_FORM_MALFORMED.
    """
    waiting = [(item, 0) for item in elements(entry(entry(root, "/AcroForm"), "/Fields"))]
    seen: set[Any] = set()
    while waiting:
        item, depth = waiting.pop()
        spend(1)
        if isinstance(item, generic.IndirectObject):
            if item.reference in seen:
                raise RefusedError(signature_rules.PDF_FORM_MALFORMED, f"object {item.reference.idnum} twice")
            seen.add(item.reference)
            reference: Any = item
            item = reference.get_object()
        if depth > _DEPTH_AT_MOST or len(seen) > _FIELDS_AT_MOST:
            raise RefusedError(signature_rules.PDF_FORM_MALFORMED, f"depth {depth}, {len(seen)} fields")
        waiting.extend((kid, depth + 1) for kid in elements(entry(item, "/Kids")))
