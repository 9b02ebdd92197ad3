"""What the agency decides about a submitted application, other than registering it."""

import uuid
from collections.abc import Sequence

from esigner.onboarding import moves, two_officers
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.applications import rows
from esigner.onboarding.applications.given import Decision
from esigner.onboarding.applications.reasons import chosen
from esigner.onboarding.moves import Done, Move, service


def return_for_correction(
    *, application_id: uuid.UUID, act: PersonalAct, reasons: Sequence[str], explanation: str
) -> None:
    """Hand the turn back to the institution, with reason codes and a text; mailed."""
    _decide("return", application_id, act, Decision(reasons=reasons, explanation=explanation))


def reject(*, application_id: uuid.UUID, act: PersonalAct, reasons: Sequence[str], explanation: str) -> None:
    """End the application; mailed with the reason."""
    _decide("reject", application_id, act, Decision(reasons=reasons, explanation=explanation))


@service("applications.decide")
def decide(move: Move) -> Done:
    """Write the decision on the submission; a first agreement to register it ends."""
    row, codes = move.application, move.given_as(Decision).reasons
    submission = rows.decided(
        row, decision=move.transition.name, act=move.personal, reasons=tuple(codes), explanation=move.explanation
    )
    two_officers.end(subject=submission.pk, at=move.act.at)
    reasons = chosen(codes)
    return Done(
        data={"reasons": list(codes), "round": row.round},
        values={
            "reasons_lv": "\n".join(f"– {reason.text.lv}" for reason in reasons),
            "reasons_en": "\n".join(f"– {reason.text.en}" for reason in reasons),
        },
    )


def _decide(move: str, application_id: uuid.UUID, act: PersonalAct, given: Decision) -> None:
    moves.make(rows.find(application_id, by=act.by), move, act, given)
