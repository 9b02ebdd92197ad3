"""What every means of signing offers to the signing page.

begin → Done: the value is here.
      → Redirect: the person goes to another site and comes back to `Task.back_url`; then resume.
      → Wait: the person confirms elsewhere, as on a telephone; resume asks, again and again.

Nothing waits in memory: between two steps there is only `state`, which is stored with the attempt (`attempts`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from cryptography import x509

from esigner.ades import Prepared, ValueForm
from esigner.audit import JSON
from esigner.errors import Language, Text
from esigner.registry.kinds import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One certificate that a person can choose to sign with."""

    id: str
    title: Text
    description: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be signed, and by whom; the same at every step of an attempt."""

    choice_id: str
    prepared: Prepared
    back_url: str
    """Where the browser comes back to; unguessable, and of this attempt alone."""
    language: Language


State: TypeAlias = Mapping[str, JSON]
"""What a means needs at the next step; JSON values only, no secret that its operator may not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The value."""

    value: bytes
    form: ValueForm
    """In which the means returns it; it is converted to the format's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """The person goes to another site."""

    url: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The person confirms elsewhere while we ask."""

    message: Text
    """What the person is to do."""
    verification_code: str = ""
    """To be compared with the one that the other device shows."""
    ask_after: timedelta = timedelta(seconds=3)
    state: State


Step: TypeAlias = Done | Redirect | Wait


class Means(Protocol):
    """A way to get a signature value; sessions know it only by its name."""

    @property
    def name(self) -> str:
        """Return the stable name used in the audit and the API."""
        ...

    @property
    def title(self) -> Text:
        """Return what the person reads."""
        ...

    @property
    def is_simulated(self) -> bool:
        """Return whether the persons are not real; the page labels them so."""
        ...

    @property
    def lifetime(self) -> timedelta:
        """Return how long a person has from the first step to the value."""
        ...

    def available(self, environment: Environment) -> bool:
        """Return whether it can be used in this environment."""
        ...

    def choices(self) -> Sequence[Choice]:
        """Return the certificates to choose from."""
        ...

    def certificate(self, choice_id: str, *, at: datetime) -> x509.Certificate:
        """Return the certificate of a choice; MeansNotAvailableError for an unknown one."""
        ...

    def begin(self, task: Task) -> Step:
        """Take the first step.

        Raises:
            MeansDeclinedError, MeansFailedError: There will be no value.
            WireError: The service cannot be reached.
        """
        ...

    def resume(self, task: Task, *, state: State, came: Mapping[str, str]) -> Step:
        """Take the next step; taken twice it returns the same: the first caller may have died before storing it.

        Args:
            task: As at `begin`.
            state: What the last step left.
            came: The parameters that the browser brought back; empty where the person has not come, or brought none.

        Raises:
            MeansDeclinedError, MeansFailedError: There will be no value.
            WireError: The service cannot be reached now; the same step is taken again later.
        """
        ...
