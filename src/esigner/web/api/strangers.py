"""Callers whom no certificate identifies: what the audit learns of them when there are many.

A client's refusals are evidence and are recorded one by one. Those of strangers cost them nothing to cause, and stay
for ever: of a kind (`tally.Kind`) the first in a minute is recorded as it is, and after the minute, as
`api.turned_away`, how many more there were. What a process counted is lost if it is killed within that minute.
"""

import logging
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives import hashes
from django.db import transaction
from django.utils import timezone

from esigner import audit
from esigner.registry import callers, epak
from esigner.registry.gate_errors import GateRefusedError
from esigner.web import outages
from esigner.web.api.calls import UNKNOWN_CALLER, Call
from esigner.web.api.tally import Counted, Kind, Tally

log = logging.getLogger(__name__)

TALLY: Final = Tally()
"""Of this process."""


def is_to_be_recorded(call: Call, error: GateRefusedError) -> bool:
    """Return whether a refusal is recorded as it is; a stranger's is counted where it is not."""
    if error.client is not None or _is_registered(call):
        return True
    kind = Kind(
        address=call.peer.address,
        code=error.code,
        environment=call.environment.value,
        case=(epak.case_of(call.epak_number) if call.epak_number else None) or "",
    )
    return TALLY.is_first(kind, at=call.at)


def write_due(*, at: datetime | None = None, is_last: bool = False) -> int:
    """Record what was counted in minutes that are over, or in all of them before the process ends; return how much."""
    now = at or timezone.now()
    due = TALLY.take_due(at=None if is_last else now)
    try:
        with transaction.atomic():
            for one in due:
                _record(one, at=now)
    except Exception as error:
        TALLY.give_back(due)
        if outages.noted(error, reference="-") is None:
            raise
        return 0
    return len(due)


def _is_registered(call: Call) -> bool:
    certificate = call.peer.certificate
    if certificate is None:
        return False
    return callers.status(fingerprint_sha256=certificate.fingerprint(hashes.SHA256()).hex()) is not None


def _record(counted: Counted, *, at: datetime) -> None:
    kind = counted.kind
    audit.record(
        event="api.turned_away",
        act=audit.Act(actor=UNKNOWN_CALLER, at=at),
        case=kind.case,
        environment=kind.environment,
        outcome="refused",
        code=kind.code,
        data={
            "address": kind.address,
            "more": counted.more,
            "since": counted.since.isoformat(),
            "until": counted.until.isoformat(),
        },
    )
