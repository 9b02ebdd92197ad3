"""Steps 3.2 and 3.3: the institution declares its integration tested, or a failed scenario says that it is not yet."""

import uuid
from datetime import datetime

from django.db import transaction

from esigner import audit
from esigner.onboarding import case_rows, models, moves, official
from esigner.onboarding.act import PersonalAct, act_of_system
from esigner.onboarding.errors import EvidenceNotCountedError
from esigner.onboarding.evidence.given import Evidenced
from esigner.onboarding.evidence.results import EvidenceView, ScenarioResult, read
from esigner.onboarding.evidence.runs import Run
from esigner.onboarding.moves import Done, Move, service
from esigner.onboarding.processes import Side
from esigner.registry import clients

API_VERSION = "v1"


def declare_tested(*, case_id: uuid.UUID, act: PersonalAct) -> EvidenceView:
    """Close testing with a sealed test record.

    Raises:
        EvidenceIncompleteError: Names the scenarios that are missing.
        EvidenceNotCountedError: More was recorded than is counted yet.
    """
    found = case_rows.find(case_id, by=act.by)
    moves.check_actor(found, "declare_tested", act)
    settle(case_id=case_id, at=act.at)
    with transaction.atomic():
        case = case_rows.lock(case_id)
        evidence = read(case)
        if not evidence.counted:
            raise EvidenceNotCountedError
        moves.make(case, "declare_tested", act, Evidenced(evidence=evidence))
    return read(case_rows.find(case_id, by=act.by))


def settle(*, case_id: uuid.UUID, at: datetime) -> bool:
    """Move between testing (3.1) and fixing errors (3.3) as the last runs say; True when it moved."""
    with transaction.atomic():
        case = case_rows.lock(case_id)
        possible = [move for move in ("find_errors", "retest") if moves.may_start(case, move)]
        if not possible:
            return False
        evidence = read(case)
        if not evidence.counted:
            return False
        move = "find_errors" if evidence.failed else "retest"
        if move not in possible:
            return False
        moves.make(case, move, act_of_system(at=at), Evidenced(evidence=evidence))
    return True


def count_rest(*, case_id: uuid.UUID, batches: int) -> bool:
    """Count what was recorded, at most so many batches of it; return whether that is everything."""
    case = models.Case.objects.filter(pk=case_id).first()
    return case is None or read(case, batches=batches).counted


@service("evidence.record")
def record(move: Move) -> Done:
    """Note who declared it, and order the sealed test record."""
    case, evidence = move.case, move.given_as(Evidenced).evidence
    case.tested_at, case.tested_by_name = move.act.at, move.by.name
    _order_record(move, evidence)
    return Done(data={"certificate": evidence.certificate_fingerprint, "runs": _run_ids(evidence)})


def _run_ids(evidence: EvidenceView) -> dict[str, audit.JSON]:
    """Return the correlation id by which each scenario first passed."""
    return {result.scenario.code: run.request_id for result, run in _passed(evidence)}


def _passed(evidence: EvidenceView) -> list[tuple[ScenarioResult, Run]]:
    """Return every scenario that passed with the first run that did."""
    return [(one, one.first_passed) for one in evidence.scenarios if one.first_passed is not None]


def _order_record(move: Move, evidence: EvidenceView) -> None:
    """Order the sealed test record: every scenario with the first run that passed."""
    case = move.case
    official.order(
        official.DocumentKind.TEST_RECORD,
        case_id=case.pk,
        notice=move.transition.notice or "",
        to=Side.AGENCY,
        content={
            "recipient": official.recipient(case),
            "epak_number": case.epak_number,
            "client": clients.get(case.test_client_id).name if case.test_client_id else "",
            "certificate_sha256": evidence.certificate_fingerprint,
            "api_version": API_VERSION,
            "declared_by": move.by.name,
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
        at=move.act.at,
    )
