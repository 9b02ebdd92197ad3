import pytest
from pytest_django import Settings

from esigner import audit
from esigner.registry import institutions
from esigner.registry.errors import InstitutionNotFoundError, RegistrationNumberInvalidError
from tests.world import registry as world

pytestmark = pytest.mark.django_db


def test_get_or_create_gives_one_institution_for_a_number() -> None:
    first = world.institution(name="Pirmā")
    again = world.institution(name="Cits nosaukums")
    assert again == first
    assert institutions.get(first.id) == institutions.find(registration_number=first.registration_number) == first
    assert len(audit.events(institution=str(first.id), event_prefix="institution.created")) == 1


def test_get_or_create_refuses_a_wrong_check_digit() -> None:
    with pytest.raises(RegistrationNumberInvalidError):
        world.institution("40003011204")


def test_sandbox_alias_passes_in_a_sandbox_only(settings: Settings) -> None:
    settings.ESIGNER_SANDBOX = False
    with pytest.raises(RegistrationNumberInvalidError):
        world.institution("90000000000")
    settings.ESIGNER_SANDBOX = True
    assert world.institution("90000000000").registration_number == "90000000000"


def test_get_refuses_an_unknown_id() -> None:
    with pytest.raises(InstitutionNotFoundError):
        institutions.get("00000000-0000-0000-0000-000000000000")
