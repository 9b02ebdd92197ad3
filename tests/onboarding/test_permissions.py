"""Nobody sees another institution's case, and everyone does only what is theirs."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from esigner.onboarding import applications, cases, consultations, documents, evidence, maintenance, requests
from esigner.onboarding.errors import (
    ApplicantIsOfficerError,
    ApplicationNotFoundError,
    BothSidesError,
    CaseNotFoundError,
    ConsultationNotFoundError,
    DocumentNotFoundError,
    NotAllowedError,
    RequestNotFoundError,
    SecondOfficerNeededError,
)
from esigner.onboarding.permissions import Person
from esigner.registry.kinds import Environment, Role
from tests.world import cases as world
from tests.world.cases import AT, NETWORKS

pytestmark = pytest.mark.django_db

Action = Callable[[world.Case, Person], object]
TEST = Environment.TEST

READING: dict[str, Action] = {
    "view": lambda case, by: cases.view(case_id=case.id, by=by, at=AT),
    "pack": lambda case, by: requests.pack(case_id=case.id, environment=TEST, by=by, at=AT),
    "contacts": lambda case, by: maintenance.contacts(case_id=case.id, by=by),
}
WRITING: dict[str, Action] = {
    "challenge": lambda case, by: requests.challenge(case_id=case.id, by=by, at=AT),
    "check": lambda case, by: requests.check(
        case_id=case.id, by=by, environment=TEST, networks=NETWORKS, key=world.csr(), at=AT
    ),
    "submit": lambda case, by: requests.submit_test(
        case_id=case.id, act=world.act(by), networks=NETWORKS, csr=world.csr()
    ),
    "declare": lambda case, by: evidence.declare_tested(case_id=case.id, act=world.act(by)),
    "change": lambda case, by: maintenance.request_change(
        case_id=case.id, act=world.act(by), environment=TEST, key=b""
    ),
    "contacts": lambda case, by: maintenance.change_contacts(case_id=case.id, act=world.act(by), contacts=()),
}
AGENCY: dict[str, Action] = {
    "suspend": lambda case, by: maintenance.suspend(case_id=case.id, environment=TEST, act=world.act(by), reason="x"),
    "resume": lambda case, by: maintenance.resume(case_id=case.id, environment=TEST, act=world.act(by)),
    "close": lambda case, by: maintenance.close(case_id=case.id, act=world.act(by), reason="x"),
}


@pytest.mark.attack
@pytest.mark.parametrize("action", [*READING.values(), *WRITING.values(), *AGENCY.values()])
def test_people_of_another_institution_find_no_case(action: Action) -> None:
    case, stranger = world.registered(), world.other_institution().applicant

    with pytest.raises(CaseNotFoundError):
        action(case, stranger)


@pytest.mark.parametrize("action", WRITING.values())
def test_officers_do_not_act_for_an_institution(action: Action) -> None:
    case = world.registered()

    with pytest.raises(NotAllowedError):
        action(case, case.officer)


@pytest.mark.parametrize("action", AGENCY.values())
def test_institutions_do_not_act_for_the_agency(action: Action) -> None:
    case = world.registered()

    with pytest.raises(NotAllowedError):
        action(case, case.applicant)


@pytest.mark.parametrize("action", AGENCY.values())
def test_an_auditor_only_reads(action: Action) -> None:
    case, auditor = world.registered(), world.person("Aija Auditore", role=Role.AUDITOR)

    assert cases.view(case_id=case.id, by=auditor, at=AT).id == case.id
    with pytest.raises(NotAllowedError):
        action(case, auditor)


@pytest.mark.attack
def test_a_stranger_finds_no_application_request_document_or_thread() -> None:
    case, request = world.requested()
    world.issued(case.id)
    thread = consultations.ask(act=world.act(case.applicant), topic="other", subject="Kā?", text="Kā?", case_id=case.id)
    stranger = world.person("Svešs Cilvēks")
    document = case.view().documents[0]

    for error, action in (
        (ApplicationNotFoundError, lambda: applications.get(application_id=case.id, by=stranger, at=AT)),
        (ApplicationNotFoundError, lambda: applications.rendering(application_id=case.id, by=stranger)),
        (ApplicationNotFoundError, lambda: applications.signed_file(application_id=case.id, by=stranger)),
        (RequestNotFoundError, lambda: requests.get(request_id=request.id, by=stranger)),
        (DocumentNotFoundError, lambda: documents.download(document_id=document.id, by=stranger)),
        (ConsultationNotFoundError, lambda: consultations.get(consultation_id=thread.id, by=stranger)),
        (CaseNotFoundError, lambda: cases.view(case_id=case.id, by=stranger, at=AT)),
    ):
        with pytest.raises(error):
            action()
    assert cases.of_person(by=stranger, at=AT) == []
    assert consultations.mine(by=stranger) == []


def test_what_does_not_exist_is_answered_like_what_is_not_theirs() -> None:
    someone, nothing = world.registrar(), uuid4()

    for error, action in (
        (ApplicationNotFoundError, lambda: applications.get(application_id=nothing, by=someone, at=AT)),
        (CaseNotFoundError, lambda: cases.view(case_id=nothing, by=someone, at=AT)),
        (RequestNotFoundError, lambda: requests.get(request_id=nothing, by=someone)),
        (DocumentNotFoundError, lambda: documents.download(document_id=nothing, by=someone)),
        (ConsultationNotFoundError, lambda: consultations.get(consultation_id=nothing, by=someone)),
    ):
        with pytest.raises(error):
            action()


def test_only_officers_see_the_queue() -> None:
    with pytest.raises(NotAllowedError):
        cases.queue(by=world.person(), at=AT)


@pytest.mark.parametrize("queue", [requests.pending, consultations.queue])
def test_only_officers_see_what_waits(queue: Callable[..., object]) -> None:
    with pytest.raises(NotAllowedError):
        queue(by=world.person())


def test_the_assignee_is_not_the_applicant() -> None:
    application_id, applicant = world.submitted()
    officer = world.becomes(applicant, Role.REGISTRAR)

    with pytest.raises(ApplicantIsOfficerError):
        cases.register(application_id=application_id, act=world.act(officer))


def test_a_pki_operator_does_not_register() -> None:
    application_id, _ = world.submitted()

    with pytest.raises(NotAllowedError):
        cases.register(application_id=application_id, act=world.act(world.person(role=Role.PKI_OPERATOR)))


def test_one_officer_does_not_approve_production_twice() -> None:
    case, request = world.production_requested()
    requests.approve_production(request_id=request.id, act=world.act(case.officer))

    with pytest.raises(SecondOfficerNeededError):
        requests.promote(request_id=request.id, act=world.act(case.officer))


def test_nobody_approves_their_own_request() -> None:
    case, request = world.requested()
    asker = world.leaves(case.applicant, Role.REPRESENTATIVE, institution_id=case.row.institution_id)

    with pytest.raises(BothSidesError):
        requests.approve_test(request_id=request.id, act=world.act(world.becomes(asker, Role.PKI_OPERATOR)))
