"""Every move of the process, one test each, named `test_<move>`: `test_process` proves that none is missing."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from esigner import audit
from esigner.onboarding import (
    applications,
    cases,
    consultations,
    maintenance,
    models,
    requests,
    terms,
)
from esigner.onboarding.applications import Contact
from esigner.onboarding.processes import Side
from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from esigner.onboarding.processes.eparakstitajs_standings import State
from esigner.registry import certificates, clients
from esigner.registry.kinds import CertificateStatus, ClientStatus, Environment
from tests.world import cases as world
from tests.world.cases import AT, FORM

pytestmark = pytest.mark.django_db


def last_event(case_id: object, move: str) -> audit.Event:
    """Return the newest event of the move, which must be there."""
    found = audit.events(case=str(case_id), event_prefix=EPARAKSTITAJS.transition(move).audit_event)
    assert found, f"{move} recorded nothing"
    return found[-1]


def application_state(application_id: UUID) -> str:
    return models.Application.objects.get(pk=application_id).state


def test_open_terms() -> None:
    reader = world.person()

    opening = terms.open_current(act=world.act(reader))

    assert opening.sha256 == terms.current().sha256
    assert audit.events(event_prefix="terms.opened")[-1].actor.id == str(reader.id)


def test_draft() -> None:
    application_id, _ = world.draft()

    assert application_state(application_id) == State.DRAFT
    assert last_event(application_id, "draft").data["to"] == "draft"


def test_edit() -> None:
    application_id, applicant, _ = world.rendered()

    changed = replace(FORM, purpose="Cits mērķis.")
    view = applications.edit(application_id=application_id, act=world.act(applicant), form=changed)

    assert view.position.state is State.DRAFT
    assert view.terms_version is None
    assert last_event(application_id, "edit").data["from"] == "rendered"


def test_render() -> None:
    application_id, _, rendering = world.rendered()

    assert application_state(application_id) == State.RENDERED
    assert last_event(application_id, "render").data["pdfSha256"] == rendering.pdf_sha256


def test_sign() -> None:
    application_id, _ = world.submitted()

    assert last_event(application_id, "sign").data["to"] == "signed"


def test_submit() -> None:
    application_id, _ = world.submitted()

    assert application_state(application_id) == State.SUBMITTED
    assert last_event(application_id, "submit").data["from"] == "signed"
    assert models.Message.objects.get(case_id=application_id, to="agency").notice == "application.submitted"


def test_return() -> None:
    application_id, _ = world.submitted()

    applications.return_for_correction(
        application_id=application_id, act=world.act(world.registrar()), reasons=["PURPOSE_UNCLEAR"], explanation="Kam?"
    )

    assert application_state(application_id) == State.RETURNED
    assert last_event(application_id, "return").data["reasons"] == ["PURPOSE_UNCLEAR"]


def test_reject() -> None:
    application_id, _ = world.submitted()

    applications.reject(
        application_id=application_id, act=world.act(world.registrar()), reasons=["NOT_ELIGIBLE"], explanation="Nav."
    )

    assert application_state(application_id) == State.REJECTED
    assert last_event(application_id, "reject").outcome == "ok"


def test_register() -> None:
    case = world.registered()

    assert case.row.state == State.REGISTERED
    assert application_state(case.id) == State.REGISTERED
    assert last_event(case.id, "register").data["epakNumber"] == case.row.epak_number


def test_request_test() -> None:
    case, request = world.requested()

    assert case.row.state == State.TEST_REQUESTED
    assert last_event(case.id, "request_test").subject == str(request.id)


def test_return_test() -> None:
    case, request = world.requested()

    view = requests.return_request(request_id=request.id, act=world.act(case.officer), explanation="Nav pareizi.")

    assert case.row.state == State.REGISTERED
    assert view.explanation == "Nav pareizi."
    assert last_event(case.id, "return_test").subject == str(request.id)


def test_approve_test() -> None:
    case = world.connected()

    assert case.row.state == State.TEST_CONNECTED
    assert last_event(case.id, "approve_test").environment == "test"
    client = clients.get(case.row.test_client_id)  # type: ignore[arg-type]  # the assertion below is about it
    assert (client.name, client.epak_number) == (FORM.system_name, case.row.epak_number)


def test_first_test_call() -> None:
    case = world.connected()
    request_id = world.door(case, "api.called", route="/v1/probe")

    assert cases.notice_first_test_call(case_id=case.id, at=AT)

    assert case.row.state == State.TESTING
    assert last_event(case.id, "first_test_call").data["requestId"] == request_id


def test_find_errors() -> None:
    case = world.connected()
    world.signature(case, world.session(case), code="SIGNER_CERTIFICATE_REVOKED")

    assert case.view().position.state is State.FIXING
    assert last_event(case.id, "find_errors").actor == audit.SYSTEM


def test_retest() -> None:
    case = world.connected()
    world.signature(case, world.session(case, "first"), code="SIGNER_CERTIFICATE_REVOKED")
    case.view()
    world.signature(case, world.session(case, "second"))
    world.fetched(case, "second")

    assert case.view().position.state is State.TESTING
    assert last_event(case.id, "retest").data["from"] == "fixing"


def test_declare_tested() -> None:
    case = world.declared_tested()

    assert case.row.state == State.TESTED
    assert case.row.tested_by_name == case.applicant.name
    assert last_event(case.id, "declare_tested").actor.id == str(case.applicant.id)


def test_request_production() -> None:
    case, request = world.production_requested()

    assert case.row.state == State.PRODUCTION_REQUESTED
    assert last_event(case.id, "request_production").subject == str(request.id)


def test_return_production() -> None:
    case, request = world.production_requested()

    requests.return_request(request_id=request.id, act=world.act(case.officer), explanation="Cits tīkls.")

    assert case.row.state == State.TESTED
    assert last_event(case.id, "return_production").environment == "production"


def test_approve_production() -> None:
    case, request = world.production_requested()

    view = requests.approve_production(request_id=request.id, act=world.act(case.officer))

    assert case.row.state == State.PRODUCTION_APPROVED
    assert view.first_approved_by == case.officer.name
    assert case.row.production_client_id is None
    assert last_event(case.id, "approve_production").subject == str(request.id)


def test_promote() -> None:
    case = world.production_connected()

    assert case.row.state == State.PRODUCTION_CONNECTED
    production = clients.get(case.row.production_client_id)  # type: ignore[arg-type]  # the assertion is about it
    assert production.environment is Environment.PRODUCTION
    assert len(certificates.of_client(production.id)) == 1
    assert last_event(case.id, "promote").data["to"] == "production_connected"


def test_first_production_signature() -> None:
    case = world.production_connected()
    made_at = AT + timedelta(hours=1)
    world.door(
        case, "signing.signature.finalized", environment=Environment.PRODUCTION, subject="s9", at=made_at, level="LT"
    )

    view = case.view(at=AT + timedelta(hours=2))

    assert view.position.state is State.LIVE
    assert view.ended_at == made_at
    assert last_event(case.id, "first_production_signature").subject == "s9"


def test_close() -> None:
    case = world.connected()

    maintenance.close(case_id=case.id, act=world.act(case.officer), reason="Iestāde likvidēta.")

    assert case.row.state == State.CLOSED
    client = clients.get(case.row.test_client_id)  # type: ignore[arg-type]  # the assertion is about it
    assert client.status is ClientStatus.CLOSED
    assert certificates.of_client(client.id)[0].status is CertificateStatus.REVOKED
    assert last_event(case.id, "close").outcome == "ok"


def change(case: world.Case) -> requests.RequestView:
    return maintenance.request_change(
        case_id=case.id, act=world.act(case.applicant), environment=Environment.TEST, key=world.csr()
    )


def test_request_change() -> None:
    case = world.connected()

    request = change(case)

    assert request.kind is requests.RequestKind.CHANGE
    assert last_event(case.id, "request_change").subject == str(request.id)


def test_approve_change() -> None:
    case = world.connected()
    request = change(case)

    requests.approve_change(request_id=request.id, act=world.act(case.officer))

    found = certificates.of_client(case.row.test_client_id)  # type: ignore[arg-type]  # the assertion is about it
    assert [one.status for one in found] == [CertificateStatus.ACTIVE] * 2
    assert last_event(case.id, "approve_change").subject == str(request.id)


def test_return_change() -> None:
    case = world.connected()
    request = change(case)

    view = requests.return_request(request_id=request.id, act=world.act(case.officer), explanation="Nē.")

    assert view.state is requests.RequestState.RETURNED
    assert case.row.state == State.TEST_CONNECTED
    assert last_event(case.id, "return_change").subject == str(request.id)


def test_revoke() -> None:
    case = world.connected()
    certificate = certificates.of_client(case.row.test_client_id)[0]  # type: ignore[arg-type]  # it is connected

    maintenance.revoke_certificate(
        case_id=case.id, certificate_id=certificate.id, act=world.act(case.applicant), reason="keyCompromise"
    )

    assert certificates.get(certificate.id).status is CertificateStatus.REVOKED
    assert last_event(case.id, "revoke").subject == str(certificate.id)


def test_suspend() -> None:
    case = world.connected()

    maintenance.suspend(case_id=case.id, environment=Environment.TEST, act=world.act(case.officer), reason="Pārbaude.")

    assert clients.get(case.row.test_client_id).status is ClientStatus.SUSPENDED  # type: ignore[arg-type]  # connected
    assert last_event(case.id, "suspend").environment == "test"


def test_resume() -> None:
    case = world.connected()
    maintenance.suspend(case_id=case.id, environment=Environment.TEST, act=world.act(case.officer), reason="Pārbaude.")

    maintenance.resume(case_id=case.id, environment=Environment.TEST, act=world.act(case.officer))

    assert clients.get(case.row.test_client_id).status is ClientStatus.ACTIVE  # type: ignore[arg-type]  # connected
    assert last_event(case.id, "resume").outcome == "ok"


def test_change_contacts() -> None:
    case = world.registered()
    newcomer = Contact(name="Pēteris Jaunais", email="peteris@iestade.example", phone="67111111")

    maintenance.change_contacts(case_id=case.id, act=world.act(case.applicant), contacts=[newcomer])

    assert maintenance.contacts(case_id=case.id, by=case.applicant) == (newcomer,)
    assert last_event(case.id, "change_contacts").actor.id == str(case.applicant.id)


def test_ask() -> None:
    asker = world.person()

    thread = consultations.ask(act=world.act(asker), topic="application", subject="Kā pieteikties?", text="Kā?")

    assert thread.turn is Side.AGENCY
    assert audit.events(event_prefix="consultation.asked")[-1].subject == str(thread.id)


def test_answer() -> None:
    asker, officer = world.person(), world.registrar()
    thread = consultations.ask(act=world.act(asker), topic="other", subject="Kā?", text="Kā?")

    answered = consultations.write(
        consultation_id=thread.id, act=world.act(officer, at=AT + timedelta(minutes=5)), text="Tā."
    )

    assert answered.answer_seconds == 300
    assert answered.turn is Side.INSTITUTION
    assert audit.events(event_prefix="consultation.written")[-1].actor.id == str(officer.id)


def test_close_consultation() -> None:
    asker = world.person()
    thread = consultations.ask(act=world.act(asker), topic="other", subject="Kā?", text="Kā?")

    closed = consultations.close(consultation_id=thread.id, act=world.act(asker))

    assert closed.closed_at == AT
    assert closed.turn is None
    assert audit.events(event_prefix="consultation.closed")[-1].subject == str(thread.id)


def test_open_signing() -> None:
    from tests.onboarding.applications.test_signing import FakeService

    application_id, applicant, _ = world.rendered()

    start = applications.open_signing(
        application_id=application_id, act=world.act(applicant), client=FakeService(), return_url="https://x.example/"
    )

    assert last_event(application_id, "open_signing").subject == start.session_id
