"""One field before and after an update, and the refusals for its parts.

Standard: ISO 32000-1, 12.7.3. A field has one value and any number of widgets that show it; if there is only one,
field and widget may be one dictionary. Type, flags and value are inherited from the field above.
"""

from dataclasses import dataclass
from typing import Any, Final

from pyhanko.sign.diff_analysis import SuspiciousModification

from esigner.ades.encoding.pdf.reader import entry
from esigner.ades.validation.pades.sameness import Sameness

_ABOVE_AT_MOST: Final = 64
_NAME_CHARACTERS: Final = 80


class AmbiguousFieldError(Exception):
    """A field's value and its display may differ: no verdict on the change."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A field in two revisions, and its widgets in both."""

    name: str
    before: Any
    after: Any
    widgets: tuple[tuple[Any, Any], ...]
    sameness: Sameness

    @property
    def flags(self) -> tuple[int, int]:
        """The kind of the field, before and after (tables 221, 226, 228 and 230)."""
        was, now = (inherited(one, "/Ff") for one in (self.before, self.after))
        return int(was or 0), int(now or 0)

    @property
    def values(self) -> tuple[Any, Any]:
        """The value of the field, before and after."""
        return inherited(self.before, "/V"), inherited(self.after, "/V")

    def has_another_value(self) -> bool:
        """Return whether the value was changed."""
        return not Sameness().holds(*self.values)

    def keeps(self, key: str) -> bool:
        """Return whether all widgets have the same under a key as before."""
        return all(self.sameness.holds(entry(was, key), entry(now, key)) for was, now in self.widgets)

    def refuse(self, what: str) -> SuspiciousModification:
        """Return the refusal of a change."""
        return SuspiciousModification(f"{what} of the field {self.name[:_NAME_CHARACTERS]}")

    def unclear(self, what: str) -> AmbiguousFieldError:
        """Return the refusal to judge a change."""
        return AmbiguousFieldError(f"{what} of the field {self.name[:_NAME_CHARACTERS]}")


def inherited(field: Any, key: str) -> Any:  # noqa: ANN401  PDF objects
    """Return a field's value for a key, or that of its nearest ancestor."""
    for _ in range(_ABOVE_AT_MOST):
        if field is None:
            break
        found = entry(field, key)
        if found is not None:
            return found
        field = entry(field, "/Parent")
    return None
