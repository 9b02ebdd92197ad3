"""Comparing the log with the heads that were exported: a tail that was cut is reported, no matter who cut it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from esigner import ades, audit
from esigner.ades.rules import Indication
from esigner.ades.trust.anchors import Trust
from esigner.custody import statement
from esigner.custody.statement import Exported
from esigner.errors import Text
from esigner.notices import seal_key, sealing
from esigner.notices.errors import SealMissingError
from esigner.wire.keys.errors import KeyProblemError

_CUT: Final = Text(
    "Žurnāls beidzas ar ierakstu nr. {last}, bet {at} tas sniedzās līdz nr. {sequence} ({file}): beigas ir nogrieztas.",
    "The log ends with row {last}, but at {at} it reached row {sequence} ({file}): its tail was cut.",
)
_CHANGED: Final = Text(
    "Ieraksts nr. {sequence} nav tas, kas eksportēts {at} ({file}).",
    "Row {sequence} is not the one that was exported at {at} ({file}).",
)
_UNREADABLE: Final = Text("Datni {file} nevar nolasīt kā žurnāla galvu.", "The file {file} cannot be read as a head.")
_UNSEALED: Final = Text(
    "Datnes {file} zīmogs neder; tas, ko tā saka, nav pierādīts.",
    "The seal of {file} does not hold; what it says is unproven.",
)
_NO_STATUS: Final = frozenset({"TRY_LATER"})
"""No authority answered when the head was sealed, so that its level is B; its sealer is still known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the log compares with its exported heads."""

    heads: int
    """How many were compared."""
    faults: tuple[Text, ...]


def compare(*, within: Path, at: datetime) -> Comparison:
    """Compare the log with every head in the folder; a cut tail, a changed row and a broken export are faults."""
    paths = statement.files(within)
    found = [(path, statement.read(path)) for path in paths]
    heads = [one for _, one in found if one is not None]
    faults = [_UNREADABLE.format(file=path.name) for path, one in found if one is None]
    disagreeing = list(_disagreeing(heads))
    faults += [text for _, text in disagreeing]
    faults += _unsealed([one for one, _ in disagreeing] + heads[-1:], at=at)
    return Comparison(heads=len(heads), faults=tuple(faults))


def _disagreeing(heads: Sequence[Exported]) -> Iterator[tuple[Exported, Text]]:
    last = audit.head().sequence
    for one in heads:
        values = {"sequence": one.head.sequence, "at": one.at.isoformat(timespec="seconds"), "file": one.path.name}
        if one.head.sequence > last:
            yield one, _CUT.format(last=last, **values)
        elif audit.hash_at(one.head.sequence) != one.head.hash:
            yield one, _CHANGED.format(**values)


def _unsealed(heads: Sequence[Exported], *, at: datetime) -> list[Text]:
    """Return those whose seal is not the agency's: only the newest is checked, and those the log disagrees with."""
    if not heads:
        return []
    try:
        issuers = seal_key.issuers_of_all(at=at)
    except (SealMissingError, KeyProblemError) as error:
        return [error.detail()]
    stamping = import_string(settings.ESIGNER_TIME_STAMPING)(sealing.ENVIRONMENT)
    trust = Trust.of(tuple(dict.fromkeys((*issuers, *stamping.anchors))))
    unique = {one.path: one for one in heads}
    return [_UNSEALED.format(file=path.name) for path in unique if not _holds(path, trust=trust, at=at)]


def _holds(path: Path, *, trust: Trust, at: datetime) -> bool:
    report = ades.validate(path.read_bytes(), name=path.name, trust=trust, at=at, policy="etsi")
    return report.passed or (report.indication is Indication.INDETERMINATE and report.sub_indication in _NO_STATUS)
