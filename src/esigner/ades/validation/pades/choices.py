"""Filling a choice field: its value, its selection marks, and its appearance change together.

Standard: ISO 32000-1, 12.7.4.4. /I lists the positions of the chosen options. Where /I and /V differ /V counts,
but not every reader does so, and two readers may show different choices; this is reported.
"""

from typing import Any, Final

from pyhanko.pdf_utils import generic

from esigner.ades.encoding.pdf.reader import elements, entry
from esigner.ades.validation.pades.filled import Filled, inherited
from esigner.ades.validation.pades.sameness import Sameness

_EDITABLE: Final = 1 << 18
_SEVERAL: Final = 1 << 21


def check_choice(field: Filled) -> None:
    """Raise if value, marks and options of a choice field are inconsistent after a change."""
    changed = field.has_another_value()
    if not changed and Sameness().holds(entry(field.before, "/I"), entry(field.after, "/I")):
        return
    chosen = _values(field.values[1])
    marked = entry(field.after, "/I")
    if marked is not None and chosen != _marked(field.after, marked):
        raise field.unclear("/V and /I differ:")
    if not changed:
        return
    flags = field.flags[0]
    if len(chosen) > 1 and not flags & _SEVERAL:
        raise field.unclear("several values for one:")
    if not flags & _EDITABLE and not chosen <= _named(field.after):
        raise field.unclear("a value that is no option:")


def _values(value: Any) -> set[str]:  # noqa: ANN401  PDF objects
    if isinstance(value, generic.ArrayObject):
        return {str(one) for one in value}
    return set() if value is None else {str(value)}


def _named(field: Any) -> set[str]:  # noqa: ANN401  as above
    """Return the export and display names of the options: not every reader writes the former."""
    options = inherited(field, "/Opt")
    found = [option for option in options] if isinstance(options, generic.ArrayObject) else []  # noqa: C416  resolves
    pairs = [list(one) if isinstance(one, generic.ArrayObject) else [one] for one in found]
    return {"", *(str(one) for pair in pairs for one in pair)}


def _marked(field: Any, places: Any) -> set[str] | None:  # noqa: ANN401  as above
    """Return the export values at these positions; None where a position does not exist."""
    options = inherited(field, "/Opt")
    if not isinstance(options, generic.ArrayObject) or not isinstance(places, generic.ArrayObject):
        return None
    found = set()
    for place in elements(places):
        if not isinstance(place, int) or not 0 <= place < len(options):
            return None
        option = options[int(place)]
        found.add(str(option[0] if isinstance(option, generic.ArrayObject) and len(option) else option))
    return found
