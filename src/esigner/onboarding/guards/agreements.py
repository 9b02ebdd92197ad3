"""Whose agreement a move needs: every change of production goes through one of these, and all through one gate."""

import uuid
from collections.abc import Mapping

from esigner import audit
from esigner.onboarding import two_officers
from esigner.onboarding.applications import standing
from esigner.onboarding.guards.acting import askers
from esigner.onboarding.maintenance import Revoked, client_of
from esigner.onboarding.models import ConnectionRequest
from esigner.onboarding.moves import Move, agreement
from esigner.onboarding.processes import Side
from esigner.onboarding.requests.given import RequestGiven
from esigner.onboarding.requests.view import RequestState
from esigner.onboarding.two_officers import Agreed
from esigner.registry.kinds import Environment

_PROMOTION = "promote"
"""The move that the first approval for production is the first half of."""


@agreement(
    "two_in_production",
    "produkcijā Aģentūras pusē apstiprina divas amatpersonas",
    "in production two officers approve where the Agency acts",
)
def two_in_production(move: Move) -> Agreed | None:
    """Ask two officers in production, one in test, none where the institution acts for itself."""
    if move.by.side is Side.INSTITUTION:
        return two_officers.alone()
    if isinstance(move.given, RequestGiven):
        return _on_request(move, move.given.request, move.transition.name)
    environment = move.given.environment or _weightiest(move)
    return two_officers.agree(_matter(move, _subject(move), environment, content=_content(move)), move.personal)


@agreement("first_officer", "apstiprina pirmā amatpersona", "the first officer approves")
def first_officer(move: Move) -> Agreed:
    """Keep the first of the two approvals; the move itself is made with it."""
    _on_request(move, move.given_as(RequestGiven).request, _PROMOTION)
    return two_officers.alone()


@agreement("another_officer", "apstiprina cita amatpersona", "another officer approves")
def another_officer(move: Move) -> Agreed | None:
    """Take the second approval, by another officer than the first."""
    return _on_request(move, move.given_as(RequestGiven).request, _PROMOTION)


@agreement(
    "standing_proved",
    "parakstītājs ir nosauktais pārstāvis un reģistrētas Iestādes pārstāvis ir piekritis, vai apstiprina otra "
    "amatpersona",
    "the signer is the representative named, and a registered Institution's representative has consented, or a second "
    "officer approves",
)
def standing_proved(move: Move) -> Agreed | None:
    """Ask as many officers as the evidence requires; for this round's submission, so that a return ends it."""
    row = move.application
    evidence = standing.of(row)
    matter = two_officers.Matter(
        move=move.transition.name,
        subject=row.submissions.get(round=row.round).pk,
        case_id=row.pk,
        institution_id=evidence.institution_id,
        askers=askers(move),
        officers=evidence.officers,
    )
    return two_officers.agree(matter, move.personal)


def _on_request(move: Move, row: ConnectionRequest, name: str) -> Agreed | None:
    """Count an officer's agreement to a request; where another one is awaited it is recorded as the first."""
    environment = Environment(row.environment)
    agreed = two_officers.agree(_matter(move, row.pk, environment, name=name), move.personal)
    if agreed is None:
        row.state = RequestState.APPROVED_ONCE.value
        row.first_approved_by_id, row.first_approved_by_name = move.by.id, move.by.name
        row.first_approved_at = move.act.at
        row.save()
    return agreed


def _matter(
    move: Move,
    subject: uuid.UUID,
    environment: Environment,
    *,
    name: str = "",
    content: Mapping[str, audit.JSON] | None = None,
) -> two_officers.Matter:
    return two_officers.Matter(
        move=name or move.transition.name,
        subject=subject,
        case_id=move.case.pk,
        institution_id=move.case.institution_id,
        askers=askers(move),
        environment=environment,
        officers=two_officers.needed(environment),
        content=content or {},
    )


def _subject(move: Move) -> uuid.UUID:
    """Return the subject of the agreement: that of the move, the client of its environment, or the case."""
    if move.given.subject is not None:
        return move.given.subject
    return client_of(move).id if move.given.environment else move.case.pk


def _weightiest(move: Move) -> Environment:
    """Return the environment of a move that affects all of them."""
    return Environment.PRODUCTION if move.case.production_client_id else Environment.TEST


def _content(move: Move) -> dict[str, audit.JSON]:
    if isinstance(move.given, Revoked):
        return {"reason": move.given.reason.value, "explanation": move.given.reason.title.lv}
    return {"explanation": move.explanation} if move.explanation else {}
