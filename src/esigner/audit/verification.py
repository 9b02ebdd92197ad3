"""Walking the chain from its first row to its head."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction

from esigner.audit.chain import GENESIS_HASH, LINKED_FIELDS, Head, link
from esigner.audit.chaining import waiting
from esigner.audit.log import head
from esigner.errors import Text

if TYPE_CHECKING:
    from esigner.audit.models import Record


class FaultKind(StrEnum):
    """What is wrong with a row."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    UNCHAINED = "unchained"


_TEXTS = {
    FaultKind.CHANGED: Text("Ieraksts nr. {sequence} ir mainīts.", "Row {sequence} was changed."),
    FaultKind.MISSING: Text("Trūkst ieraksta nr. {sequence}.", "Row {sequence} is missing."),
    FaultKind.REORDERED: Text("Ieraksts nr. {sequence} ir citā vietā.", "Row {sequence} stands in another place."),
    FaultKind.UNCHAINED: Text(
        "Ieraksts nr. {sequence} ir pierakstīts, bet jau vairāk nekā minūti neviens to nepievieno ķēdei.",
        "Row {sequence} was recorded, but for more than a minute nobody has taken it up into the chain.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One row that does not hold."""

    kind: FaultKind
    sequence: int
    """Where in the chain; for a missing row, the position that is empty; for one outside, the one that it would get."""
    expected: str = ""
    """The hash that the row's content, or its predecessor, requires."""
    found: str = ""

    @property
    def text(self) -> Text:
        """Return the sentence for people."""
        return _TEXTS[self.kind].format(sequence=self.sequence)


def verify(*, anchor: Head | None = None) -> list[Fault]:
    """Return every fault of the log in chain order; an empty list means that it is intact.

    Args:
        anchor: A head noted earlier outside the database; finds a log that was rewritten from end to end.

    Steps:
        1. Every position from 1 to the head holds a row.
        2. Every row's hash is the hash of its content.
        3. Every row names the hash of the row before it.
        4. The last row's hash is the head's, and the anchored row's hash is the anchor's.
        5. No event has been waiting for the chain for more than a minute.
    """
    with transaction.atomic():
        rows = apps.get_model("audit", "Record").objects.order_by("sequence")
        walk = _Walk(end=head(), anchor=anchor)
        for row in rows.iterator(chunk_size=2000):
            walk.visit(row)
        return walk.finish() + _overdue(walk.end)


def _overdue(end: Head) -> list[Fault]:
    if not waiting().is_overdue:
        return []
    return [Fault(kind=FaultKind.UNCHAINED, sequence=end.sequence + 1)]  # (5)


class _Walk:
    """The state of one pass: what the next row must be, and what was found so far."""

    def __init__(self, *, end: Head, anchor: Head | None) -> None:
        self.end = end
        self.anchors = [one for one in (end, anchor) if one is not None and one.sequence > 0]
        self.position = 0
        self.previous_hash = GENESIS_HASH
        self.broken: list[Record] = []
        self.faults: list[Fault] = []

    def visit(self, row: "Record") -> None:
        gap = list(self._missing_before(row.sequence))  # (1)
        self.faults += gap
        content_hash = _hash(row, sequence=row.sequence)
        if content_hash != row.hash:  # (2)
            self.broken.append(row)
        elif row.previous_hash != self.previous_hash and not gap:  # (3)
            self._fault(FaultKind.REORDERED, row, expected=self.previous_hash, found=row.previous_hash)
        for one in self.anchors:  # (4)
            if one.sequence == row.sequence and one.hash != row.hash:
                self._fault(FaultKind.CHANGED, row, expected=one.hash, found=row.hash)
        self.position, self.previous_hash = row.sequence, row.hash

    def finish(self) -> list[Fault]:
        last = max((one.sequence for one in self.anchors), default=0)
        self.faults += self._missing_before(last + 1)
        self.faults += [self._judge(row) for row in self.broken]
        return sorted(set(self.faults), key=lambda fault: (fault.sequence, fault.kind))

    def _judge(self, row: "Record") -> Fault:
        """Tell a row that was moved (it holds at the place of another broken one) from one that was changed."""
        moved = any(_hash(row, sequence=other.sequence) == row.hash for other in self.broken)
        kind = FaultKind.REORDERED if moved else FaultKind.CHANGED
        return Fault(kind=kind, sequence=row.sequence, expected=_hash(row, sequence=row.sequence), found=row.hash)

    def _missing_before(self, sequence: int) -> Iterator[Fault]:
        for position in range(self.position + 1, sequence):
            yield Fault(kind=FaultKind.MISSING, sequence=position)

    def _fault(self, kind: FaultKind, row: "Record", *, expected: str, found: str) -> None:
        self.faults.append(Fault(kind=kind, sequence=row.sequence, expected=expected, found=found))


def _hash(row: "Record", *, sequence: int) -> str:
    return link({name: getattr(row, name) for name in LINKED_FIELDS}, sequence=sequence, at=row.at)
