"""A case's history: its audit events in the words of the page."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from esigner import audit
from esigner.audit import reading
from esigner.errors import Text
from esigner.onboarding.processes import Process

ROWS_SHOWN: Final = 50

_TITLES: Final[dict[str, Text]] = {
    "institution.created": Text("Iestāde reģistrēta", "Institution registered"),
    "epak.allocated": Text("Piešķirts EPAK reģistrācijas numurs", "EPAK number assigned"),
    "officers.agreed": Text("Pirmā amatpersona piekrīt; gaida otru", "The first officer agrees; another is awaited"),
    "person.role_granted": Text("Piešķirta loma", "Role granted"),
    "person.role_withdrawn": Text("Izbeigta loma", "Role ended"),
    "document.issued": Text("Dokuments apzīmogots un nosūtīts", "Document sealed and sent"),
    "client.registered": Text("Klients reģistrēts", "Client registered"),
    "client.network_allowed": Text("Atļauta IP adrese", "Network allowed"),
    "client.network_withdrawn": Text("IP adrese vairs nav atļauta", "Network withdrawn"),
    "client.suspended": Text("Klients apturēts", "Client suspended"),
    "client.resumed": Text("Klients atjaunots", "Client resumed"),
    "client.closed": Text("Klients slēgts", "Client closed"),
    "client.return_origins_set": Text("Mainītas atgriešanās adreses", "Return origins set"),
    "certificate.issued": Text("Izdots sertifikāts", "Certificate issued"),
    "certificate.registered": Text("Reģistrēts trešās puses sertifikāts", "Third party's certificate registered"),
    "certificate.revoked": Text("Sertifikāts anulēts", "Certificate revoked"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One audit event in the words of the page."""

    at: datetime
    event: str
    title: Text
    actor: Text
    outcome: str
    code: str
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A page of a case's history, newest first.

    Calls are in the evidence and in the audit; here they would hide everything else.
    """

    rows: tuple[HistoryRow, ...]
    older: int | None
    """Where the next page begins; None: there is none."""


def history(case_id: uuid.UUID, *, process: Process, before: int | None = None) -> History:
    """Return a page of the case's events in the words of its process.

    Args:
        case_id: Which.
        process: Whose words are used.
        before: `older` of the page before; None: the newest ones.
    """
    page = reading.history(case=str(case_id), before=before, size=ROWS_SHOWN)
    return History(rows=tuple(_row(event, process) for event in page.events), older=page.older)


def _row(event: audit.Event, process: Process) -> HistoryRow:
    return HistoryRow(
        at=event.at,
        event=event.event,
        title=_title(event, process),
        actor=event.actor.title,
        outcome=event.outcome,
        code=event.code,
        request_id=event.request_id,
    )


def _title(event: audit.Event, process: Process) -> Text:
    if event.event in _TITLES:
        return _TITLES[event.event]
    for transition in process.transitions:
        if transition.audit_event == event.event:
            return transition.label
    return Text(event.event, event.event)
