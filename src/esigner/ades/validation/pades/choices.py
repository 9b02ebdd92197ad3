"""Filling a choice field: its value, what is marked as chosen, and its look change together.

Standard: ISO 32000-1, 12.7.4.4. /I names the options that are chosen by their places. Where /I and /V differ /V counts,
but not every reader heeds that, so that two readers may see two choices; this is told.
"""

from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import FieldComparisonSpec, GenericFieldModificationRule, SuspiciousModification
from pyhanko.sign.diff_analysis.constants import VALUE_UPDATE_KEYS

from esigner.ades.reading.pdf import entry

_CHOSEN: Final = frozenset({"/I", "/TI"})
"""What is chosen, and which option stands on top of the list."""


class AmbiguousChoiceError(Exception):
    """The value of a choice field and what is marked in it differ: no verdict on the change."""


class FilledFieldRule(GenericFieldModificationRule):
    """pyHanko's rule for fields that are filled in, which knows choice fields too."""

    def __init__(self) -> None:
        """Make it; the keys are pyHanko's own but for choices."""
        super().__init__()
        self._usual = self.value_update_keys

    def compare_fields(self, spec: FieldComparisonSpec) -> bool:
        """Whether the change is allowed in a locked field; raises where it is not allowed at all."""
        is_choice = spec.field_type == "/Ch"
        self.value_update_keys = VALUE_UPDATE_KEYS | _CHOSEN if is_choice else self._usual
        if is_choice:
            _check(spec.old_field, spec.new_field)
        return super().compare_fields(spec)


def _check(before: Any, after: Any) -> None:  # noqa: ANN401  PDF objects
    if not isinstance(before, generic.DictionaryObject) or not isinstance(after, generic.DictionaryObject):
        return
    if all(entry(before, key) == entry(after, key) for key in ("/V", "/I")):
        if "/AP" in before and _look(before) != _look(after):
            raise SuspiciousModification("the look of a choice field was changed, and its value was not")
        return
    marked = entry(after, "/I")
    if marked is not None and _values(entry(after, "/V")) != _marked(after, marked):
        name = str(entry(after, "/T"))[:80]
        message = f"/V and /I of the choice field {name} differ"
        raise AmbiguousChoiceError(message)


def _values(value: Any) -> set[str]:  # noqa: ANN401  as above
    if isinstance(value, generic.ArrayObject):
        return {str(one) for one in value}
    return set() if value is None else {str(value)}


def _marked(field: Any, places: Any) -> set[str] | None:  # noqa: ANN401  as above
    """Give the export values at these places; None where there is no such place."""
    options = entry(field, "/Opt")
    if not isinstance(options, generic.ArrayObject) or not isinstance(places, generic.ArrayObject):
        return None
    found = set()
    for place in places:
        if not isinstance(place, int) or not 0 <= place < len(options):
            return None
        option = options[int(place)]
        found.add(str(option[0] if isinstance(option, generic.ArrayObject) and len(option) else option))
    return found


def _look(field: Any) -> tuple[Any, ...]:  # noqa: ANN401  as above
    """Give what is painted for a field: the stream's bytes, and what it draws with."""
    looks = entry(field, "/AP")
    look = entry(looks, "/N")
    if not isinstance(look, generic.StreamObject):
        return (look,)
    own = {key: value for key, value in dict.items(look) if key not in ("/Length", "/Filter", "/DecodeParms")}
    return look.data, own
