"""Who waited for a frozen process: whoever was still waiting when it went on."""

from pathlib import Path
from typing import cast

import pytest

from survival.clients import Registered
from survival.house import House
from survival.probes import Probe, Sample, outstanding, waits


@pytest.fixture
def probes(tmp_path: Path) -> list[Probe]:
    house = House(state=tmp_path)
    return [Probe(door, house, cast("Registered", None)) for door in ("portal", "trust")]


def answered(probe: Probe, *, began: float, ended: float) -> None:
    probe.samples.append(Sample(door=probe.door, began=began, seconds=ended - began, status=200))


@pytest.mark.parametrize(
    ("began", "ended", "waited"),
    [(10.0, 14.1, True), (12.9, 14.1, True), (13.5, 14.1, False), (10.0, 13.9, False), (14.0, 18.0, False)],
)
def test_only_an_answer_that_came_when_it_went_on_has_waited_for_it(
    probes: list[Probe], began: float, ended: float, *, waited: bool
) -> None:
    answered(probes[0], began=began, ended=ended)
    assert bool(outstanding(probes, at=14.0, for_seconds=1.0, but="trust")) is waited
    assert outstanding(probes, at=14.0, for_seconds=1.0, but="portal") == []


def test_question_without_an_answer_yet_waits(probes: list[Probe]) -> None:
    probes[1].asked_at = 10.0
    assert outstanding(probes, at=14.0, for_seconds=1.0, but="portal") == [probes[1]]


def test_longest_wait_is_that_of_another_door(probes: list[Probe]) -> None:
    answered(probes[0], began=1.0, ended=9.0)
    answered(probes[1], began=1.0, ended=1.5)
    found = waits(probes, since=0.0, until=5.0, but="portal")
    assert (found.count, found.longest, found.where) == (1, 0.5, "trust")
    assert waits(probes, since=6.0, until=7.0).where == "nobody answered"
