"""Evidence is counted as the log grows: in parts of any size the same as all at once, and nothing is read twice."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from esigner import audit
from esigner.onboarding import evidence, jobs, models, tasks
from esigner.onboarding.errors import EvidenceNotCountedError
from esigner.onboarding.evidence import EvidenceView, ScenarioState, counting
from esigner.onboarding.evidence.runs import first_passed, of_certificate, runs
from tests.world import cases as world
from tests.world import plans, queue
from tests.world.cases import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 3, 1000])
def in_parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read so many events at a time, and look at no newer ones."""
    monkeypatch.setattr(counting, "BATCH", request.param)
    monkeypatch.setattr(counting, "NEWEST", 0)


def everything(case: world.Case) -> dict[str, tuple[list[str], str]]:
    """Return of each scenario the runs and the first that passed, found by reading the whole log."""
    certificate = evidence.results.current_certificate(case.row)
    assert certificate is not None
    fingerprint = certificate.fingerprint_sha256
    own = of_certificate(audit.events(environment="test"), fingerprint=fingerprint)
    found = {one.code: runs(one.rule, own) for one in evidence.SCENARIOS}
    return {
        code: ([f"{run.position} {run.state} {run.request_id}" for run in every[: counting.RUNS_SHOWN]],
               first.request_id if (first := first_passed(every)) else "")
        for code, every in found.items()
    }  # fmt: skip


def counted(found: EvidenceView) -> dict[str, tuple[list[str], str]]:
    return {
        one.scenario.code: ([f"{run.position} {run.state} {run.request_id}" for run in one.runs],
                            one.first_passed.request_id if one.first_passed else "")
        for one in found.scenarios
    }  # fmt: skip


def count_all(case: world.Case) -> EvidenceView:
    found = evidence.read(case.row)
    while not found.counted:
        found = evidence.read(case.row)
    return found


def lower_level_first(case: world.Case) -> None:
    world.session(case, "a")
    world.session(case, "b")
    world.fetched(case, "a", level="T")
    world.signature(case, "a")
    world.signature(case, "b")
    world.fetched(case, "b")
    world.fetched(case, "a")


def fetched_before_it_was_finished(case: world.Case) -> None:
    world.session(case, "a")
    world.fetched(case, "a", level="LT")
    world.signature(case, "a", level="LTA")


def many_runs(case: world.Case) -> None:
    for number in range(25):
        world.door(case, "api.called", route="/v1/validations", outcome="failed" if number == 1 else "ok", code="")
        world.door(case, "api.refused", outcome="refused", code="X")


def failed_and_repeated(case: world.Case) -> None:
    for number in range(4):
        world.signature(case, world.session(case, f"s{number}"), code="X" if number % 2 else "", means="two-step")


def refused_under_its_number_only(case: world.Case) -> None:
    certificate = evidence.results.current_certificate(case.row)
    assert certificate is not None
    for number in range(3):
        audit.record(
            event="api.refused", case=str(case.id), environment="test", outcome="refused", code="CLIENT_UNKNOWN",
            act=audit.Act(actor=audit.SYSTEM, at=AT + timedelta(minutes=1), request_id=f"stranger-{number}"),
            data={"certificate": certificate.fingerprint_sha256 if number else "00"},
        )  # fmt: skip
        world.door(case, "api.called", route="/v1/probe")


@pytest.mark.usefixtures("in_parts")
def test_counting_in_parts_finds_what_reading_everything_finds() -> None:
    case = world.connected()
    evidence.read(case.row)
    for happens in (
        failed_and_repeated, many_runs, lower_level_first, fetched_before_it_was_finished,
        refused_under_its_number_only, world.everything_passed, failed_and_repeated, many_runs,
    ):  # fmt: skip
        happens(case)
        audit.record(event="api.called", act=audit.by_system(at=AT), client="stranger", environment="test")

        assert counted(count_all(case)) == everything(case), happens


def test_the_first_run_that_passed_stays_for_ever() -> None:
    case = world.connected()
    first = world.door(case, "api.called", route="/v1/probe")
    for _ in range(3):
        for _ in range(counting.RUNS_SHOWN):
            world.door(case, "api.called", route="/v1/probe")
        count_all(case)

    found = next(one for one in count_all(case).scenarios if one.scenario.code == "FIRST_CALL")

    assert found.first_passed is not None
    assert found.first_passed.request_id == first
    assert models.EvidenceRun.objects.filter(scenario="FIRST_CALL").count() == counting.RUNS_SHOWN + 1


def test_what_was_counted_is_not_read_again() -> None:
    case = world.connected()
    for _ in range(200):
        world.door(case, "api.called", route="/v1/probe")
    count_all(case)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_record")
    with plans.reads() as read:
        evidence.read(case.row)

    assert read.rows < 200, read.by_statement


def test_while_it_is_counted_nothing_moves_and_nothing_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.connected()
    world.everything_passed(case)
    case.view()
    for _ in range(9):
        world.door(case, "api.called", route="/v1/probe")
    world.signature(case, world.session(case, "bad"), code="X")
    monkeypatch.setattr(counting, "BATCH", 2)

    assert not evidence.settle(case_id=case.id, at=AT)
    with pytest.raises(EvidenceNotCountedError):
        evidence.declare_tested(case_id=case.id, act=world.act(case.applicant))

    seen = case.view()
    assert (seen.evidence.counted, seen.evidence.complete) == (False, False)
    states = {one.scenario.code: one.state for one in seen.evidence.scenarios}
    assert states["CONTAINER_LT_ON_PAGE"] is ScenarioState.FAILED, "the newest events count at once"


def test_the_worker_counts_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.connected()
    for _ in range(20):
        world.door(case, "api.called", route="/v1/probe")
    monkeypatch.setattr(counting, "BATCH", 2)
    monkeypatch.setattr(tasks, "BATCHES_AT_ONCE", 3)
    case.view()
    case.view()
    ordered = queue.ordered(jobs.COUNT_EVIDENCE)
    assert ordered == [{"case_id": str(case.id)}], "once, however often the page is opened"

    for _ in range(6):
        evidence.count_rest(case_id=UUID(ordered[0]["case_id"]), batches=3)

    assert evidence.read(case.row).counted
