"""What the doors saw of each scenario, for the client and certificate in use now."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner import audit
from esigner.onboarding import models
from esigner.onboarding.evidence.runs import Run, ScenarioState, first_passed, of_certificate, runs
from esigner.onboarding.evidence.scenarios import SCENARIOS, Scenario
from esigner.registry import certificates
from esigner.registry.certificates import Certificate
from esigner.registry.kinds import CertificateStatus, Environment

RUNS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioResult:
    """A scenario with its runs, newest first; a failed run stays when a later one passes."""

    scenario: Scenario
    state: ScenarioState
    runs: tuple[Run, ...]
    first_passed: Run | None
    """The run that the test record names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """The whole evidence table of a case."""

    scenarios: tuple[ScenarioResult, ...]
    complete: bool
    """Every required scenario is passed, so 3.2 may be declared."""
    failed: bool
    """The last run of some required scenario failed: step 3.3."""
    missing: tuple[Scenario, ...]
    """Required scenarios that are not passed."""
    client_id: uuid.UUID | None
    certificate_fingerprint: str
    declared_at: datetime | None
    declared_by: str


def read(case: models.Case) -> EvidenceView:
    """Compute the table anew from the audit; claims do not count."""
    certificate = current_certificate(case)
    events = _events(case, certificate) if certificate else []
    results = tuple(_result(scenario, events) for scenario in SCENARIOS)
    required = [result for result in results if result.scenario.required]
    missing = tuple(result.scenario for result in required if result.state is not ScenarioState.PASSED)
    return EvidenceView(
        scenarios=results,
        complete=not missing,
        failed=any(result.state is ScenarioState.FAILED for result in required),
        missing=missing,
        client_id=case.test_client_id,
        certificate_fingerprint=certificate.fingerprint_sha256 if certificate else "",
        declared_at=case.tested_at,
        declared_by=case.tested_by_name,
    )


def current_certificate(case: models.Case) -> Certificate | None:
    """Return the newest certificate of the test client that is not revoked."""
    if case.test_client_id is None:
        return None
    every = certificates.of_client(case.test_client_id)
    return next((one for one in every if one.status is CertificateStatus.ACTIVE), None)


def _events(case: models.Case, certificate: Certificate) -> list[audit.Event]:
    """Return the events of the client since the certificate was registered, and those refused under its number."""
    since, environment = certificate.registered_at, Environment.TEST.value
    own = audit.events(client=str(case.test_client_id), environment=environment, since=since)
    refused = audit.events(case=str(case.pk), event_prefix="api.refused", environment=environment, since=since)
    every = {event.id: event for event in (*own, *refused)}.values()
    return of_certificate(sorted(every, key=lambda event: event.order), fingerprint=certificate.fingerprint_sha256)


def _result(scenario: Scenario, events: list[audit.Event]) -> ScenarioResult:
    found = runs(scenario.rule, events)
    state = found[0].state if found else ScenarioState.NOT_RUN
    return ScenarioResult(scenario=scenario, state=state, runs=found[:RUNS_SHOWN], first_passed=first_passed(found))
