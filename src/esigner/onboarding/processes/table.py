"""What a process is made of: blocks, steps, states, transitions, notices. Data only; each service has its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from esigner.errors import Text
from esigner.registry.kinds import Role

COLUMNS: Final[tuple[Text, ...]] = (
    Text("Nr.", "No."),
    Text("Solis", "Step"),
    Text("Soļa apraksts", "Description of the step"),
    Text("Atbildīgais", "Responsible"),
    Text("Aktivitātes rezultāts", "Result of the activity"),
)
"""Headings of every block's table."""


class Side(StrEnum):
    """The two parties; exactly one of them has the turn."""

    INSTITUTION = "institution"
    AGENCY = "agency"

    @property
    def title(self) -> Text:  # type: ignore[override]  # str.title says nothing of an enumeration; this word is ours everywhere
        """Return the party's name as the scheme writes it."""
        return Text("Iestāde", "Institution") if self is Side.INSTITUTION else Text("Aģentūra", "Agency")


class Audience(StrEnum):
    """Who is notified of a move."""

    AGENCY = "agency"
    INSTITUTION = "institution"
    APPLICANT = "applicant"
    BOTH = "both"
    OTHERS = "others"
    """The other side, and everybody of the institution but the person who made the move."""
    WITH_DOCUMENT = "with_document"
    """The notice goes out with the sealed document that the move's service orders."""
    NAMED = "named"
    """Those whom the move's service names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message as it is sent; `{placeholders}` are filled by the sender, both languages have the same ones."""

    subject: Text
    body: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a state means to the people who see it."""

    state: str
    """A word of this process alone."""
    title: Text
    step: str
    """Number of the step that is under way in this state."""
    turn: Side | None
    """Whose turn it is; None when nothing is awaited any more."""
    next_action: Text
    """What the side with the turn does next, worded so that the other side sees what is awaited."""
    action: str
    """Stable name of that action, for doors to link to; empty when there is none."""
    due_days: int | None = None
    """Calendar days within which the action is awaited; None where there is no time limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of a block's table, in the words of the requirements document."""

    number: str
    title: Text
    description: Text
    responsible: Side | None
    result: Text | None
    added: bool = False
    """The row is not in the requirements document; it closes a gap in it."""
    otherwise: str = ""
    """Of a step that is a question: number of the step to which the answer "no" leads."""
    back_to: str = ""
    """Of a step off the main path: number of the step to which it leads back."""
    after: str = ""
    """Of a step off the main path: number of the step after which it may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One numbered block of the main scheme."""

    number: int
    title: Text
    heading: Text
    """The heading of the block's own page."""
    description: Text
    """The block's row in "Shēmas apraksts"."""
    steps: tuple[Step, ...]
    active: bool = True
    is_stage: bool = False
    """The block is one of those that follow one another; the others are on standby."""
    is_consultation: bool = False
    """The block in which anybody asks at any time."""
    today: Text | None = None
    """Ours: where the reader does now what the document does by mail; holds `{email}` and `{agency}`."""
    came_from: Text | None = None
    """The row above the table, such as "No 1. …"."""
    goes_to: Text | None = None
    """The row below the table, such as "Uz 2. …"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One move: who may make it, from where to where, what must hold, what is done and recorded, who is notified."""

    name: str
    step: str
    sides: frozenset[Side]
    """Who moves; empty where the system moves on what the doors recorded."""
    roles: frozenset[Role]
    """The mover holds one of these, of their own side; where there is none of their side, anybody may."""
    sources: frozenset[str]
    """States it may start from; empty where it may start from any."""
    target: str | None
    """State it leads to; None for a record that moves nothing."""
    guards: tuple[str, ...]
    """What must hold, in the order in which it is checked: names from `moves.GUARDS`."""
    service: str
    """The work of the move: a name from `moves.SERVICES`; empty where there is none."""
    audit_event: str
    notice: str | None
    """Name of the notice that is sent, from the process's own."""
    audience: Audience
    label: Text
    offered: bool = False
    """The case page offers it by itself: it needs only a click, or a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A whole process: what the pages show and which moves exist. A case keeps the version that it began in."""

    key: str
    version: int
    title: Text
    service_title: Text
    """What one applies for, as in the eyebrow of the scheme."""
    application_title: Text
    """Of the application, as on its form and its signed files."""
    seed_email: str
    """The agency's address as the requirements document prints it; `with_email` replaces it."""
    blocks: tuple[Block, ...]
    standings: tuple[Standing, ...]
    transitions: tuple[Transition, ...]
    notices: Mapping[str, Notice]

    def block(self, number: int) -> Block:
        """Return the block with this number; KeyError where the scheme has none."""
        for block in self.blocks:
            if block.number == number:
                return block
        raise KeyError(number)

    def steps(self) -> Iterator[Step]:
        """Return every step of every block, in order."""
        for block in self.blocks:
            yield from block.steps

    def step(self, number: str) -> Step:
        """Return the step with this number; KeyError where there is none."""
        for step in self.steps():
            if step.number == number:
                return step
        raise KeyError(number)

    def standing(self, state: str) -> Standing:
        """Return what a state means; KeyError where the process has no such state."""
        for standing in self.standings:
            if standing.state == state:
                return standing
        raise KeyError(state)

    def transition(self, name: str) -> Transition:
        """Return the move with this name; KeyError where there is none."""
        for transition in self.transitions:
            if transition.name == name:
                return transition
        raise KeyError(name)

    def has(self, name: str) -> bool:
        """Return whether there is such a move."""
        return any(transition.name == name for transition in self.transitions)

    def sources_of(self, *names: str) -> frozenset[str]:
        """Return the states from which one of these moves may start; none for moves that the process does not have."""
        return frozenset(state for one in self.transitions if one.name in names for state in one.sources)

    def with_email(self, email: str) -> "Process":
        """Return the same process with the agency's configured address where the document prints its own."""

        def text(value: Text) -> Text:
            return Text(value.lv.replace(self.seed_email, email), value.en.replace(self.seed_email, email))

        def step(row: Step) -> Step:
            return replace(row, description=text(row.description))

        blocks = tuple(
            replace(block, description=text(block.description), steps=tuple(step(row) for row in block.steps))
            for block in self.blocks
        )
        return replace(self, blocks=blocks)
