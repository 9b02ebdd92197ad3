"""What the doors saw of each scenario, for the client and certificate in use now."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esigner.onboarding.evidence.scenarios import Scenario
from esigner.onboarding.permissions import Person


class ScenarioState(StrEnum):
    """What the last run of a scenario gave."""

    NOT_RUN = "not_run"
    FAILED = "failed"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One try of a scenario, as the doors recorded it."""

    at: datetime
    state: ScenarioState
    request_id: str
    """Correlation id: the Request-Id header of that call."""
    code: str
    """Why it failed, or for a negative scenario the code of the refusal."""
    subject: str
    """The signing session, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioResult:
    """A scenario with its runs, newest first; a failed run stays when a later one passes."""

    scenario: Scenario
    state: ScenarioState
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """The whole evidence table of a case."""

    scenarios: tuple[ScenarioResult, ...]
    complete: bool
    """Every required scenario is passed, so that 3.2 may be declared."""
    failed: bool
    """The last run of some required scenario failed: step 3.3."""
    client_id: uuid.UUID | None
    certificate_fingerprint: str
    declared_at: datetime | None
    declared_by: str


def of_case(*, case_id: uuid.UUID, by: Person) -> EvidenceView:
    """Give the evidence of a case's test client, or raise CaseNotFound."""
    raise NotImplementedError
