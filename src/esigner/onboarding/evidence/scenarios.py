"""The scenarios of step 3.1 as data: what to try, and which recorded events count."""

from dataclasses import dataclass
from typing import Final

from esigner.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One thing to try in the test environment."""

    code: str
    title: Text
    instruction: Text
    required: bool
    negative: bool
    """It is passed by a call that is refused."""


SCENARIOS: Final[tuple[Scenario, ...]] = ()
