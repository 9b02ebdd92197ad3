"""Who goes and who stays where a share is used up."""

import asyncio
from dataclasses import dataclass

import pytest

from esigner.config.door.errors import DoorBusyError, ShareUsedUpError
from esigner.config.door.shares import Connections, Counted, Share, Turns


@dataclass(eq=False)
class Caller:
    address: str
    since: float | None
    fingerprint: str = ""
    is_out: bool = False

    def waits_since(self) -> float | None:
        return self.since

    def turn_out(self) -> None:
        self.is_out = True


def test_party_cannot_hold_more_than_its_share() -> None:
    counted = Counted(Share(whole=3, each=2))
    counted.take("a", 2)
    with pytest.raises(ShareUsedUpError):
        counted.take("a")
    counted.take("b")
    with pytest.raises(DoorBusyError):
        counted.take("c")
    counted.give_back("a")
    counted.take("c")


def test_whoever_keeps_us_waiting_longest_goes() -> None:
    connections = Connections(Share(whole=10, each=2))
    slow, slower = Caller("a", since=2.0), Caller("a", since=1.0)
    assert connections.admit(slow)
    assert connections.admit(slower)
    assert connections.admit(Caller("b", since=0.0))
    assert connections.admit(Caller("a", since=3.0))
    assert (slow.is_out, slower.is_out) == (False, True)


def test_nobody_goes_who_is_being_answered() -> None:
    connections = Connections(Share(whole=10, each=1))
    answered = Caller("a", since=None)
    assert connections.admit(answered)
    assert not connections.admit(Caller("a", since=1.0))
    assert not answered.is_out


def test_certificate_stays_longer_than_none() -> None:
    connections = Connections(Share(whole=10, each=2))
    registered, stranger = Caller("a", since=1.0), Caller("a", since=2.0)
    assert connections.admit(registered)
    registered.fingerprint = "f"
    assert connections.identify(registered)
    assert connections.admit(stranger)
    assert connections.admit(Caller("a", since=3.0))
    assert (registered.is_out, stranger.is_out) == (False, True)


def test_full_door_sends_away_from_the_address_that_has_most() -> None:
    connections = Connections(Share(whole=3, each=3))
    lone = Caller("b", since=0.0)
    crowd = [Caller("a", since=float(number)) for number in (1, 2)]
    for caller in (lone, *crowd):
        assert connections.admit(caller)
    assert connections.admit(Caller("c", since=9.0))
    assert (lone.is_out, [caller.is_out for caller in crowd]) == (False, [True, False])


def test_certificate_has_its_number_of_connections_from_everywhere() -> None:
    connections = Connections(Share(whole=10, each=10), each_certificate=1)
    first, second = Caller("a", since=None, fingerprint="f"), Caller("b", since=None, fingerprint="f")
    assert connections.admit(first)
    assert connections.identify(first)
    assert connections.admit(second)
    assert not connections.identify(second)
    connections.leave(second)
    assert connections.admit(third := Caller("c", since=None, fingerprint="f"))
    assert not connections.identify(third)


def test_party_with_many_uploads_has_threads_left_for_its_pages() -> None:
    """Ten uploads from one address made every page for that address wait for as long as they were judged."""

    async def play() -> list[str]:
        turns, order = Turns(threads=Share(whole=4, each=2), heavy=Share(whole=2, each=1)), list[str]()
        release, seen = asyncio.Event(), asyncio.Event()

        async def upload() -> None:
            async with turns.turn("a", is_heavy=True):
                order.append("upload")
                await release.wait()

        async def look() -> None:
            async with turns.turn("a"):
                order.append("page")
                seen.set()

        tasks = [asyncio.create_task(act()) for act in (*[upload] * 10, look)]
        await asyncio.wait_for(seen.wait(), timeout=20)
        found = list(order)
        release.set()
        await asyncio.gather(*tasks)
        return found

    assert asyncio.run(play()) == ["upload", "page"]


def test_party_that_has_its_turns_holds_up_nobody_else() -> None:
    async def play() -> list[str]:
        turns, order = Turns(threads=Share(whole=3, each=1)), list[str]()
        release, two_in = asyncio.Event(), asyncio.Event()

        async def work(party: str) -> None:
            async with turns.turn(party):
                order.append(party)
                if len(order) == 2:
                    two_in.set()
                await release.wait()

        tasks = [asyncio.create_task(work(party)) for party in ("a", "a", "b")]
        await two_in.wait()
        seen = list(order)
        release.set()
        await asyncio.gather(*tasks)
        return seen

    assert asyncio.run(play()) == ["a", "b"]
