import json
import socket

import pytest

from esigner.wire import errors, webhooks
from tests.world import loopback
from tests.world.loopback import Reply

HERE = frozenset({"loopback"})
"""What a demo on one machine allows."""


def test_post_sends_json() -> None:
    with loopback.http(lambda _: Reply(status=204)) as server:
        status = webhooks.post(
            f"{server.url}/notify",
            body={"session": "a", "nosaukums": "ķēde"},
            headers={"X-Id": "7"},
            allowed_ranges=HERE,
        )
    call = server.calls[0]
    assert status == 204
    assert json.loads(call.body) == {"session": "a", "nosaukums": "ķēde"}
    assert "ķēde".encode() in call.body
    assert (call.method, call.headers["content-type"], call.headers["x-id"]) == ("POST", "application/json", "7")


@pytest.mark.parametrize("status", [301, 400, 410])
def test_post_says_what_will_not_be_taken(status: int) -> None:
    with loopback.http(lambda _: Reply(status=status)) as server, pytest.raises(errors.ServiceRefusedError):
        webhooks.post(server.url, body={}, allowed_ranges=HERE)


def test_post_may_be_tried_again() -> None:
    with loopback.http(lambda _: Reply(status=503)) as server, pytest.raises(errors.ServiceFailedError) as caught:
        webhooks.post(server.url, body={}, allowed_ranges=HERE)
    assert caught.value.retryable


@pytest.mark.attack
@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1", "[::ffff:127.0.0.1]"]
)
def test_post_does_not_go_into_the_house(host: str) -> None:
    with loopback.http(lambda _: Reply(status=204)) as server:
        port = server.url.rpartition(":")[2]
        with pytest.raises(errors.AddressRefusedError) as caught:
            webhooks.post(f"http://{host}:{port}/", body={})
    assert server.calls == []
    assert not caught.value.retryable


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A resolver that answers each name from a list, one answer a look, and counts the looks."""
    answers: dict[str, list[str]] = {}
    truly = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: object, **values: object) -> object:
        if host not in answers:
            return truly(host, port, *args, **values)  # type: ignore[arg-type]  # as it came
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers[host].pop(0).split()]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return answers


@pytest.mark.attack
def test_post_goes_to_the_address_that_was_judged_and_asks_the_resolver_once(names: dict[str, list[str]]) -> None:
    names["rebind.example"] = ["127.0.0.1", "10.0.0.1"]
    with loopback.http(lambda _: Reply(status=204)) as server:
        webhooks.post(f"http://rebind.example:{server.url.rpartition(':')[2]}/", body={}, allowed_ranges=HERE)
    assert [call.headers["host"].partition(":")[0] for call in server.calls] == ["rebind.example"]
    assert names["rebind.example"] == ["10.0.0.1"]


@pytest.mark.attack
def test_post_trusts_no_name_with_an_address_of_the_house_among_others(names: dict[str, list[str]]) -> None:
    names["mixed.example"] = ["127.0.0.1 10.0.0.1"]
    with loopback.http(lambda _: Reply(status=204)) as server, pytest.raises(errors.AddressRefusedError):
        webhooks.post(f"http://mixed.example:{server.url.rpartition(':')[2]}/", body={}, allowed_ranges=HERE)
    assert server.calls == []


@pytest.mark.attack
def test_post_uses_no_connection_that_others_left_open() -> None:
    from esigner.wire import http

    with loopback.http(lambda _: Reply(status=204)) as server:
        http.exchange("GET", server.url)
        with pytest.raises(errors.AddressRefusedError):
            webhooks.post(server.url, body={})
    assert [call.method for call in server.calls] == ["GET"]


@pytest.mark.attack
def test_post_follows_no_redirect_into_the_house() -> None:
    with (
        loopback.http(lambda _: Reply()) as inner,
        loopback.http(lambda _: Reply(status=307, headers={"Location": inner.url})) as server,
        pytest.raises(errors.ServiceRefusedError),
    ):
        webhooks.post(server.url, body={}, allowed_ranges=HERE)
    assert inner.calls == []
