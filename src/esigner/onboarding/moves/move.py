"""One move while it is made: its row of the table, what it is made on, by whom, and with what."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from esigner import audit
from esigner.onboarding import models
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.correspondence import Recipient
from esigner.onboarding.errors import NotAllowedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Process, Side, Transition
from esigner.onboarding.two_officers import Agreed
from esigner.registry.kinds import Environment

Row = models.Application | models.Case
Told = tuple[Side, Sequence[Recipient]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a move is made with, beyond its row and the act; a room whose guards need more has a subclass."""

    subject: uuid.UUID | None = None
    """What it is about, where that is not the case: a client, a certificate, a person."""
    environment: Environment | None = None
    explanation: str = ""
    seen: audit.Event | None = None
    """What a door recorded, for a move that follows from it."""


G = TypeVar("G", bound=Given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a service has done, for the event and the notice."""

    subject: str = ""
    environment: str = ""
    case: str = ""
    """Of a move without a row, where it still belongs to a case."""
    institution: str = ""
    """Where the row does not say it."""
    data: Mapping[str, audit.JSON] = field(default_factory=dict)
    """Of the event."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Of the notice."""
    told: Sequence[Told] = ()
    """Who is notified, where the table leaves that to the service."""
    page: str = ""
    """The portal's page that the notice is about, where that is not the row's."""
    result: Any = None
    """What the caller gets back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A move of the table about to be made on a locked row."""

    process: Process
    transition: Transition
    row: Row | None
    """None for what is asked or read before there is an application."""
    act: audit.Act
    given: Given
    agreed: Agreed | None = None
    """What the officers agreed on, where it needs their agreement; the first one's words count."""

    @property
    def personal(self) -> PersonalAct:
        """The act as a person's; NotAllowedError where no person acts."""
        if not isinstance(self.act, PersonalAct):
            raise NotAllowedError
        return self.act

    @property
    def by(self) -> Person:
        """The person whose act it is; NotAllowedError where no person acts."""
        return self.personal.by

    @property
    def case(self) -> models.Case:
        """The row of a move that is made on cases alone."""
        return of_kind(models.Case, self.row)

    @property
    def application(self) -> models.Application:
        """The row of a move that is made on applications alone."""
        return of_kind(models.Application, self.row)

    @property
    def institution_id(self) -> uuid.UUID | None:
        """The institution of the case; None for an application that is not registered."""
        return self.row.institution_id if isinstance(self.row, models.Case) else None

    @property
    def explanation(self) -> str:
        """What was typed as a reason."""
        return self.given.explanation.strip()

    def given_as(self, kind: type[G]) -> G:
        """Return what the move is made with, in its room's type; TypeError where the caller passed another."""
        if not isinstance(self.given, kind):
            message = f"{self.transition.name} is made with {kind.__name__}"
            raise TypeError(message)
        return self.given


R = TypeVar("R")


def of_kind(kind: type[R], row: object) -> R:
    """Return the row as what it must be; TypeError where it is not."""
    if not isinstance(row, kind):
        message = f"this move is not made on {type(row).__name__}"
        raise TypeError(message)
    return row
