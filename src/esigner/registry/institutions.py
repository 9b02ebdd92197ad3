"""Institutions: who applies."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.pki import registration_numbers
from esigner.registry import models
from esigner.registry.errors import InstitutionNotFoundError, RegistrationNumberInvalidError


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """A public body with a registration number."""

    id: UUID
    registration_number: str
    name: str


def get_or_create(*, registration_number: str, name: str, act: audit.Act) -> Institution:
    """Return the institution with this number; the name is used only where it is new.

    Raises:
        RegistrationNumberInvalidError: Wrong check digit; the sandbox alias passes in a sandbox only.
    """
    number = registration_number.strip()
    if not (
        registration_numbers.is_valid(number)
        or (settings.ESIGNER_SANDBOX and number == registration_numbers.SANDBOX_ALIAS)
    ):
        raise RegistrationNumberInvalidError(registration_number=number)
    with transaction.atomic():
        row, is_new = models.Institution.objects.get_or_create(
            registration_number=number, defaults={"name": name.strip(), "created_at": act.at}
        )
        if is_new:
            data = {"registrationNumber": number, "name": row.name}
            audit.record(event="institution.created", act=act, institution=str(row.id), data=data)
    return read(row)


def get(institution_id: UUID | str) -> Institution:
    """Return the institution.

    Raises:
        InstitutionNotFoundError: No such id.
    """
    row = models.Institution.objects.filter(pk=institution_id).first()
    if row is None:
        raise InstitutionNotFoundError(id=str(institution_id))
    return read(row)


def find(*, registration_number: str) -> Institution | None:
    """Return the institution with this number, if it is registered."""
    row = models.Institution.objects.filter(registration_number=registration_number.strip()).first()
    return read(row) if row else None


def lock(institution_id: UUID | str) -> None:
    """Serialise changes to the institution's people; the caller holds the transaction."""
    models.Institution.objects.select_for_update().get(pk=institution_id)


def read(row: models.Institution) -> Institution:
    """Return the row as a value."""
    return Institution(id=row.id, registration_number=row.registration_number, name=row.name)
