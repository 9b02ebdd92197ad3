"""Evidence ticks itself from what the doors recorded, for the client and the certificate in use."""

from datetime import timedelta

import pytest

from esigner import audit
from esigner.onboarding import evidence, maintenance, models, requests
from esigner.onboarding.errors import EvidenceIncompleteError, MoveNotPossibleError
from esigner.onboarding.evidence import ScenarioResult, ScenarioState
from esigner.registry import certificates
from esigner.registry.kinds import Environment
from tests.world import cases as world
from tests.world.cases import AT

pytestmark = pytest.mark.django_db


def result(case: world.Case, code: str) -> ScenarioResult:
    found = evidence.read(case.row)
    return next(one for one in found.scenarios if one.scenario.code == code)


def states(case: world.Case) -> dict[str, ScenarioState]:
    found = evidence.read(case.row)
    return {one.scenario.code: one.state for one in found.scenarios}


def test_nothing_is_run_before_the_first_call() -> None:
    case = world.connected()

    assert set(states(case).values()) == {ScenarioState.NOT_RUN}


def test_everything_passed_is_complete() -> None:
    case = world.connected()
    world.everything_passed(case)

    assert set(states(case).values()) == {ScenarioState.PASSED}
    assert evidence.read(case.row).complete


def test_a_run_has_its_time_and_correlation_id() -> None:
    case = world.connected()
    request_id = world.door(case, "api.called", route="/v1/probe")

    run = result(case, "FIRST_CALL").runs[0]

    assert (run.at, run.request_id, run.state) == (AT + timedelta(minutes=1), request_id, ScenarioState.PASSED)


def test_a_signature_on_the_page_has_the_correlation_id_of_its_session() -> None:
    case = world.connected()
    world.session(case, "s1")
    opened = audit.events(event_prefix="signing.session.opened", subject="s1")[0]
    world.door(case, "signing.signature.finalized", subject="s1", format="edoc", level="LT", means="personas",
               request_id=opened.request_id)  # fmt: skip
    world.fetched(case, "s1")

    assert result(case, "CONTAINER_LT_ON_PAGE").runs[0].request_id == opened.request_id


def test_a_failed_run_stays_visible_after_a_repeat() -> None:
    case = world.connected()
    world.signature(case, world.session(case, "first"), code="SIGNER_CERTIFICATE_REVOKED")
    assert result(case, "CONTAINER_LT_ON_PAGE").state is ScenarioState.FAILED
    world.signature(case, world.session(case, "second"))
    world.fetched(case, "second")

    found = result(case, "CONTAINER_LT_ON_PAGE")

    assert found.state is ScenarioState.PASSED
    assert [(run.state, run.code) for run in found.runs] == [
        (ScenarioState.PASSED, ""), (ScenarioState.FAILED, "SIGNER_CERTIFICATE_REVOKED"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "ticked"),
    [
        ({"format": "asice", "level": "LT", "means": "personas"}, {"CONTAINER_LT_ON_PAGE"}),
        ({"format": "edoc", "level": "T", "means": "personas"}, set()),
        ({"format": "pdf", "level": "LT", "means": "personas"}, {"PDF_LT"}),
        ({"format": "pdf", "level": "LT", "means": "two-step"}, {"PDF_LT", "TWO_STEP"}),
        ({"format": "asice", "level": "LT", "means": "two-step"}, {"TWO_STEP"}),
    ],
)
def test_a_signature_ticks_what_it_is(facts: dict[str, str], ticked: set[str]) -> None:
    case = world.connected()
    world.signature(case, world.session(case), **facts)
    world.fetched(case, "s1")

    passed = {code for code, state in states(case).items() if state is ScenarioState.PASSED}

    assert passed == {"FIRST_CALL"} | ticked


def test_a_signature_counts_once_its_whole_document_was_fetched() -> None:
    case = world.connected()
    world.signature(case, world.session(case, "page"))
    world.signature(case, world.session(case, "pdf"), format="pdf")
    world.fetched(case, "page", level="T")
    assert (states(case)["CONTAINER_LT_ON_PAGE"], states(case)["PDF_LT"]) == (ScenarioState.NOT_RUN,) * 2

    world.fetched(case, "page")

    assert (states(case)["CONTAINER_LT_ON_PAGE"], states(case)["PDF_LT"]) == (
        ScenarioState.PASSED, ScenarioState.NOT_RUN,
    )  # fmt: skip


@pytest.mark.parametrize("code", ["SESSION_NOT_FOUND", "REQUEST_INVALID"])
def test_a_call_that_was_answered_with_a_refusal_is_no_first_call(code: str) -> None:
    case = world.connected()
    world.door(case, "api.called", route="/v1/sessions", outcome="failed", code=code)
    assert states(case)["FIRST_CALL"] is ScenarioState.NOT_RUN

    world.door(case, "api.called", route="/v1/probe")
    world.door(case, "api.called", route="/v1/sessions", outcome="failed", code=code)

    assert states(case)["FIRST_CALL"] is ScenarioState.PASSED, "nor does one take the first call back"


def test_no_refused_call_passes_but_where_a_refusal_is_asked_for() -> None:
    case = world.connected()
    for route in ("/v1/probe", "/v1/sessions", "/v1/validations", "/v1/sessions/{session_id}/result"):
        world.door(case, "api.called", route=route, outcome="failed", code="X")
        world.door(case, "api.refused", route=route, outcome="refused", code="X")

    passed = {code for code, state in states(case).items() if state is ScenarioState.PASSED}

    assert passed == {one.code for one in evidence.SCENARIOS if one.negative and "api.refused" in one.rule.passing}


def test_the_test_record_names_the_first_run_that_passed() -> None:
    case = world.connected()
    world.door(case, "api.called", outcome="failed", code="X", request_id="refused")
    world.door(case, "api.called", route="/v1/probe", request_id="first", at=AT + timedelta(minutes=2))
    for number in range(30):
        world.door(case, "api.called", route="/v1/probe", at=AT + timedelta(minutes=3 + number))
    world.everything_passed(case)
    case.view()

    evidence.declare_tested(case_id=case.id, act=world.act(case.applicant, at=AT + timedelta(hours=1)))

    order = models.OrderedDocument.objects.get(case_id=case.id, kind="test_record")
    named = next(one for one in order.content["scenarios"] if one["title_en"] == "First authenticated call")
    assert named["request_id"] == "first"
    (told,) = audit.events(case=str(case.id), event_prefix="case.tested")
    assert told.data["runs"]["FIRST_CALL"] == "first"  # type: ignore[call-overload,index]  # it is an object


def test_a_cancellation_by_the_client_is_not_one_by_the_signer() -> None:
    case = world.connected()
    world.door(case, "signing.session.cancelled", subject=world.session(case))

    assert states(case)["CANCELLED_BY_SIGNER"] is ScenarioState.NOT_RUN


@pytest.mark.attack
def test_calls_in_production_are_no_evidence() -> None:
    case = world.production_connected()
    before = states(case)
    world.signature(case, world.session(case, "x"), code="X")
    assert states(case) != before

    row = case.row
    audit.record(
        event="signing.signature.finalized", act=audit.by_system(at=AT), client=str(row.production_client_id),
        environment="production", subject="x", data={"format": "asice", "level": "LT", "means": "personas"},
    )  # fmt: skip
    assert states(case)["CONTAINER_LT_ON_PAGE"] is ScenarioState.FAILED


@pytest.mark.attack
def test_another_clients_calls_are_no_evidence() -> None:
    mine, theirs = world.connected(), world.other_institution()
    audit.record(
        event="api.called", case=str(theirs.id), client="other", environment="test",
        act=audit.Act(actor=audit.SYSTEM, at=AT + timedelta(minutes=1), request_id="r"),
        data={"certificate": "00", "route": "/v1/validations"},
    )  # fmt: skip

    assert set(states(mine).values()) == {ScenarioState.NOT_RUN}


def test_a_new_certificate_asks_for_new_evidence() -> None:
    case = world.connected()
    world.everything_passed(case)
    request = maintenance.request_change(
        case_id=case.id, act=world.act(case.applicant), environment=Environment.TEST, key=world.csr()
    )
    later = AT + timedelta(hours=1)
    requests.approve_change(request_id=request.id, act=world.act(case.officer, at=later))

    assert set(states(case).values()) == {ScenarioState.NOT_RUN}
    newest = certificates.of_client(case.row.test_client_id)[0]  # type: ignore[arg-type]  # it is connected
    found = evidence.read(case.row)
    assert found.certificate_fingerprint == newest.fingerprint_sha256


def test_declaring_names_what_is_missing() -> None:
    case = world.connected()
    world.door(case, "api.called", route="/v1/probe")
    case.view()

    with pytest.raises(EvidenceIncompleteError) as refusal:
        evidence.declare_tested(case_id=case.id, act=world.act(case.applicant))

    assert "Divu soļu parakstīšana" in refusal.value.detail().lv


def test_nothing_is_declared_while_a_scenario_fails() -> None:
    case = world.connected()
    world.everything_passed(case)
    world.signature(case, world.session(case, "again"), code="SIGNER_CERTIFICATE_REVOKED")
    case.view()

    with pytest.raises(MoveNotPossibleError):
        evidence.declare_tested(case_id=case.id, act=world.act(case.applicant))


def test_the_sealed_test_record_goes_to_the_agency() -> None:
    case = world.declared_tested()
    world.issued(case.id)

    message = models.Message.objects.get(case_id=case.id, notice="case.tested")

    assert message.to == "agency"
    record = next(one for one in case.view().documents if one.kind == "test_record")
    assert record.number in message.body_lv
