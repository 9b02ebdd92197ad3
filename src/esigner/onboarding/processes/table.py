"""What a process is made of: blocks, steps, states, transitions. Data only; `eparakstitajs` is the first instance."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from esigner.errors import Text

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


class State(StrEnum):
    """Where a cooperation case stands, from the first draft to daily use."""

    DRAFT = "draft"
    RENDERED = "rendered"
    SIGNED = "signed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    REGISTERED = "registered"
    TEST_REQUESTED = "test_requested"
    TEST_CONNECTED = "test_connected"
    TESTING = "testing"
    FIXING = "fixing"
    TESTED = "tested"
    PRODUCTION_REQUESTED = "production_requested"
    PRODUCTION_APPROVED = "production_approved"
    PRODUCTION_CONNECTED = "production_connected"
    LIVE = "live"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a state means to the people in front of it."""

    state: State
    title: Text
    step: str
    """Number of the step that is under way in this state."""
    turn: Side | None
    """Whose turn it is; None when nothing is awaited any more."""
    next_action: Text
    """What the side with the turn does next, said so that the other side understands it as what is awaited."""
    action: str
    """Stable name of that action, for doors to link to; empty when there is none."""
    due_days: int | None = None
    """Calendar days within which the action is awaited; None where no one is hurried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of a block's table, in the words of the requirements document."""

    number: str
    title: Text
    description: Text
    responsible: Side | None
    result: Text | None
    added: bool = False
    """The row is not in the requirements document; it closes a hole in it."""


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
    today: Text | None = None
    """Ours: where the reader does now what the document does by mail; holds `{email}` and `{agency}`."""
    came_from: Text | None = None
    """The row above the table, such as "No 1. …"."""
    goes_to: Text | None = None
    """The row below the table, such as "Uz 2. …"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One move: who may make it, from where to where, what must hold, what is recorded, who is told."""

    name: str
    step: str
    side: Side | None
    """Who moves; None where the system moves on what the doors recorded."""
    sources: frozenset[State]
    """States it may start from; empty for a move that makes the first state."""
    target: State | None
    """State it leads to; None for a record that moves nothing."""
    service: str
    """Dotted name of the one function that makes this move."""
    preconditions: tuple[str, ...]
    """Names from `Process.preconditions`."""
    audit_event: str
    notice: str | None
    """Name of the notice sent to the other side, from `esigner.onboarding.correspondence`."""
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A whole process: what the pages show and what the engine allows."""

    key: str
    title: Text
    seed_email: str
    """The agency's address as the requirements document prints it; `with_email` replaces it."""
    blocks: tuple[Block, ...]
    standings: tuple[Standing, ...]
    transitions: tuple[Transition, ...]
    preconditions: tuple[tuple[str, Text], ...]

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

    def standing(self, state: State) -> Standing:
        """Return what a state means."""
        for standing in self.standings:
            if standing.state is state:
                return standing
        raise KeyError(state)

    def transition(self, name: str) -> Transition:
        """Return the move with this name; KeyError where there is none."""
        for transition in self.transitions:
            if transition.name == name:
                return transition
        raise KeyError(name)

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
