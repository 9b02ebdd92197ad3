import json

import pytest

from esigner.wire import errors, webhooks
from tests.world import loopback
from tests.world.loopback import Reply


def test_post_sends_json() -> None:
    with loopback.http(lambda _: Reply(status=204)) as server:
        status = webhooks.post(
            f"{server.url}/notify", body={"session": "a", "nosaukums": "ķēde"}, headers={"X-Id": "7"}
        )
    call = server.calls[0]
    assert status == 204
    assert json.loads(call.body) == {"session": "a", "nosaukums": "ķēde"}
    assert "ķēde".encode() in call.body
    assert (call.method, call.headers["content-type"], call.headers["x-id"]) == ("POST", "application/json", "7")


@pytest.mark.parametrize("status", [301, 400, 410])
def test_post_says_what_will_not_be_taken(status: int) -> None:
    with loopback.http(lambda _: Reply(status=status)) as server, pytest.raises(errors.ServiceRefused):
        webhooks.post(server.url, body={})


def test_post_may_be_tried_again() -> None:
    with loopback.http(lambda _: Reply(status=503)) as server, pytest.raises(errors.ServiceFailed) as caught:
        webhooks.post(server.url, body={})
    assert caught.value.retryable
