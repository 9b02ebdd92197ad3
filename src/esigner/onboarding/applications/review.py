"""What the agency decides of a submitted application, other than to register it."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from esigner.onboarding import correspondence, engine, permissions, prose, sides, two_officers
from esigner.onboarding.applications import rows, standing
from esigner.onboarding.applications.form import Form
from esigner.onboarding.applications.reasons import chosen
from esigner.onboarding.errors import ExplanationMissingError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side


def return_for_correction(
    *,
    application_id: uuid.UUID,
    by: Person,
    reasons: Sequence[str],
    explanation: str,
    at: datetime,
) -> None:
    """Return the turn back to the institution, with reason codes and a text; mailed."""
    _decide("return", application_id, by=by, codes=reasons, explanation=explanation, at=at)


def reject(*, application_id: uuid.UUID, by: Person, reasons: Sequence[str], explanation: str, at: datetime) -> None:
    """End the application; mailed with the reason."""
    _decide("reject", application_id, by=by, codes=reasons, explanation=explanation, at=at)


def _decide(
    move: str, application_id: uuid.UUID, *, by: Person, codes: Sequence[str], explanation: str, at: datetime
) -> None:
    permissions.check_can_decide_applications(by)
    reasons = chosen(codes)
    prose.check(explanation, longest=prose.LONGEST_EXPLANATION)
    if not explanation.strip():
        raise ExplanationMissingError
    with transaction.atomic():
        row = rows.lock(application_id, by=by)
        permissions.check_can_decide_application(by, applicant_id=row.applicant_id)
        sides.check_decides(by, institution_id=standing.of(row).institution_id, askers=[row.applicant_id])
        transition = engine.check_move(row, move)
        submission = rows.decided(
            row, decision=move, by=by, at=at, reasons=tuple(codes), explanation=explanation.strip()
        )
        two_officers.end(subject=submission.pk, at=at)
        engine.advance(row, move, actor=by.actor, at=at, data={"reasons": list(codes), "round": row.round})
        correspondence.send(
            transition.audit_event,
            case_id=row.pk,
            to=Side.INSTITUTION,
            recipients=correspondence.of_applicant(row),
            values={
                "system": Form.from_dict(row.form).system_name,
                "reasons_lv": "\n".join(f"– {reason.text.lv}" for reason in reasons),
                "reasons_en": "\n".join(f"– {reason.text.en}" for reason in reasons),
                "explanation": explanation.strip(),
            },
            at=at,
        )
