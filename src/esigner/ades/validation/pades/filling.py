"""Filling in the fields of a signed PDF: a field's display changes with its value, and nothing else of it changes.

pyHanko allows a field's appearance and visibility to change on their own, and knows no widget that is not
its own field. Here appearances are compared with the signed ones, and widgets are judged with their field.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import (
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    GenericFieldModificationRule,
    ModificationLevel,
)

from esigner.ades.encoding.pdf.reader import elements, entry
from esigner.ades.validation.pades.buttons import check_button
from esigner.ades.validation.pades.choices import check_choice
from esigner.ades.validation.pades.filled import Filled
from esigner.ades.validation.pades.sameness import Sameness

_ALWAYS: Final = frozenset({"/Ff", "/Type"})
_TEXT: Final = _ALWAYS | {"/F", "/V", "/AP", "/DA", "/Q"}
_KEYS: Final = {
    "/Tx": _TEXT,
    "/Ch": _TEXT | {"/I", "/TI"},
    "/Btn": _ALWAYS | {"/F", "/V", "/AP", "/AS"},
}
"""Keys of a field that may change at all; their values are compared."""
_READ_ONLY: Final = 1
_LOCKS: Final = 1 << 6 | 1 << 7 | 1 << 9
"""Flags of a widget that only prevent changes: ReadOnly, Locked, LockedContents (table 165)."""
_PAINTS_NOTHING: Final = frozenset({b"/Tx", b"BMC", b"EMC", b"q", b"Q"})


class FilledFieldRule(GenericFieldModificationRule):
    """pyHanko's rule for filled-in fields, which also judges appearances and widgets."""

    def apply(self, context: FieldComparisonContext) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """Return the updates that are allowed; raise if a field was changed in another way."""
        sameness = Sameness()
        for name, spec in context.field_specs.items():
            if spec.field_type == "/Sig" or not spec.old_field_ref or not spec.new_field_ref:
                continue
            widgets = list(_widgets(spec))
            _check(_filled(name, (spec, *widgets), sameness), kind=str(spec.field_type))
            for one in (spec, *widgets):
                yield from self.check_form_field(name, one, context)

    def compare_fields(self, spec: FieldComparisonSpec) -> bool:
        """Return whether the change is allowed in a locked field; raise if it is not allowed at all."""
        self.value_update_keys = _KEYS.get(str(spec.field_type), _ALWAYS)
        return super().compare_fields(spec)


def _widgets(spec: FieldComparisonSpec) -> Iterator[FieldComparisonSpec]:
    """Return the kids that are not fields; a replaced one is an unexplained update of the field."""
    kids = [elements(entry(field, "/Kids")) for field in (spec.old_field, spec.new_field)]
    for place, (was, now) in enumerate(zip(*kids, strict=False)):
        if any(not isinstance(one, generic.IndirectObject) or _is_field(one) for one in (was, now)):
            continue
        path = spec.old_canonical_path
        yield FieldComparisonSpec(
            field_type=spec.field_type,
            old_field_ref=was.reference,
            new_field_ref=now.reference,
            old_canonical_path=None if path is None else path + "/Kids" + place,
        )


def _is_field(kid: Any) -> bool:  # noqa: ANN401  PDF objects
    held = kid.get_object()
    return not isinstance(held, generic.DictionaryObject) or "/T" in held


def _filled(name: str, specs: tuple[FieldComparisonSpec, ...], sameness: Sameness) -> Filled:
    pairs = tuple((one.old_field, one.new_field) for one in specs)
    return Filled(name=name, before=pairs[0][0], after=pairs[0][1], widgets=pairs, sameness=sameness)


def _check(field: Filled, *, kind: str) -> None:
    was, now = field.flags
    if now not in (was, was | _READ_ONLY):
        raise field.refuse("other flags")
    for before, after in field.widgets:
        if (_shown(before) ^ _shown(after)) & ~_LOCKS:
            raise field.refuse("another way of being shown")
    if not all(Sameness().holds(entry(before, "/V"), entry(after, "/V")) for before, after in field.widgets[1:]):
        raise field.unclear("a widget with a value of its own:")
    if was & _READ_ONLY and field.has_another_value():
        raise field.refuse("another value for the read-only value")
    if kind == "/Btn":
        check_button(field)
        return
    if kind == "/Ch":
        check_choice(field)
    if not field.has_another_value():
        _check_look(field)


def _shown(widget: Any) -> int:  # noqa: ANN401  as above
    return int(entry(widget, "/F") or 0)


def _check_look(field: Filled) -> None:
    """Refuse another appearance of the same value, and one that did not exist when signing."""
    if not all(field.keeps(key) for key in ("/DA", "/Q")):
        raise field.refuse("another appearance of the text")
    for before, after in field.widgets:
        was, now = (entry(one, "/AP") for one in (before, after))
        if was is None and now is not None and _paints(entry(now, "/N")):
            raise field.unclear("a look that was not signed:")
        if was is not None and not field.sameness.holds(was, now):
            raise field.refuse("the value is as it was, and another look")


def _paints(look: Any) -> bool:  # noqa: ANN401  as above
    return not isinstance(look, generic.StreamObject) or not _PAINTS_NOTHING.issuperset(look.data.split())
