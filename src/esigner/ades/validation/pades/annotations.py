"""Adding annotations where the author of a certified PDF permits it.

Standard: ISO 32000-1, table 254: with a P of 3 annotations may be created, deleted and modified too. Accepted here is
only what people add to comment, on unchanged pages; nothing existing is removed or changed.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import ModificationLevel, QualifiedWhitelistRule, ReferenceUpdate
from pyhanko.sign.diff_analysis.commons import compare_dicts
from pyhanko.sign.diff_analysis.rules_api import RelativeContext

from esigner.ades.encoding.pdf.reader import elements, entry, stored
from esigner.ades.validation.pades.filled import inherited
from esigner.bounds import spend

_COMMENTS: Final = frozenset(
    f"/{name}"
    for name in [
        "Text",
        "FreeText",
        "Line",
        "Square",
        "Circle",
        "Polygon",
        "PolyLine",
        "Highlight",
        "Underline",
        "Squiggly",
        "StrikeOut",
        "Stamp",
        "Caret",
        "Ink",
        "Popup",
    ]
)
"""Markup annotations (12.5.6.2) except files, sounds and redactions; and their pop-ups."""
_ACTS: Final = ("/A", "/AA")
_PAGES_AT_MOST: Final = 100_000


class AnnotationRule(QualifiedWhitelistRule):
    """Explains the objects that add comments to pages, and signature widgets next to them."""

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, ReferenceUpdate]]:
        """Return the updates that are allowed; a page changed in another way stays unexplained."""
        for reference in _pages(old):
            was, now = old(reference), new(reference)
            before, after = (elements(entry(one, "/Annots")) for one in (was, now))
            if before == after or not compare_dicts(was, now, frozenset({"/Annots"}), raise_exc=False):
                continue
            added = [one for one in after if one not in before]
            if [one for one in after if one in before] != before or not all(_may_come(old, one) for one in added):
                continue
            yield from _explained(old, new, reference, [one for one in added if _is_comment(one)])


def _pages(view: Any) -> Iterator[Any]:  # noqa: ANN401  PDF objects
    """Return the references of the signed pages."""
    waiting, seen = [stored(view.root, "/Pages")], set[Any]()
    while waiting and len(seen) < _PAGES_AT_MOST:
        item = waiting.pop()
        spend(1)
        if not isinstance(item, generic.IndirectObject) or item.reference in seen:
            continue
        seen.add(item.reference)
        node = view(item.reference)
        if entry(node, "/Type") == "/Page":
            yield item.reference
        waiting.extend(elements(entry(node, "/Kids")))


def _may_come(old: Any, found: Any) -> bool:  # noqa: ANN401  as above
    """Return whether it is new, and a comment or the widget of a signature, which the rules for forms judge."""
    is_new = isinstance(found, generic.IndirectObject) and old.is_ref_unassignable(found.reference)
    return is_new and (_is_comment(found) or _is_signature(found))


def _is_comment(found: Any) -> bool:  # noqa: ANN401  as above
    annotation = found.get_object()
    return entry(annotation, "/Subtype") in _COMMENTS and all(stored(annotation, key) is None for key in _ACTS)


def _is_signature(found: Any) -> bool:  # noqa: ANN401  as above
    widget = found.get_object()
    return bool(entry(widget, "/Subtype") == "/Widget" and inherited(widget, "/FT") == "/Sig")


def _explained(
    old: Any,  # noqa: ANN401  as above
    new: Any,  # noqa: ANN401  as above
    page: Any,  # noqa: ANN401  as above
    comments: list[Any],
) -> Iterator[tuple[ModificationLevel, ReferenceUpdate]]:
    yield ModificationLevel.ANNOTATIONS, ReferenceUpdate(page)
    was, now = (stored(view(page), "/Annots") for view in (old, new))
    if isinstance(now, generic.IndirectObject) and (now == was or old.is_ref_unassignable(now.reference)):
        # Other uses of the list are not permitted by this.
        place = RelativeContext(page, RawPdfPath("/Annots"))
        yield ModificationLevel.ANNOTATIONS, ReferenceUpdate(now.reference, context_checked=place)
    for one in comments:
        for reference in new.collect_dependencies(one, since_revision=old.revision + 1):
            yield ModificationLevel.ANNOTATIONS, ReferenceUpdate(reference)
