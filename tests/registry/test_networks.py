from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from esigner import audit
from esigner.pki.checks import Outcome
from esigner.registry import callers, networks
from esigner.registry.clients import Client
from esigner.registry.errors import NetworkRefusedError
from esigner.registry.networks import Network
from tests.world import registry as world

pytestmark = pytest.mark.django_db


def allow(client: Client, *cidrs: str, **fields: object) -> list[str]:
    wanted = [Network(cidr=cidr, **fields) for cidr in cidrs]  # type: ignore[arg-type]  # each test gives what it needs
    return [one.cidr for one in networks.allow(client_id=client.id, networks=wanted, act=world.ACT)]


def in_force(made: world.Connected, *, at: datetime) -> tuple[str, ...]:
    found = callers.find(fingerprint_sha256=made.certificate.fingerprint_sha256, at=at)
    assert found is not None
    return found.networks


def test_allow_adds_and_keeps() -> None:
    client = world.client()
    allow(client, "8.8.4.0/24", label="Birojs")
    assert allow(client, "8.8.4.0/24", "1.1.1.1") == ["1.1.1.1/32", "8.8.4.0/24"]
    assert [one.label for one in networks.of(client.id)] == ["", "Birojs"]
    assert len(audit.events(client=str(client.id), event_prefix="client.network_allowed")) == 2


@pytest.mark.parametrize("cidr", ["0.0.0.0/0", "10.0.0.1", "127.0.0.1", "8.8.0.0/16", "192.0.2.1", "fe80::1", "words"])
def test_allow_refuses_what_breaks_a_rule(cidr: str) -> None:
    client = world.client()
    with pytest.raises(NetworkRefusedError):
        allow(client, "1.1.1.1", cidr)
    assert networks.of(client.id) == []


def test_allow_takes_a_switched_range(settings: Settings) -> None:
    settings.ESIGNER_ALLOWED_ADDRESS_RANGES = frozenset({"loopback"})
    assert allow(world.client(), "127.0.0.1") == ["127.0.0.1/32"]


def test_check_warns_of_another_institution_s_network() -> None:
    other = world.institution(world.REGISTRATION_NUMBERS[1])
    allow(world.client(other), "8.8.4.0/24")
    mine = world.institution()
    assert Outcome.WARNING in {one.outcome for one in networks.check("8.8.4.4", mine.id).checks}
    assert Outcome.WARNING not in {one.outcome for one in networks.check("8.8.4.4", other.id).checks}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.4.4", True),
        ("::ffff:8.8.4.4", True),
        ("8.8.5.4", False),
        ("2606:4700::1", False),
        ("", False),
        ("8.8.4.4:443", False),
    ],
)
def test_address_is_looked_for_in_the_networks(
    address: str,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert networks.includes(address, networks=["1.1.1.1/32", "8.8.4.0/24"]) is expected
    assert not networks.includes(address, networks=[])


def test_networks_of_a_caller_are_those_in_force_then() -> None:
    world.authorities_founded()
    made = world.connected()
    allow(made.client, "8.8.4.4", valid_from=world.AT, valid_to=world.AT + timedelta(days=1))
    hours = {-1: False, 0: True, 23: True, 24: False}
    found = {hour: "8.8.4.4/32" in in_force(made, at=world.AT + timedelta(hours=hour)) for hour in hours}
    assert found == hours


def test_withdraw_ends_a_network_and_it_can_come_again() -> None:
    world.authorities_founded()
    made = world.connected()
    allow(made.client, "8.8.4.4", "1.1.1.1")
    left = networks.withdraw(client_id=made.client.id, cidrs=["8.8.4.4/32"], act=world.ACT)
    assert "8.8.4.4/32" not in {one.cidr for one in left}
    assert set(in_force(made, at=world.AT)) == {one.cidr for one in left}
    assert "8.8.4.4/32" in allow(made.client, "8.8.4.4")
