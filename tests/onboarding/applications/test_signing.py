"""Signing through the E-signer itself; the service is a fake with the client's own types."""

import uuid

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from esigner.onboarding import applications, jobs, models, tasks
from esigner.onboarding.errors import (
    MoveNotPossibleError,
    NotAllowedError,
    SigningNotFinishedError,
    SigningNotStartedError,
)
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes.eparakstitajs_standings import State
from esigner.wire import esigner
from tests.world import cases as world
from tests.world.cases import AT
from tests.world.jobs import context

pytestmark = pytest.mark.django_db


class FakeService(esigner.Client):
    """What the portal's client sees of the service."""

    def __init__(self) -> None:
        self.answer = "READY"
        self.signed = b""
        self.kept_url = ""
        self.opened: dict[str, object] = {}

    def open_session(self, **values: object) -> esigner.Session:
        self.opened = values
        return self.session()

    def status(self, session_id: str) -> esigner.Session:
        assert session_id == "session-1"
        return self.session()

    def complete(self, session_id: str) -> esigner.Session:
        assert session_id == "session-1"
        self.answer, self.kept_url = "SIGNED", ""
        return self.session()

    def result(self, session_id: str) -> bytes:
        assert session_id == "session-1"
        return self.signed

    def session(self) -> esigner.Session:
        return esigner.Session(
            id="session-1", status=self.answer, documents=(), signing_url="https://sign.example/s/x/",
            expires_at="2031-03-04T00:00:00Z", raw={}, kept_url=self.kept_url,
        )  # fmt: skip


def test_open_signing_sends_both_rendered_files() -> None:
    service = FakeService()
    application_id, applicant, rendering = world.rendered()

    start = applications.open_signing(
        application_id=application_id, act=world.act(applicant), client=service, return_url="https://portal.example/"
    )

    assert start.signing_url == "https://sign.example/s/x/"
    sent = [(one.name, one.content) for one in service.opened["documents"]]  # type: ignore[attr-defined]  # a list
    assert sent == [(rendering.pdf_name, rendering.pdf), (rendering.json_name, rendering.json)]
    assert (service.opened["format"], service.opened["level"]) == ("edoc", "LT")


def test_collect_signed_submits_what_was_signed() -> None:
    world.trusted()
    service = FakeService()
    application_id, applicant, rendering = world.rendered()
    applications.open_signing(
        application_id=application_id, act=world.act(applicant), client=service, return_url="https://portal.example/"
    )
    service.answer, service.signed = "SIGNED", world.signed_container(rendering)

    result = applications.collect_signed(application_id=application_id, act=world.act(applicant), client=service)

    assert result.accepted
    assert result.application.position.state is State.SUBMITTED
    assert result.application.signed_name == "pieteikums.edoc"


def test_collect_signed_takes_up_what_was_given_up() -> None:
    world.trusted()
    service = FakeService()
    application_id, applicant, rendering = world.rendered()
    applications.open_signing(
        application_id=application_id, act=world.act(applicant), client=service, return_url="https://portal.example/"
    )
    service.answer, service.kept_url = "FAILED", "https://api.example/v1/sessions/session-1/result?atLeast=B"
    service.signed = world.signed_container(rendering)

    assert applications.collect_signed(application_id=application_id, act=world.act(applicant), client=service).accepted


def open_signing(application_id: uuid.UUID, applicant: Person, service: FakeService) -> applications.SigningStart:
    return applications.open_signing(
        application_id=application_id, act=world.act(applicant), client=service, return_url="https://portal.example/"
    )


def test_signature_that_waits_is_not_signed_anew() -> None:
    service = FakeService()
    application_id, applicant, _ = world.rendered()
    open_signing(application_id, applicant, service)
    service.answer, service.kept_url = "SIGNING", "https://api.example/v1/sessions/session-1/result?atLeast=B"
    service.opened = {}

    assert open_signing(application_id, applicant, service).signing_url == "https://portal.example/"
    assert service.opened == {}


@pytest.mark.parametrize(("answer", "kept_url"), [("SIGNING", ""), ("FAILED", "https://x/"), ("EXPIRED", "")])
def test_signing_begins_anew_where_nothing_waits(answer: str, kept_url: str) -> None:
    service = FakeService()
    application_id, applicant, _ = world.rendered()
    open_signing(application_id, applicant, service)
    service.answer, service.kept_url, service.opened = answer, kept_url, {}

    assert open_signing(application_id, applicant, service).signing_url == "https://sign.example/s/x/"
    assert service.opened


def test_collect_signed_tells_of_a_session_that_failed() -> None:
    service = FakeService()
    application_id, applicant, _ = world.rendered()
    applications.open_signing(
        application_id=application_id, act=world.act(applicant), client=service, return_url="https://portal.example/"
    )
    service.answer = "FAILED"

    with pytest.raises(SigningNotFinishedError) as refusal:
        applications.collect_signed(application_id=application_id, act=world.act(applicant), client=service)

    assert refusal.value.data == {"status": "FAILED"}


def test_collect_signed_waits_for_the_signer() -> None:
    service = FakeService()
    application_id, applicant, _ = world.rendered()
    applications.open_signing(
        application_id=application_id, act=world.act(applicant), client=service, return_url="https://portal.example/"
    )

    with pytest.raises(SigningNotFinishedError) as refusal:
        applications.collect_signed(application_id=application_id, act=world.act(applicant), client=service)

    assert refusal.value.data == {"status": "READY"}


def test_collect_signed_needs_a_session() -> None:
    application_id, applicant, _ = world.rendered()

    with pytest.raises(SigningNotStartedError):
        applications.collect_signed(application_id=application_id, act=world.act(applicant), client=FakeService())


def test_only_the_applicant_signs() -> None:
    application_id, _, _ = world.rendered()

    with pytest.raises(NotAllowedError):
        applications.open_signing(
            application_id=application_id,
            act=world.act(world.registrar()),
            client=FakeService(),
            return_url="https://x/",
        )


def test_opening_promises_that_what_is_signed_is_collected() -> None:
    application_id, applicant, _ = world.rendered()

    start = open_signing(application_id, applicant, FakeService())

    job = ProcrastinateJob.objects.get(task_name=jobs.COLLECT_SIGNED)
    assert job.args == {"application_id": str(application_id), "session_id": start.session_id}


@pytest.fixture
def signed() -> tuple[uuid.UUID, Person, FakeService]:
    """An application that was signed, and nobody came back to the portal."""
    world.trusted()
    service = FakeService()
    application_id, applicant, rendering = world.rendered()
    open_signing(application_id, applicant, service)
    service.answer, service.signed = "SIGNED", world.signed_container(rendering)
    return application_id, applicant, service


def collect(application_id: uuid.UUID, service: FakeService) -> bool:
    return applications.collect_for_applicant(
        application_id=application_id, session_id="session-1", client=service, at=AT
    )


def test_closed_tab_loses_nothing(signed: tuple[uuid.UUID, Person, FakeService]) -> None:
    application_id, applicant, service = signed

    assert collect(application_id, service)
    assert not collect(application_id, service), "a second time there is nothing to do"

    submission = models.Submission.objects.get()
    assert submission.submitted_by_id == applicant.id
    found = applications.get(application_id=application_id, by=applicant, at=AT)
    assert (found.position.state, found.signed_name) == (State.SUBMITTED, "pieteikums.edoc")


def test_browser_and_worker_submit_once(signed: tuple[uuid.UUID, Person, FakeService]) -> None:
    application_id, applicant, service = signed
    assert collect(application_id, service)

    with pytest.raises(MoveNotPossibleError):
        applications.collect_signed(application_id=application_id, act=world.act(applicant), client=service)

    assert models.Submission.objects.count() == 1


def test_worker_does_nothing_where_the_browser_was_quicker(signed: tuple[uuid.UUID, Person, FakeService]) -> None:
    application_id, applicant, service = signed
    applications.collect_signed(application_id=application_id, act=world.act(applicant), client=service)

    assert not collect(application_id, service)

    assert models.Submission.objects.count() == 1


def test_browser_that_comes_in_the_middle_is_no_failure(signed: tuple[uuid.UUID, Person, FakeService]) -> None:
    application_id, applicant, service = signed

    class Slow(FakeService):
        def result(self, session_id: str) -> bytes:
            applications.collect_signed(application_id=application_id, act=world.act(applicant), client=service)
            return service.result(session_id)

    slow = Slow()
    slow.answer = "SIGNED"

    assert not collect(application_id, slow)
    assert models.Submission.objects.count() == 1


def test_worker_waits_while_the_signer_thinks(signed: tuple[uuid.UUID, Person, FakeService]) -> None:
    application_id, _, service = signed
    service.answer = "SIGNING"

    with pytest.raises(SigningNotFinishedError) as later:
        collect(application_id, service)

    decision = tasks.collect_signed.get_retry_exception(later.value, context(jobs.COLLECT_SIGNED, attempts=3).job)
    assert decision is not None


def test_worker_looks_every_ten_seconds_while_a_person_signs_and_seldom_later() -> None:
    waits = [tasks.seconds_until_next_look(attempts) for attempts in range(tasks.COLLECT_ATTEMPTS)]

    assert sum(waits[:60]) == 600
    assert max(waits[:60]) == 10
    assert waits == sorted(waits)
    assert max(waits) == 300
    assert sum(waits) > 4 * 24 * 3600


@pytest.mark.parametrize("answer", ["CANCELLED", "EXPIRED", "FAILED"])
def test_worker_rests_where_nobody_signed(signed: tuple[uuid.UUID, Person, FakeService], answer: str) -> None:
    application_id, _, service = signed
    service.answer = answer

    assert not collect(application_id, service)
    assert models.Submission.objects.count() == 0


def test_session_of_an_earlier_try_is_not_collected(signed: tuple[uuid.UUID, Person, FakeService]) -> None:
    application_id, _, service = signed
    models.Application.objects.update(signing_session_id="session-2")

    assert not collect(application_id, service)
