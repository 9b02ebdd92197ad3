"""What was found: a line for each part, and one word for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    """How a part is; each is worse than the one before."""

    OK = "ok"
    IMPAIRED = "impaired"
    """Something waits or is late; requests are answered."""
    DOWN = "down"
    """Requests cannot be answered as they should: send them elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One part."""

    part: str
    condition: Condition
    note: str = ""

    def __str__(self) -> str:
        """Return it as a line of the answer."""
        return f"{self.part}: {self.condition}{f', {self.note}' if self.note else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All parts."""

    lines: Sequence[Line]

    @property
    def condition(self) -> Condition:
        """The worst of the lines."""
        order = list(Condition)
        return max((line.condition for line in self.lines), key=order.index, default=Condition.OK)

    @property
    def status(self) -> int:
        """The HTTP status: 503 where something is down, as load balancers understand it."""
        return 503 if self.condition is Condition.DOWN else 200

    @property
    def text(self) -> str:
        """The answer: the word for all, then the lines."""
        return "\n".join([str(self.condition), *map(str, self.lines)])
