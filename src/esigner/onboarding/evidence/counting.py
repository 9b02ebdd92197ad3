"""Counting runs from the log as it grows: what was read once is not read again.

The chain is read in batches, from where the last one ended; a run is kept as a row, of each scenario the newest ones
and the first that passed. The rows are made from the log alone, and can be made anew from it. What the newest events
say is added for the moment, whether or not those before them are counted yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from esigner import audit
from esigner.audit import reading
from esigner.onboarding import models
from esigner.onboarding.evidence.runs import Run, ScenarioState, first_passed, of_certificate, runs
from esigner.onboarding.evidence.scenarios import RESULT_SENT, SCENARIOS
from esigner.registry.certificates import Certificate
from esigner.registry.kinds import Environment

BATCH: Final = 1000
"""Events of one reading."""
NEWEST: Final = 50
"""Events that are looked at each time."""
SENT_LOOKED_AT: Final = 50
"""Of one session: what was sent of it before it was finished; what comes later is counted as it comes."""
RUNS_SHOWN: Final = 20

_OPENED: Final = "signing.session.opened"
_FINISHED: Final = ("signing.signature.finalized", "signing.signature.failed")

Runs = Mapping[str, tuple[Run, ...]]
"""By the scenario's code, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose runs are counted: calls of one client with one certificate, and refused ones under its case's number."""

    client_id: UUID
    case_id: UUID
    certificate: Certificate

    @property
    def fingerprint(self) -> str:
        """Of the certificate, as doors record it."""
        return self.certificate.fingerprint_sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is known of a subject's runs."""

    runs: Runs
    first_passed: Mapping[str, Run]
    is_complete: bool
    """Whether everything that is in the chain is counted."""


def count(subject: Subject, *, batches: int = 1) -> Counted:
    """Count what has been recorded since, at most so many batches of it, and return what is known then."""
    audit.extend_chain()  # what has just been recorded counts as well
    row = _row(subject)
    is_complete = any(_step(row, subject) for _ in range(batches))
    stored = list(models.EvidenceRun.objects.filter(count=row).order_by("-position"))
    fresh = _found(_newest(subject, after=row.position), subject)
    known = {scenario.code: _merged(scenario.code, stored, fresh) for scenario in SCENARIOS}
    firsts = {code: first for code, found in known.items() if (first := first_passed(found)) is not None}
    return Counted(
        runs={code: found[:RUNS_SHOWN] for code, found in known.items()}, first_passed=firsts, is_complete=is_complete
    )


def _step(row: models.EvidenceCount, subject: Subject) -> bool:
    """Count one batch; return whether it was the last one."""
    events, upto, is_last = _batch(row.position, subject)
    if not events:
        return True
    found = _found(events, subject)
    with transaction.atomic():
        locked = models.EvidenceCount.objects.select_for_update().get(pk=row.pk)
        if locked.position == row.position:  # else somebody else has counted it meanwhile
            _keep(locked, found)
            locked.position = upto
            locked.save(update_fields=["position"])
    row.position = locked.position
    return is_last


def _row(subject: Subject) -> models.EvidenceCount:
    """Return how far the log was read; at first it begins where the certificate is first named."""
    key = {"client_id": subject.client_id, "fingerprint_sha256": subject.fingerprint}
    found = models.EvidenceCount.objects.filter(**key).first()
    if found is not None:
        return found
    begin = max(0, reading.position_of_subject(str(subject.certificate.id)) - 1)
    return models.EvidenceCount.objects.get_or_create(**key, defaults={"position": begin})[0]


def _batch(position: int, subject: Subject) -> tuple[list[audit.Event], int, bool]:
    """Return the next events, how far they go, and whether there are no more."""
    own = reading.of_client_after(position, client=str(subject.client_id), limit=BATCH)
    refused = reading.refused_of_case_after(position, case=str(subject.case_id), limit=BATCH)
    full = [one[-1].position for one in (own, refused) if len(one) == BATCH]
    every = {event.position: event for event in (*own, *refused)}
    upto = min(full, default=max(every, default=position))
    return [every[key] for key in sorted(every) if key <= upto], upto, not full


def _newest(subject: Subject, *, after: int) -> list[audit.Event]:
    """Return the newest events that are not counted yet."""
    own = reading.newest_of_client(client=str(subject.client_id), limit=NEWEST)
    return [event for event in own if event.position > after]


def _found(events: Sequence[audit.Event], subject: Subject) -> Runs:
    """Return the runs that the events make or complete, each scenario's newest first."""
    since = subject.certificate.registered_at
    fitting = [one for one in events if one.environment == Environment.TEST.value and one.at >= since]
    if not fitting:
        return {}
    ours = of_certificate(_with_what_belongs(fitting, client=str(subject.client_id)), fingerprint=subject.fingerprint)
    return {scenario.code: runs(scenario.rule, ours) for scenario in SCENARIOS}


def _with_what_belongs(events: Sequence[audit.Event], *, client: str) -> list[audit.Event]:
    """Add what tells whose the sessions of these events are, and whether their documents were fetched."""
    sessions = {one.subject for one in events if one.event.startswith("signing.") and one.subject}
    opened = reading.of_subjects(sessions, event=_OPENED)
    calls = reading.of_requests((one.request_id for one in opened), event="api.called")
    sent = {one.subject for one in events if one.event == RESULT_SENT}
    finished = [one for name in _FINISHED for one in reading.of_subjects(sent, event=name)]
    signed = {one.subject for one in events if one.event in _FINISHED}
    fetched = reading.of_subjects(signed, event=RESULT_SENT, each=SENT_LOOKED_AT)
    added = [one for one in (*opened, *calls, *finished, *fetched) if one.client == client]
    return list({_key(one): one for one in sorted((*added, *events), key=_key)}.values())


def _keep(row: models.EvidenceCount, found: Runs) -> None:
    """Store the runs; of each scenario the newest and the first that passed stay."""
    for code, every in found.items():
        kept = {run.position: run for run in (*every[:RUNS_SHOWN], *filter(None, [first_passed(every)]))}
        rows = [_stored(row, code, run) for run in kept.values()]
        models.EvidenceRun.objects.bulk_create(rows, ignore_conflicts=True)
        if kept:
            _prune(row, code)


def _prune(row: models.EvidenceCount, code: str) -> None:
    stored = models.EvidenceRun.objects.filter(count=row, scenario=code)
    kept = set(stored.order_by("-position").values_list("pk", flat=True)[:RUNS_SHOWN])
    kept |= set(stored.filter(passed=True).order_by("position").values_list("pk", flat=True)[:1])
    stored.exclude(pk__in=kept).delete()


def _merged(code: str, stored: Iterable[models.EvidenceRun], fresh: Runs) -> tuple[Run, ...]:
    every = {row.position: _run(row) for row in stored if row.scenario == code}
    every |= {run.position: run for run in fresh.get(code, ())}
    return tuple(every[key] for key in sorted(every, reverse=True))


def _stored(row: models.EvidenceCount, code: str, run: Run) -> models.EvidenceRun:
    return models.EvidenceRun(
        count=row, scenario=code, position=run.position, passed=run.state is ScenarioState.PASSED, at=run.at,
        request_id=run.request_id, code=run.code, subject=run.subject,
    )  # fmt: skip


def _run(row: models.EvidenceRun) -> Run:
    state = ScenarioState.PASSED if row.passed else ScenarioState.FAILED
    return Run(
        position=row.position, at=row.at, state=state, request_id=row.request_id, code=row.code, subject=row.subject
    )


def _key(event: audit.Event) -> int:
    return event.position
