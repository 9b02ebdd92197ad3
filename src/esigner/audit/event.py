"""An event, who caused it, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from esigner.errors import Text

JSON: TypeAlias = "str | int | float | bool | Sequence[JSON] | Mapping[str, JSON] | None"
ActorKind: TypeAlias = Literal["person", "client", "system"]
Outcome: TypeAlias = Literal["ok", "refused", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it: a signed-in person, an institution's system, or this system itself."""

    kind: ActorKind
    id: str
    """The id in the actor's own table, as text; never a personal code."""
    name: str
    """As shown to people, fixed at the time of the event."""

    @property
    def title(self) -> Text:
        """The name in both languages; that of a person or of an institution's system is the same in both."""
        return Text(self.name, _SYSTEM_EN if (self.kind, self.id) == ("system", "system") else self.name)


_SYSTEM_EN: Final = "E-signer"
SYSTEM: Final = Actor(kind="system", id="system", name="E-parakstītājs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of the log."""

    id: int
    """Its own number, for ever; says nothing of the order."""
    at: datetime
    event: str
    """Area, thing and past participle, for example `case.registered`."""
    actor: Actor
    case: str
    institution: str
    client: str
    subject: str
    """What else it is about, for example a session's or a certificate's id."""
    environment: str
    request_id: str
    outcome: Outcome
    code: str
    """The error code where the outcome is not `ok`."""
    data: Mapping[str, JSON]
    sequence: int | None = None
    """Position in the chain, from 1, without gaps; None until the chain has taken it up, within a second or so."""
    previous_hash: str = ""
    hash: str = ""
    """SHA-256, hex, over everything but the number; empty until then."""

    @property
    def position(self) -> int:
        """Return its position, of an event that is in the chain."""
        if self.sequence is None:
            message = f"event {self.id} is not in the chain yet"
            raise ValueError(message)
        return self.sequence

    @property
    def order(self) -> tuple[bool, int]:
        """What to sort by where events of several queries meet: as in the chain, then what it has not taken up."""
        return self.sequence is None, self.sequence or self.id
