"""Health answers in time, whatever hangs, and asks no more often than it must."""

import asyncio
import threading
from collections.abc import Sequence

from esigner.config.door.bridge import Bridge
from esigner.config.door.manner import Manner
from esigner.config.health.report import Condition, Line, Report
from esigner.config.health.watch import Health, Watch

PATIENCE_SECONDS = 60.0


class Frozen:
    """A look that does not come back until it is let go."""

    def __init__(self) -> None:
        self.go, self.looks = threading.Event(), 0

    def __call__(self) -> Sequence[Line]:
        self.looks += 1
        assert self.go.wait(PATIENCE_SECONDS)
        return [Line(part="database", condition=Condition.OK)]


def fine() -> Sequence[Line]:
    return [Line(part="storage", condition=Condition.OK, note="1 ms")]


def test_what_hangs_is_down_and_the_rest_is_told() -> None:
    frozen = Frozen()

    async def ask() -> tuple[Report, Report, Report]:
        database = Watch(frozen, parts=("database", "worker"))
        health = Health([database, Watch(fine, parts=("storage",))])
        first, second = await health.report(), await health.report()
        looking = database._running
        assert looking is not None
        frozen.go.set()
        await looking
        return first, second, await health.report()

    first, second, third = asyncio.run(ask())
    assert [line.part for line in first.lines] == ["database", "worker", "storage"]
    assert (first.condition, first.status) == (Condition.DOWN, 503)
    assert str(first.lines[0]).startswith("database: down, no answer for 0.8 s")
    assert [str(line) for line in first.lines[1:]] == ["worker: impaired, not known", "storage: ok, 1 ms"]
    assert (second.condition, frozen.looks) == (Condition.DOWN, 1)
    assert (third.condition, third.status) == (Condition.OK, 200)


def test_many_who_ask_cause_one_look() -> None:
    looks: list[int] = []

    def look() -> Sequence[Line]:
        looks.append(1)
        return fine()

    async def ask() -> list[Report]:
        health = Health([Watch(look, parts=("storage",))])
        return [*await asyncio.gather(*(health.report() for _ in range(50))), await health.report()]

    assert {report.text for report in asyncio.run(ask())} == {"ok\nstorage: ok, 1 ms"}
    assert looks == [1]


def test_impaired_is_said_but_callers_are_not_sent_away() -> None:
    report = Report(lines=[Line(part="worker", condition=Condition.IMPAIRED, note="late"), *fine()])
    assert (report.status, report.text.splitlines()[0]) == (200, "impaired")


def test_door_answers_health_with_its_status() -> None:
    sent: list[dict[str, object]] = []

    async def report() -> Report:
        return Report(lines=[Line(part="storage", condition=Condition.DOWN, note="read-only")])

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        raise AssertionError

    bridge = Bridge(lambda *_: [], manner=Manner(health=report))
    asyncio.run(bridge({"type": "http", "path": "/healthz", "headers": []}, receive, send))
    assert (sent[0]["status"], sent[1]["body"]) == (503, b"down\nstorage: down, read-only")
