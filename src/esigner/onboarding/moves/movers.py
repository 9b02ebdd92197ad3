"""Who may make a move: the side and the role that its row of the table names."""

from esigner.onboarding import permissions
from esigner.onboarding.errors import CaseNotFoundError, NotAllowedError
from esigner.onboarding.moves.move import Move
from esigner.onboarding.processes import Side
from esigner.registry.kinds import AGENCY_ROLES, INSTITUTION_ROLES, Role

_OF_SIDE = {Side.AGENCY: AGENCY_ROLES, Side.INSTITUTION: INSTITUTION_ROLES}


def check(move: Move) -> None:
    """Refuse a person whom the row does not allow the move.

    Raises:
        CaseNotFoundError: The person has no part in the case, and is not told that it exists.
        NotAllowedError: They are of the other side, or have another role; or it is the system's move alone.
    """
    if not move.transition.sides:
        if move.act.actor.kind != "system":
            raise NotAllowedError
        return
    by, side = move.by, move.by.side
    wanted = move.transition.roles & _OF_SIDE[side]
    if wanted and side is Side.INSTITUTION and move.institution_id is not None:
        permissions.check_can_see_case(by, institution_id=move.institution_id)
    if side not in move.transition.sides or (wanted and not _held(move, side) & wanted):
        raise NotAllowedError


def may(move: Move) -> bool:
    """Return whether `check` would allow it."""
    try:
        check(move)
    except (CaseNotFoundError, NotAllowedError):
        return False
    return True


def _held(move: Move, side: Side) -> frozenset[Role]:
    by = move.by
    if side is Side.AGENCY:
        return by.agency
    return by.institutions.get(move.institution_id, frozenset()) if move.institution_id else frozenset()
