"""The rules by which the revisions of a PDF are compared: pyHanko's, and ours where those are too strict or too lax.

pyHanko parses the metadata of both revisions before comparing them, and refuses any that does not begin
with `x:xmpmeta`; that element is optional in XMP (ISO 16684-1), and identical metadata is no change.
"""

from collections.abc import Iterable
from typing import Any, Final

from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    ReferenceUpdate,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)

from esigner.ades.validation.pades.annotations import AnnotationRule
from esigner.ades.validation.pades.filling import FilledFieldRule
from esigner.ades.validation.pades.form import FormRule
from esigner.ades.validation.pades.structure_tree import StructureTreeRule


class _Metadata(MetadataUpdateRule):
    """pyHanko's rule for metadata, used only where an update rewrote it."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        """Return the updates that are allowed."""
        before, after = (self._reference(revision.root) for revision in (old, new))
        xrefs: Any = new.reader.xrefs
        if after is not None and before == after and xrefs.get_last_change(after) <= old.revision:
            return ()
        return super().apply(old, new)

    @staticmethod
    def _reference(root: Any) -> Any:  # noqa: ANN401  PDF objects
        found = root.raw_get("/Metadata") if "/Metadata" in root else None
        return getattr(found, "reference", None)


_METADATA: Any = _Metadata
_CREATION: Any = SigFieldCreationRule
_CATALOG: Any = CatalogModificationRule
_SINGLE: Final = (DocInfoRule(), XrefStreamRule(), ObjectStreamRule(), DSSCompareRule(), _METADATA())
_GLOBAL: Final = (
    _CATALOG(),
    StructureTreeRule(),
    *(rule.as_qualified(ModificationLevel.LTA_UPDATES) for rule in _SINGLE),
)
_FILLED: Final = (SigFieldModificationRule(), FilledFieldRule())
DIFFERENCES: Final = StandardDiffPolicy(global_rules=[*_GLOBAL], form_rule=FormRule([_CREATION(), *_FILLED]))
ANNOTATED_DIFFERENCES: Final = StandardDiffPolicy(
    global_rules=[*_GLOBAL, AnnotationRule()],
    form_rule=FormRule([_CREATION(approve_widget_bindings=False), *_FILLED]),
)
"""Used where the author of a certified document permits annotations; this rule also covers signature widgets."""
