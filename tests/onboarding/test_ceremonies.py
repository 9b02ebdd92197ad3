"""Two officers let in the next generation of an authority that production trusts."""

import uuid
from datetime import timedelta

import pytest

from esigner import audit
from esigner.onboarding import ceremonies
from esigner.onboarding.errors import NotAllowedError, SecondOfficerNeededError
from esigner.registry import authorities
from esigner.registry.errors import GenerationNotFoundError
from esigner.registry.kinds import Role
from tests.world import cases as world
from tests.world import registry

pytestmark = pytest.mark.django_db


def prepared() -> authorities.Generation:
    """Return the next root of production, as the job of eight years from now leaves it."""
    registry.authorities_founded(at=world.AT - timedelta(days=8 * 365 + 1))
    authorities.renew(at=world.AT)
    (waiting,) = authorities.awaiting_officers()
    return waiting


@pytest.mark.attack
def test_generation_takes_over_with_the_second_officer_and_not_before() -> None:
    waiting, first = prepared(), world.registrar()
    assert not ceremonies.agree(generation_id=waiting.id, act=world.act(first))
    assert authorities.current("production-root", at=world.AT) == "production-root"
    with pytest.raises(SecondOfficerNeededError):
        ceremonies.agree(generation_id=waiting.id, act=world.act(first))
    assert authorities.awaiting_officers() == [waiting]
    second = world.person("Pēteris Atslēga", role=Role.PKI_OPERATOR)
    assert ceremonies.agree(generation_id=waiting.id, act=world.act(second))
    assert authorities.current("production-root", at=world.AT) == "production-root-2"
    assert [one.actor.name for one in audit.events(subject=str(waiting.id))][-2:] == [first.name, second.name]


@pytest.mark.attack
def test_auditors_and_institutions_agree_on_nothing() -> None:
    waiting = prepared()
    for one in (world.person("Aija Auditore", role=Role.AUDITOR), world.person()):
        with pytest.raises(NotAllowedError):
            ceremonies.agree(generation_id=waiting.id, act=world.act(one))


def test_agree_refuses_what_does_not_wait() -> None:
    with pytest.raises(GenerationNotFoundError):
        ceremonies.agree(generation_id=uuid.uuid4(), act=world.act(world.registrar()))


def test_endings_name_the_first_officer() -> None:
    waiting, first = prepared(), world.registrar()
    ceremonies.agree(generation_id=waiting.id, act=world.act(first))
    found = {one.name: agreed for one, agreed in ceremonies.endings(act=world.act(first))}
    agreed = found["production-root-2"]
    assert agreed is not None
    assert agreed.first_officer_name == first.name
    with pytest.raises(NotAllowedError):
        ceremonies.endings(act=world.act(world.person()))
