"""Nobody acts on both sides: not at once, not one after the other, not through being named by others.

A role is taken, never given: being named as a contact puts nobody on a side. The registry grants no role of an
institution to people of the agency and none of the agency to people of an institution; this module adds the past.
"""

import uuid
from collections.abc import Iterable

from django.db.models import Q

from esigner.onboarding import models
from esigner.onboarding.errors import BothSidesError
from esigner.onboarding.permissions import Person
from esigner.registry import people


def check_decides(by: Person, *, institution_id: uuid.UUID | None, askers: Iterable[uuid.UUID | None]) -> None:
    """Raise BothSidesError for an officer who asked for it, or who has or had any part in the institution.

    Args:
        by: Who would decide.
        institution_id: Whose matter it is; None where the institution is not registered yet.
        askers: People who applied, signed in as the applicant, or sent the request.
    """
    if stands_for(by, institution_id=institution_id, askers=askers):
        raise BothSidesError


def stands_for(by: Person, *, institution_id: uuid.UUID | None, askers: Iterable[uuid.UUID | None]) -> bool:
    """Return whether the person asked for it, or has or had any part in the institution; arguments as above."""
    if by.institutions or by.id in set(askers):
        return True
    return institution_id is not None and _stood_for(by.id, institution_id)


def check_may_join(person_id: uuid.UUID, *, institution_id: uuid.UUID) -> None:
    """Raise BothSidesError for somebody who ever decided anything for the institution."""
    if _decided_for(person_id, institution_id):
        raise BothSidesError


def check_takes_role(by: Person, *, institution_id: uuid.UUID) -> None:
    """Raise BothSidesError for somebody of the agency, and as `check_may_join`."""
    if by.is_officer:
        raise BothSidesError
    check_may_join(by.id, institution_id=institution_id)


def _stood_for(person_id: uuid.UUID, institution_id: uuid.UUID) -> bool:
    return (
        people.has_ever_stood_for(person_id, institution_id=institution_id)
        or models.Application.objects.filter(case__institution_id=institution_id, applicant_id=person_id).exists()
        or models.ConnectionRequest.objects.filter(
            case__institution_id=institution_id, submitted_by_id=person_id
        ).exists()
    )


def _decided_for(person_id: uuid.UUID, institution_id: uuid.UUID) -> bool:
    own_cases = models.Case.objects.filter(institution_id=institution_id)
    officers = Q(first_officer_id=person_id) | Q(second_officer_id=person_id)
    approvers = Q(first_approved_by_id=person_id) | Q(decided_by_id=person_id)
    return (
        own_cases.filter(registered_by_id=person_id).exists()
        or models.ConnectionRequest.objects.filter(approvers, case__in=own_cases).exists()
        or models.Submission.objects.filter(decided_by_id=person_id, application__case__in=own_cases).exists()
        or models.Agreement.objects.filter(officers, case_id__in=own_cases.values("pk")).exists()
    )
