"""Ticking check boxes and choosing radio buttons: the value and the state of each widget change, never an appearance.

Standard: ISO 32000-1, 12.7.4.2. Each widget names its appearances; /AS selects the one shown: the one named as the
value of the field, or /Off. A pushbutton has no value, so nothing of it changes.
"""

from typing import Any, Final

from pyhanko.pdf_utils import generic

from esigner.ades.encoding.pdf.reader import entry
from esigner.ades.validation.pades.filled import Filled

_PUSHBUTTON: Final = 1 << 16
_OFF: Final = "/Off"


def check_button(field: Filled) -> None:
    """Raise if a button field was changed in another way than by pressing it."""
    if not field.keeps("/AP"):
        raise field.refuse("another look")
    changed = field.has_another_value() or not field.keeps("/AS")
    if changed and any(flags & _PUSHBUTTON for flags in field.flags):
        raise field.refuse("a value of a pushbutton, the state")
    if changed:
        _check_states(field)


def _check_states(field: Filled) -> None:
    value = _OFF if field.values[1] is None else str(field.values[1])
    shown = set()
    for _, widget in field.widgets:
        states = _states(widget)
        expected = value if value in states else _OFF
        if str(entry(widget, "/AS") or _OFF) != expected:
            raise field.unclear("/V and /AS differ:")
        shown.add(expected)
    if value not in shown:
        raise field.unclear("/V is no state:")


def _states(widget: Any) -> frozenset[str]:  # noqa: ANN401  PDF objects
    looks = entry(entry(widget, "/AP"), "/N")
    is_plain = isinstance(looks, generic.DictionaryObject) and not isinstance(looks, generic.StreamObject)
    return frozenset(dict.keys(looks)) if is_plain else frozenset()
