"""Steps 3.2 and 3.3: the institution declares its integration tested, or a failed scenario says that it is not yet."""

import uuid
from datetime import datetime

from django.db import transaction

from esigner import audit
from esigner.onboarding import case_rows, engine, models, official, permissions
from esigner.onboarding.errors import EvidenceIncompleteError
from esigner.onboarding.evidence.results import EvidenceView, ScenarioResult, read
from esigner.onboarding.evidence.runs import Run
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side, State
from esigner.registry import clients

API_VERSION = "v1"


def declare_tested(*, case_id: uuid.UUID, by: Person, at: datetime) -> EvidenceView:
    """Close testing with a sealed test record; EvidenceIncompleteError names the scenarios that are missing."""
    found = case_rows.find(case_id, by=by)
    permissions.check_can_represent_case(by, institution_id=found.institution_id)
    settle(case_id=case_id, at=at)
    with transaction.atomic():
        case = case_rows.lock(case_id)
        engine.check_move(case, "declare_tested")
        evidence = read(case)
        if not evidence.complete:
            raise EvidenceIncompleteError(missing=", ".join(scenario.title.lv for scenario in evidence.missing))
        case.tested_at, case.tested_by_name = at, by.name
        engine.advance(
            case, "declare_tested", actor=by.actor, at=at, institution=str(case.institution_id),
            data={"certificate": evidence.certificate_fingerprint, "runs": _run_ids(evidence)},
        )  # fmt: skip
        _order_record(case, evidence, by=by, at=at)
    return read(case)


def settle(*, case_id: uuid.UUID, at: datetime) -> bool:
    """Move between testing (3.1) and fixing errors (3.3) as the last runs say; True when it moved."""
    with transaction.atomic():
        case = case_rows.lock(case_id)
        if case.state not in {State.TESTING, State.FIXING}:
            return False
        failed = read(case).failed
        if failed == (case.state == State.FIXING):
            return False
        move = "find_errors" if failed else "retest"
        engine.advance(case, move, actor=audit.SYSTEM, at=at, institution=str(case.institution_id))
    return True


def _run_ids(evidence: EvidenceView) -> dict[str, audit.JSON]:
    """Return the correlation id by which each scenario first passed."""
    return {result.scenario.code: run.request_id for result, run in _passed(evidence)}


def _passed(evidence: EvidenceView) -> list[tuple[ScenarioResult, Run]]:
    """Return every scenario that passed with the first run that did."""
    return [(one, one.first_passed) for one in evidence.scenarios if one.first_passed is not None]


def _order_record(case: models.Case, evidence: EvidenceView, *, by: Person, at: datetime) -> None:
    """Order the sealed test record: every scenario with the first run that passed."""
    official.order(
        official.Kind.TEST_RECORD,
        case_id=case.pk,
        notice="case.tested",
        to=Side.AGENCY,
        content={
            "recipient": official.recipient(case),
            "epak_number": case.epak_number,
            "client": clients.get(case.test_client_id).name if case.test_client_id else "",
            "certificate_sha256": evidence.certificate_fingerprint,
            "api_version": API_VERSION,
            "declared_by": by.name,
            "scenarios": [
                {
                    "title_lv": result.scenario.title.lv,
                    "title_en": result.scenario.title.en,
                    "passed_at": official.moment(run.at),
                    "request_id": run.request_id,
                }
                for result, run in _passed(evidence)
            ],
        },
        values=case_rows.values(case),
        at=at,
    )
