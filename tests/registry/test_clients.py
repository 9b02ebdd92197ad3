import pytest

from esigner import audit
from esigner.registry import clients
from esigner.registry.errors import (
    ClientExistsError,
    ClientNotFoundError,
    ClientStatusRefusedError,
    EpakNumberUnknownError,
    OriginInvalidError,
)
from esigner.registry.kinds import ClientStatus, Environment
from tests.world import registry as world

pytestmark = pytest.mark.django_db


def test_register_gives_an_active_client() -> None:
    owner = world.institution()
    client = world.client(owner)
    assert (client.status, client.environment, client.return_origins) == (
        ClientStatus.ACTIVE, Environment.TEST, (world.ORIGIN,),
    )  # fmt: skip
    assert clients.get(client.id) == client
    assert clients.of_epak_number(client.epak_number, environment=Environment.TEST) == client
    assert clients.of_epak_number(client.epak_number, environment=Environment.PRODUCTION) is None


def test_register_records_the_case_of_the_number() -> None:
    client = world.client()
    (event,) = audit.events(client=str(client.id))
    assert (event.event, event.environment) == ("client.registered", "test")
    assert event.case.startswith("case-")


def test_register_allows_one_client_in_each_environment() -> None:
    owner = world.institution()
    number = world.epak_number(owner)
    world.client(owner, number=number)
    world.client(owner, number=number, environment=Environment.PRODUCTION)
    with pytest.raises(ClientExistsError):
        world.client(owner, number=number)


def test_register_refuses_another_institution_s_number() -> None:
    mine, other = world.institution(), world.institution(world.REGISTRATION_NUMBERS[1])
    with pytest.raises(EpakNumberUnknownError):
        world.client(mine, number=world.epak_number(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://iestade.example", "https://iestade.example"),
        (" HTTPS://Iestade.Example:8443/ ", "https://iestade.example:8443"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("https://iestāde.example.", "https://iestāde.example"),
    ],
)
def test_check_origin_gives_one_spelling(text: str, expected: str) -> None:
    assert clients.check_origin(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "iestade.example", "ftp://a.example", "https://a.example/path", "https://a.example?x=1",
     "https://u:p@a.example", "javascript:alert(1)", "https://a.example:99999",
     "https://*.example", "https://a.example:0", "http://a.example", "https://a..example", "https://-a.example"],
)  # fmt: skip
def test_check_origin_refuses_what_is_no_origin(text: str) -> None:
    with pytest.raises(OriginInvalidError):
        clients.check_origin(text)


def test_suspend_and_resume_move_the_client_and_say_so() -> None:
    client = world.client()
    suspended = clients.suspend(client_id=client.id, reason="parāds", act=world.ACT)
    assert suspended.status is ClientStatus.SUSPENDED
    with pytest.raises(ClientStatusRefusedError):
        clients.suspend(client_id=client.id, reason="", act=world.ACT)
    assert clients.resume(client_id=client.id, act=world.ACT).status is ClientStatus.ACTIVE
    assert clients.close(client_id=client.id, reason="", act=world.ACT).status is ClientStatus.CLOSED
    with pytest.raises(ClientStatusRefusedError):
        clients.resume(client_id=client.id, act=world.ACT)
    events = [one.event for one in audit.events(client=str(client.id))]
    assert events == ["client.registered", "client.suspended", "client.resumed", "client.closed"]


def test_set_return_origins_replaces_them() -> None:
    client = world.client()
    changed = clients.set_return_origins(client_id=client.id, return_origins=["https://b.example/"], act=world.ACT)
    assert changed.return_origins == ("https://b.example",)


def test_get_refuses_an_unknown_id() -> None:
    with pytest.raises(ClientNotFoundError):
        clients.get("00000000-0000-0000-0000-000000000000")


@pytest.mark.attack
@pytest.mark.parametrize("host", ["a." * 200 + "lv", "a b.example", "a\x7f.example", "a\u2028b.example"])
def test_check_origin_refuses_what_no_host_is(host: str) -> None:
    with pytest.raises(OriginInvalidError):
        clients.check_origin(f"https://{host}")
