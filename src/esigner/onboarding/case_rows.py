"""Finding a case for a person, locking it for a change, and the values every notice of it needs."""

import uuid

from esigner.onboarding import models, permissions
from esigner.onboarding.errors import CaseNotFoundError, ClientMissingError
from esigner.onboarding.form import Form
from esigner.onboarding.permissions import Person
from esigner.registry import clients
from esigner.registry.kinds import Environment


def find(case_id: uuid.UUID, *, by: Person) -> models.Case:
    """Return the row to those who may see it; CaseNotFoundError to all others."""
    row = models.Case.objects.filter(pk=case_id).first()
    if row is None:
        raise CaseNotFoundError
    permissions.check_can_see_case(by, institution_id=row.institution_id)
    return row


def find_to_act(case_id: uuid.UUID, *, by: Person) -> models.Case:
    """Return the row to those who may send requests for its institution."""
    row = find(case_id, by=by)
    permissions.check_can_act_for_case(by, institution_id=row.institution_id)
    return row


def lock(case_id: uuid.UUID) -> models.Case:
    """Return the row locked; the caller holds the transaction and has checked who asks."""
    return models.Case.objects.select_for_update().get(pk=case_id)


def form(row: models.Case) -> Form:
    """Return the application's fields: the source of everything that is registered, nothing is retyped."""
    return Form.from_dict(row.application.form)


def client_id(row: models.Case, environment: Environment) -> uuid.UUID | None:
    """Return the case's client in an environment, if there is one."""
    return row.test_client_id if environment is Environment.TEST else row.production_client_id


def client(row: models.Case, environment: Environment) -> clients.Client:
    """Return the case's client in an environment, or raise ClientMissingError."""
    found = client_id(row, environment)
    if found is None:
        raise ClientMissingError(environment=environment.value)
    return clients.get(found)


def values(row: models.Case) -> dict[str, str]:
    """Return what the notices of a case say of it."""
    return {"epak": row.epak_number, "institution": row.institution_name, "system": form(row).system_name}
