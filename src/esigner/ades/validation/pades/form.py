"""The form of a signed PDF: the drawing resources of its fields stay, and may grow.

Standard: ISO 32000-1, 12.7.2. Readers that generate a field's appearance take fonts from /DR, and what the field
does not specify from /DA and /Q.
"""

from collections.abc import Iterable
from typing import Any

from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import FormUpdate, FormUpdatingRule, ModificationLevel, SuspiciousModification

from esigner.ades.encoding.pdf.reader import entry
from esigner.ades.validation.pades.sameness import Sameness


class FormRule(FormUpdatingRule):
    """pyHanko's rule for forms, which preserves the drawing resources of fields."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """Return the updates that are allowed; raise if the form was changed in another way."""
        before, after = (entry(revision.root, "/AcroForm") for revision in (old, new))
        for key in ("/DA", "/Q"):
            if not _grows(entry(before, key), entry(after, key)):
                raise SuspiciousModification("another appearance of text in the form")
        drawn_with = entry(before, "/DR") or {}
        for kind in dict.keys(drawn_with):
            if not _holds_all(entry(drawn_with, kind), entry(entry(after, "/DR"), kind)):
                raise SuspiciousModification("other resources of the form")
        yield from super().apply(old, new)


def _grows(before: Any, after: Any) -> bool:  # noqa: ANN401  PDF objects
    return before is None or Sameness().holds(before, after)


def _holds_all(before: Any, after: Any) -> bool:  # noqa: ANN401  as above
    if not isinstance(before, dict):
        return _grows(before, after)
    sameness = Sameness()
    return all(sameness.holds(entry(before, key), entry(after, key)) for key in dict.keys(before))
