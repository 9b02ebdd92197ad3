"""Questions to a long log: the same answers as reading all of it, page by page, and as many rows as are shown."""

from uuid import uuid4

import pytest

from esigner import audit
from esigner.audit import reading
from esigner.audit.event import Event
from tests.world import filled, plans
from tests.world.cases import AT

pytestmark = pytest.mark.django_db
CASE, OTHER = "case-1", "case-2"
KINDS = (
    ("api.called", CASE, "test"), ("api.refused", CASE, "test"), ("case.registered", CASE, ""),
    ("signing.signature.finalized", "", "production"), ("api.called", OTHER, "production"), ("case.tested", OTHER, ""),
)  # fmt: skip


def record(event: str, **values: str) -> Event:
    request_id = values.pop("request_id", "")
    act = audit.Act(actor=audit.SYSTEM, at=AT, request_id=request_id)
    return audit.record(event=event, act=act, **values)  # type: ignore[arg-type]  # texts alone


@pytest.fixture
def everything() -> list[Event]:
    for _ in range(4):
        for event, case, environment in KINDS:
            record(event, case=case, environment=environment, client="client-1")
    audit.chain_all()
    return audit.events()[::-1]


def walked(**filters: str | None) -> list[Event]:
    found: list[Event] = []
    before = None
    while True:
        page = reading.page(before=before, size=3, **filters)  # type: ignore[arg-type]  # a dict of filters
        assert len(page.events) <= 3
        found += page.events
        if page.older is None:
            return found
        before = page.older


@pytest.mark.parametrize("case", [None, CASE, OTHER, "nobody"])
@pytest.mark.parametrize("prefix", ["", "api", "api.called", "case.", "nothing"])
@pytest.mark.parametrize("environment", ["", "test", "production"])
def test_pages_hold_what_fits_newest_first_and_nothing_twice(
    everything: list[Event], monkeypatch: pytest.MonkeyPatch, case: str | None, prefix: str, environment: str
) -> None:
    monkeypatch.setattr(reading, "LOOKED_AT", 5)

    found = walked(case=case, event_prefix=prefix, environment=environment)

    assert found == [
        one
        for one in everything
        if case in (None, one.case) and one.event.startswith(prefix) and environment in ("", one.environment)
    ]


def test_history_leaves_calls_out(everything: list[Event]) -> None:
    first = reading.history(case=CASE, size=3)
    second = reading.history(case=CASE, before=first.older, size=3)

    assert [one.event for one in (*first.events, *second.events)] == ["case.registered"] * 4
    assert second.older is None
    assert first.events == tuple(one for one in everything if one.event == "case.registered")[:3]


def test_what_waits_for_the_chain_is_on_the_pages_of_everything_and_of_a_case(everything: list[Event]) -> None:
    fresh = record("case.withdrawn", case=CASE)
    assert reading.page(size=2).events == (fresh, everything[0])
    assert reading.page(case=CASE, size=1).events == (fresh,)
    assert reading.history(case=CASE, size=1).events == (fresh,)


def test_first_call_and_first_signature_are_the_oldest(everything: list[Event]) -> None:
    oldest = everything[::-1]
    call = reading.first_call(client="client-1", environment="test")
    signature = reading.first_signature(client="client-1", environment="production")

    assert call == next(one for one in oldest if one.event == "api.called")
    assert signature == next(one for one in oldest if one.event == "signing.signature.finalized")
    assert reading.first_signature(client="client-1", environment="test") is None
    assert reading.first_call(client="", environment="test") is None


def test_what_follows_a_position_comes_oldest_first(everything: list[Event]) -> None:
    middle = everything[10].position

    own = reading.of_client_after(middle, client="client-1", limit=4)
    refused = reading.refused_of_case_after(0, case=CASE, limit=100)

    assert [one.sequence for one in own] == [middle + step for step in (1, 2, 3, 4)]
    assert [one.event for one in refused] == ["api.refused"] * 4
    assert refused[0].position < refused[-1].position


def test_subjects_and_requests_are_found_each_at_most_so_often() -> None:
    for name in ("s1", "s2"):
        for _ in range(3):
            record("signing.result.sent", subject=name, request_id=name)
    record("signing.session.opened", subject="s1", request_id="s1")
    audit.chain_all()
    (opened,) = audit.events(event_prefix="signing.session.opened")

    assert [one.subject for one in reading.of_subjects(["s1", "s2", ""], event="signing.result.sent")] == ["s1", "s2"]
    assert len(reading.of_subjects(["s1"], event="signing.result.sent", each=2)) == 2
    assert reading.of_subjects(["s1"], event="signing.session.opened") == [opened]
    assert reading.of_requests(["s1", "s3"], event="signing.session.opened") == [opened]
    assert reading.of_subjects([], event="signing.result.sent") == []
    assert reading.position_of_subject("s1") < opened.position
    assert reading.position_of_subject("nobody") == 0


def test_a_rare_event_is_found_without_reading_the_others() -> None:
    record("one.rare", environment="production")
    audit.chain_all()
    filled.fill(filled.Owner(client_id=uuid4(), case_id="c", fingerprint_sha256="f"), events=5000)
    with plans.reads() as read:
        found = reading.page(event_prefix="one.rare", size=10)
        nothing = reading.page(environment="staging", size=10)

    assert ([one.event for one in found.events], nothing.events) == (["one.rare"], ())
    assert read.rows < 50, read.by_statement
