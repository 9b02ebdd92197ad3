"""Attackers who hold what they can, and a good client beside them: who gets in?"""

import json
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.config.door.conftest import RunningDoor
from tests.config.door.sockets import FAR, NEAR, ask, connect

pytestmark = pytest.mark.attack

UPLOAD = b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\n"
CALL = b"GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
TRIES = 10
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Attack:
    """So many connections that send this and then keep silent."""

    connections: int
    sends: bytes
    certificate: str = ""
    source: str = FAR


ATTACKS = {
    "silence from one address": Attack(connections=300, sends=b""),
    "half a head": Attack(connections=300, sends=CALL[:30]),
    "dripping bodies without certificate": Attack(connections=300, sends=UPLOAD + b"x" * 10),
    "the same from the good client's address": Attack(connections=300, sends=UPLOAD + b"x" * 10, source=NEAR),
    "dripping uploads of a registered client": Attack(
        connections=100, sends=UPLOAD + b"x" * 1_500_000, certificate="chain"
    ),
    "answers that are not taken": Attack(
        connections=40, sends=b"GET /download?400 HTTP/1.1\r\nHost: localhost\r\n\r\n", certificate="chain"
    ),
}


@pytest.fixture
def attacked(start_door: Callable[..., RunningDoor]) -> Iterator[RunningDoor]:
    door = start_door(TEST_DOOR="api")
    yield door
    door.process.kill()
    door.process.communicate(timeout=20)


@pytest.mark.parametrize("name", ATTACKS)
def test_good_client_gets_in(attacked: RunningDoor, name: str) -> None:
    attack = ATTACKS[name]
    with ExitStack() as stack:
        held = sum(begin(attacked, attack, stack) for _ in range(attack.connections))
        waits = [call(attacked, number) for number in range(TRIES)]
    starved = sum(seconds > PATIENCE_SECONDS for seconds in waits)
    print(  # noqa: T201 — the figures are what the test is for
        f"{name}: attacker tried {attack.connections}, in {held}; good client tried {TRIES}, "
        f"in {TRIES - starved}, starved {starved}, slowest {max(waits):.2f} s"
    )
    assert starved == 0


def begin(door: RunningDoor, attack: Attack, stack: ExitStack) -> bool:
    """Open one connection of the attacker, say whether the door took what it sent."""
    try:
        client = stack.enter_context(connect(door, certificate=attack.certificate, source=attack.source))
        client.sendall(attack.sends)
    except (OSError, ssl.SSLError):
        return False
    return True


def call(door: RunningDoor, number: int) -> float:
    """Be the good client, calling and uploading in turn; give the seconds until the answer."""
    upload = b"POST /upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2000000\r\n\r\n"
    began = time.monotonic()
    (answer,) = ask(door, upload + b"y" * 2_000_000 if number % 2 else CALL, certificate="unknown", source=NEAR)
    assert answer.status == 200
    assert not number % 2 or json.loads(answer.body)["size"] == 2_000_000
    return time.monotonic() - began


def test_stranger_with_a_long_body_is_told_at_once(attacked: RunningDoor) -> None:
    """Without a registered certificate no byte of a body is waited for."""
    with connect(attacked) as client:
        client.sendall(b"POST /who HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx")
        began = time.monotonic()
        assert client.recv(4096).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - began < PATIENCE_SECONDS


def test_registered_client_over_its_share_is_told_to_wait(attacked: RunningDoor) -> None:
    head = b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx"
    with ExitStack() as stack:
        for _ in range(64):
            stack.enter_context(connect(attacked, certificate="chain")).sendall(head)
        # The door reads them in order: each was read when the last one is answered.
        (answer,) = ask(attacked, head, certificate="chain")
    assert (answer.status, answer.headers["retry-after"]) == (429, "5")
    assert json.loads(answer.body)["code"] == "TOO_MANY_REQUESTS"
