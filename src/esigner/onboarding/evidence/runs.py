"""Finding the runs of each scenario among the audit events of one client and one certificate."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esigner import audit
from esigner.onboarding.evidence.scenarios import RESULT_SENT, TWO_STEP, Rule


class ScenarioState(StrEnum):
    """The result of a scenario's last run."""

    NOT_RUN = "not_run"
    FAILED = "failed"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One try of a scenario, as the doors recorded it."""

    position: int
    """Of its event in the chain."""
    at: datetime
    state: ScenarioState
    request_id: str
    """Correlation id: the Request-Id header of that call."""
    code: str
    """Why it failed, or for a negative scenario the code of the refusal."""
    subject: str
    """The signing session, if any."""


def of_certificate(events: Iterable[audit.Event], *, fingerprint: str) -> list[audit.Event]:
    """Return the events that the certificate caused, oldest first.

    A call names its certificate; what happens in a session belongs to the certificate that opened the session, found
    through the request id that both events carry.
    """
    every = list(events)
    calls = {event.request_id for event in every if _names(event, fingerprint)}
    sessions = {
        event.subject for event in every if event.event == "signing.session.opened" and event.request_id in calls
    }
    return [event for event in every if _names(event, fingerprint) or event.subject in sessions - {""}]


def runs(rule: Rule, events: Sequence[audit.Event]) -> tuple[Run, ...]:
    """Return the runs of one scenario, newest first."""
    opened = {event.subject: event.request_id for event in events if event.event == "signing.session.opened"}
    return tuple(_runs(rule, reversed(events), opened, fetched=_fetched(rule, events)))


def first_passed(found: Sequence[Run]) -> Run | None:
    """Return the earliest run that passed; the runs come newest first."""
    return next((run for run in reversed(found) if run.state is ScenarioState.PASSED), None)


def _fetched(rule: Rule, events: Iterable[audit.Event]) -> set[str]:
    """Return the sessions whose whole signed document was sent to the client."""
    return {event.subject for event in events if event.event == RESULT_SENT and event.data.get("level") in rule.levels}


def _runs(
    rule: Rule, events: Iterable[audit.Event], opened: dict[str, str], *, fetched: AbstractSet[str]
) -> Iterator[Run]:
    for event in events:
        if event.event not in rule.passing | rule.failing or not _fits(rule, event):
            continue
        good = event.event in rule.passing and event.outcome in rule.outcomes
        if not good and event.event in rule.passing and not rule.strict:
            continue
        if good and rule.fetched and event.subject not in fetched:
            continue
        yield Run(
            position=event.position,
            at=event.at,
            state=ScenarioState.PASSED if good else ScenarioState.FAILED,
            request_id=event.request_id or opened.get(event.subject, ""),
            code=event.code,
            subject=event.subject,
        )


def _names(event: audit.Event, fingerprint: str) -> bool:
    return event.event.startswith("api.") and event.data.get("certificate") == fingerprint


def _fits(rule: Rule, event: audit.Event) -> bool:
    data = event.data
    on_page = data.get("means") != TWO_STEP
    return (
        (not rule.formats or data.get("format") in rule.formats)
        and (not rule.levels or data.get("level") in rule.levels)
        and (rule.on_page is None or rule.on_page == on_page)
        and str(data.get("route", "")).endswith(rule.route)
        and (not rule.actors or event.actor.kind in rule.actors)
    )
