"""What must hold for the person who acts, and for what they typed."""

import uuid

from esigner.onboarding import daily, prose, sides
from esigner.onboarding.applications import standing
from esigner.onboarding.applications.given import Decision
from esigner.onboarding.applications.reasons import chosen
from esigner.onboarding.applications.validation import holds_personal_code
from esigner.onboarding.errors import ExplanationMissingError
from esigner.onboarding.models import Application
from esigner.onboarding.moves import Move, guard
from esigner.onboarding.processes import Side
from esigner.onboarding.requests.given import RequestGiven


@guard("daily_limit", "šodien vēl var ko darīt", "something may still be done today")
def daily_limit(move: Move) -> bool:
    """Keep strangers from filling the log."""
    daily.check(move.by, at=move.act.at)
    return True


@guard("reason_given", "ir norādīts paskaidrojums", "an explanation is given")
def reason_given(move: Move) -> bool:
    """Check the explanation: the other side reads it."""
    prose.check(move.given.explanation, longest=prose.LONGEST_EXPLANATION)
    if not move.explanation:
        raise ExplanationMissingError
    return True


@guard("reason_recordable", "paskaidrojumā nav personas koda", "the explanation holds no personal code")
def reason_recordable(move: Move) -> bool:
    """Keep personal codes out of what goes into the log, which keeps none."""
    if holds_personal_code(move.given.explanation):
        raise ExplanationMissingError
    return True


@guard("reason_listed", "ir norādīts iemesls no saraksta", "a reason of the list is given")
def reason_listed(move: Move) -> bool:
    """Refuse reasons that are not on the list."""
    return bool(chosen(move.given_as(Decision).reasons))


@guard("one_side_only", "neviens nerīkojas abās pusēs", "nobody acts on both sides")
def one_side_only(move: Move) -> bool:
    """Refuse officers who asked for it or ever acted for the institution, and members who decided about it."""
    institution_id = _institution(move)
    if move.by.side is Side.AGENCY:
        sides.check_decides(move.by, institution_id=institution_id, askers=askers(move))
    elif institution_id is not None:
        sides.check_takes_role(move.by, institution_id=institution_id)
    return True


def askers(move: Move) -> frozenset[uuid.UUID]:
    """Return the people of the other side who asked for what is decided."""
    if isinstance(move.row, Application):
        return frozenset({move.row.applicant_id})
    return frozenset({move.given.request.submitted_by_id}) if isinstance(move.given, RequestGiven) else frozenset()


def _institution(move: Move) -> uuid.UUID | None:
    if isinstance(move.row, Application):
        return standing.of(move.row).institution_id
    return move.institution_id
