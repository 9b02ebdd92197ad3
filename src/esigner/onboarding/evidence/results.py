"""What the doors saw of each scenario, for the client and certificate in use now."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from esigner.onboarding import models
from esigner.onboarding.evidence import counting
from esigner.onboarding.evidence.counting import Counted
from esigner.onboarding.evidence.runs import Run, ScenarioState
from esigner.onboarding.evidence.scenarios import SCENARIOS, Scenario
from esigner.registry import certificates
from esigner.registry.certificates import Certificate

_NOTHING: Final = Counted(runs={}, first_passed={}, is_complete=True)


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
    counted: bool
    """Whether everything that was recorded is counted; otherwise the worker is at it."""
    failed: bool
    """The last run of some required scenario failed: step 3.3."""
    missing: tuple[Scenario, ...]
    """Required scenarios that are not passed."""
    client_id: uuid.UUID | None
    certificate_fingerprint: str
    declared_at: datetime | None
    declared_by: str


def read(case: models.Case, *, batches: int = 1) -> EvidenceView:
    """Return the table as the audit log makes it; claims do not count.

    At most `batches` batches of what was recorded since it was last read are counted now.
    """
    certificate = current_certificate(case)
    counted = _counted(case, certificate, batches=batches) if certificate else _NOTHING
    results = tuple(_result(scenario, counted) for scenario in SCENARIOS)
    required = [result for result in results if result.scenario.required]
    missing = tuple(result.scenario for result in required if result.state is not ScenarioState.PASSED)
    return EvidenceView(
        scenarios=results,
        complete=not missing and counted.is_complete,
        counted=counted.is_complete,
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
    return certificates.newest_active(case.test_client_id)


def _counted(case: models.Case, certificate: Certificate, *, batches: int) -> Counted:
    if case.test_client_id is None:
        return _NOTHING
    subject = counting.Subject(client_id=case.test_client_id, case_id=case.pk, certificate=certificate)
    return counting.count(subject, batches=batches)


def _result(scenario: Scenario, counted: Counted) -> ScenarioResult:
    found = counted.runs.get(scenario.code, ())
    state = found[0].state if found else ScenarioState.NOT_RUN
    return ScenarioResult(
        scenario=scenario, state=state, runs=found, first_passed=counted.first_passed.get(scenario.code)
    )
