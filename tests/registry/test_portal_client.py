from datetime import timedelta

import pytest
from django.conf import settings

from esigner.registry import authorities, certificates, gate, institutions, networks, portal_client
from esigner.registry.authorities import material
from esigner.registry.kinds import Environment
from esigner.registry.portal_client import bootstrap_portal
from tests.world import registry as world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def founded() -> None:
    world.authorities_founded()


def test_bootstrap_portal_makes_a_client_that_the_gate_admits() -> None:
    client = bootstrap_portal(environment=Environment.TEST, act=world.ACT)
    own = authorities.load("portal")
    admitted = gate.admit(
        environment=Environment.TEST, certificate=own.certificate, chain=own.chain, address="127.0.0.1",
        epak_number=client.epak_number, at=world.AT,
    )  # fmt: skip
    assert admitted.client == client
    number = settings.ESIGNER_AGENCY["registration_number"]
    assert institutions.get(client.institution_id).registration_number == number
    assert own.key.public_key() == own.certificate.public_key()


def test_bootstrap_portal_changes_nothing_the_second_time() -> None:
    first = bootstrap_portal(environment=Environment.TEST, act=world.ACT)
    before = certificates.of_client(first.id), networks.of(first.id)
    assert bootstrap_portal(environment=Environment.TEST, act=world.ACT) == first
    assert (certificates.of_client(first.id), networks.of(first.id)) == before


def test_bootstrap_portal_makes_a_new_key_when_the_old_certificate_is_no_longer_good() -> None:
    first = bootstrap_portal(environment=Environment.TEST, act=world.ACT)
    later = world.AT + timedelta(days=800)
    assert bootstrap_portal(environment=Environment.TEST, act=world.by_officer(at=later)) == first
    assert len(certificates.of_client(first.id)) == 2
    assert authorities.load("portal").certificate == certificates.of_client(first.id)[0].certificate()


def test_bootstrap_portal_can_move_to_production() -> None:
    test = bootstrap_portal(environment=Environment.TEST, act=world.ACT)
    production = bootstrap_portal(environment=Environment.PRODUCTION, act=world.ACT)
    assert production.epak_number == test.epak_number
    assert authorities.load("portal").chain[0] == authorities.load("production-clients").certificate


def test_renew_follows_30_days_before_the_end_and_once() -> None:
    client = bootstrap_portal(environment=Environment.TEST, act=world.ACT)
    before = authorities.load("portal").certificate
    assert not portal_client.renew(act=world.by_officer(at=world.AT + timedelta(days=699)))
    due = world.by_officer(at=world.AT + timedelta(days=701))
    assert portal_client.renew(act=due)
    assert not portal_client.renew(act=due)
    own = authorities.load("portal")
    assert own.certificate.public_key() != before.public_key()
    for one in (before, own.certificate):
        gate.admit(
            environment=Environment.TEST, certificate=one, chain=own.chain, address="127.0.0.1",
            epak_number=client.epak_number, at=due.at,
        )  # fmt: skip


def test_renew_takes_up_what_was_registered_before_a_death() -> None:
    client = bootstrap_portal(environment=Environment.TEST, act=world.ACT)
    due = world.by_officer(at=world.AT + timedelta(days=701))
    portal_client.renew(act=due)
    new = authorities.load("portal")
    material.prepare(new, "portal")
    (material.folder_of("portal")).rename(material.folder_of("portal.gone"))
    assert bootstrap_portal(environment=Environment.TEST, act=due) == client
    assert authorities.load("portal").certificate == new.certificate
    assert len(certificates.of_client(client.id)) == 2


def test_torn_pair_is_made_again_at_the_next_start() -> None:
    bootstrap_portal(environment=Environment.TEST, act=world.ACT)
    file = material.folder_of("portal") / "key.pem"
    file.write_bytes((material.folder_of("test-tsa") / "key.pem").read_bytes())
    bootstrap_portal(environment=Environment.TEST, act=world.ACT)
    own = authorities.load("portal")
    assert own.key.public_key() == own.certificate.public_key()
