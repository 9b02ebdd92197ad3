"""Steps that need only a click, or a text: offered on the case page as the process says."""

import uuid

from esigner.onboarding import case_rows, moves
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import MoveNotPossibleError
from esigner.onboarding.moves import Given
from esigner.onboarding.processes import Transition

ASKS_FOR_A_TEXT = "reason_given"


def offered(*, case_id: uuid.UUID, act: PersonalAct) -> tuple[Transition, ...]:
    """Return the steps that the person may take now."""
    return moves.offered(case_rows.find(case_id, by=act.by), act)


def take(*, case_id: uuid.UUID, step: str, act: PersonalAct, explanation: str = "") -> bool:
    """Take one step; False where another officer is awaited.

    Raises:
        MoveNotPossibleError: It is not among those offered, or does not start from the case's state.
    """
    case = case_rows.find(case_id, by=act.by)
    if step not in {one.name for one in moves.offered(case, act)}:
        title = moves.position(case, at=act.at).state_title
        raise MoveNotPossibleError(state_lv=title.lv, state_en=title.en, move=step)
    return not moves.make(case, step, act, Given(explanation=explanation)).is_awaited
