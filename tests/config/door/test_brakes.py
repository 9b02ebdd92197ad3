"""Strangers who come too fast are held; whoever is known is not, and whoever is registered meanwhile gets in."""

import asyncio
import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from esigner.config.door.brakes import ADDRESSES, Brake, Strangers, Tempo
from esigner.config.door.callers import Callers, Standing
from esigner.config.door.errors import DoorBusyError, ShareUsedUpError
from esigner.config.door.shares import AUTHORITIES, STRANGERS_THREADS, THREADS, Share, connections
from tests.config.door.conftest import RunningDoor
from tests.config.door.sockets import ask, connect
from tests.world.crash import wait_until

TEN_A_SECOND = Tempo(burst=3, a_second=10.0)
STRANGERS = 12


def test_burst_is_free_and_what_follows_comes_at_the_tempo() -> None:
    brake = Brake(TEN_A_SECOND)
    waits = [brake.wait_seconds("a", now=5.0) for _ in range(6)]
    assert waits == pytest.approx([0, 0, 0, 0.1, 0.2, 0.3])


def test_rest_gives_the_burst_back() -> None:
    brake = Brake(TEN_A_SECOND)
    for _ in range(6):
        brake.wait_seconds("a", now=5.0)
    assert [brake.wait_seconds("a", now=6.0) for _ in range(4)] == pytest.approx([0, 0, 0, 0.1])


def test_one_address_holds_up_no_other() -> None:
    brake = Brake(TEN_A_SECOND)
    for _ in range(100):
        brake.wait_seconds("a", now=5.0)
    assert brake.wait_seconds("b", now=5.0) == 0


@pytest.mark.attack
def test_addresses_at_rest_are_forgotten() -> None:
    brake = Brake(TEN_A_SECOND)
    for number in range(3 * ADDRESSES):
        brake.wait_seconds(f"a{number}", now=float(number))
    assert len(brake._busy_until) <= ADDRESSES


async def hold(strangers: Strangers, addresses: list[str]) -> list[type[BaseException] | None]:
    """Have all of them come at once; return how each ended."""

    async def one(address: str) -> None:
        async with strangers.turn(address):
            pass

    ends = await asyncio.gather(*map(one, addresses), return_exceptions=True)
    return [None if end is None else type(end) for end in ends]


@pytest.mark.attack
def test_no_more_are_held_than_there_is_room_for() -> None:
    few = Share(whole=3, each=2)
    assert asyncio.run(hold(Strangers(held=few), ["a", "a", "a", "b", "c"])) == [
        None, None, ShareUsedUpError, None, DoorBusyError,
    ]  # fmt: skip


@pytest.mark.attack
def test_network_of_64_bits_is_one_stranger() -> None:
    few = Share(whole=9, each=1)
    ends = asyncio.run(hold(Strangers(held=few), ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "192.0.2.1"]))
    assert ends == [None, ShareUsedUpError, None, None]


def test_what_is_remembered_of_a_certificate_is_asked_anew_where_it_matters() -> None:
    standings = iter([Standing.STRANGER, Standing.CLIENT])

    async def twice() -> list[Standing]:
        callers = Callers(lambda _: next(standings))
        return [await callers.standing("f"), await callers.standing("f"), await callers.standing("f", fresh=True)]

    assert asyncio.run(twice()) == [Standing.STRANGER, Standing.STRANGER, Standing.CLIENT]


def test_nobody_is_taken_for_a_stranger_because_nobody_could_be_asked() -> None:
    standings = iter([Standing.NOT_KNOWN, Standing.CLIENT])

    async def twice() -> list[Standing]:
        callers = Callers(lambda _: next(standings))
        return [await callers.standing("f"), await callers.standing("f")]

    assert asyncio.run(twice()) == [Standing.NOT_KNOWN, Standing.CLIENT]


def waiting(path: str, file: Path) -> bytes:
    return f"GET {path}?{file} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


CALL = b"GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.attack
@pytest.mark.parametrize("certificate", ["", "issuer"])
def test_strangers_take_no_thread_of_those_we_know(api_door: RunningDoor, tmp_path: Path, certificate: str) -> None:
    """Each stranger's thread hangs until the end of the test; a dozen would have been every thread of the door."""
    go = tmp_path / "go"
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(api_door, certificate=certificate)) for _ in range(STRANGERS)]
        for client in clients:
            client.sendall(waiting("/works", go))
        wait_until(lambda: len(list(tmp_path.glob("*.here"))) == STRANGERS_THREADS, what="strangers are at work")
        answers = [ask(api_door, CALL, certificate="unknown")[0].status for _ in range(3)]
        at_work = len(list(tmp_path.glob("*.here")))
        go.touch()
        strangers = [client.recv(4096).split(b" ")[1] for client in clients]
    assert (answers, at_work) == ([200] * 3, STRANGERS_THREADS)
    assert strangers == [b"200"] * STRANGERS


def test_calls_that_wait_for_authorities_hold_up_nobody(api_door: RunningDoor, tmp_path: Path) -> None:
    """Sixteen wait, more than the door has threads for anything else; the same client's other calls are answered."""
    go, signers = tmp_path / "go", 16
    assert THREADS.whole < signers < AUTHORITIES.each
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(api_door, certificate="unknown")) for _ in range(signers)]
        for client in clients:
            client.sendall(waiting("/waits", go))
        wait_until(lambda: len(list(tmp_path.glob("*.here"))) == signers, what="all wait")
        (probe,) = ask(api_door, CALL, certificate="unknown")
        still = len(list(tmp_path.glob("*.here")))
        go.touch()
        ends = [client.recv(4096).split(b" ")[1] for client in clients]
    assert (probe.status, still, ends) == (200, signers, [b"200"] * signers)
    assert json.loads(probe.body)["chain"]


def test_processes_of_one_door_divide_its_places() -> None:
    alone, half = connections(), connections(processes=2)
    places = [(one._share.whole, one._share.each) for one in (alone, half)]
    assert places[1] == (places[0][0] // 2, places[0][1] // 2)
