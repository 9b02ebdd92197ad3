"""EPAK registration numbers: unique, never reused, without gaps."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.registry import models
from esigner.registry.errors import EpakNumberAllocatedError


def allocate(*, institution_id: UUID, case_id: UUID | str, act: audit.Act) -> str:
    """Return the next number of the year, bound to the case permanently.

    Gap-free because the counter is a locked row of the same transaction: a rollback gives the number back.

    Raises:
        EpakNumberAllocatedError: The case has one.
    """
    year = act.at.astimezone(ZoneInfo(settings.TIME_ZONE)).year
    with transaction.atomic():
        audit.hold()
        taken = models.EpakNumber.objects.filter(case=str(case_id)).first()
        if taken is not None:
            raise EpakNumberAllocatedError(epak_number=taken.number)
        models.EpakCounter.objects.get_or_create(year=year)
        counter = models.EpakCounter.objects.select_for_update().get(year=year)
        counter.last += 1
        counter.save(update_fields=["last"])
        number: str = settings.ESIGNER_EPAK_PATTERN.format(year=year, sequence=counter.last)
        models.EpakNumber.objects.create(
            number=number, year=year, sequence=counter.last, institution_id=institution_id, case=str(case_id),
            allocated_at=act.at,
        )  # fmt: skip
        audit.record(
            event="epak.allocated", act=act, case=str(case_id),
            institution=str(institution_id), subject=number, data={"epakNumber": number},
        )  # fmt: skip
    return number


def case_of(epak_number: str) -> str | None:
    """Return the id of the case that holds the number."""
    return models.EpakNumber.objects.filter(number=epak_number).values_list("case", flat=True).first()


def number_of(case_id: UUID | str) -> str | None:
    """Return the number that the case holds."""
    return models.EpakNumber.objects.filter(case=str(case_id)).values_list("number", flat=True).first()
