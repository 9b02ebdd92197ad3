"""The next generation of an authority that production trusts: prepared by a job, let in by two officers."""

from typing import Final
from uuid import UUID

from django.db import transaction

from esigner.onboarding import permissions, two_officers
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import NotAllowedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.two_officers import Awaited, Matter
from esigner.registry import authorities
from esigner.registry.authorities import Ending
from esigner.registry.errors import GenerationNotFoundError
from esigner.registry.kinds import Environment

MOVE: Final = "authority-generation"


def agree(*, generation_id: UUID, act: PersonalAct) -> bool:
    """Count one officer's agreement; return whether the generation takes over, as it does with the second.

    Raises:
        GenerationNotFoundError: None waits under this id.
        NotAllowedError: Not an officer.
        SecondOfficerNeededError: The officer is the first of the two already.
    """
    permissions.check_decides_for_agency(act.by)
    with transaction.atomic():
        if all(one.id != generation_id for one in authorities.awaiting_officers()):
            raise GenerationNotFoundError(id=str(generation_id))
        matter = Matter(
            move=MOVE, subject=generation_id, case_id=generation_id, institution_id=None,
            environment=Environment.PRODUCTION,
        )  # fmt: skip
        agreed = two_officers.agree(matter, act)
        if agreed is None:
            return False
        officers = (str(agreed.first_officer_id), str(act.by.id))
        authorities.take_over(generation_id=generation_id, officers=officers, act=act)
    return True


def endings(*, act: PersonalAct) -> list[tuple[Ending, Awaited | None]]:
    """Return what ends soon or waits, each with the first officer's agreement where there is one; agency only."""
    check_sees(act.by)
    found = authorities.outlook(at=act.at)
    first = {one.name: two_officers.awaited(one.generation_id) for one in found if one.generation_id}
    return [(one, next(iter(first.get(one.name, ())), None)) for one in found]


def check_sees(by: Person) -> None:
    """Raise NotAllowedError for anyone but people of the agency."""
    if not by.is_officer:
        raise NotAllowedError
