"""A signed application that comes in: each check refuses what it is for, and a refusal stores nothing."""

from dataclasses import replace

import pytest

from esigner import ades, audit
from esigner.isolation import Limits, ValidationAbortedError
from esigner.notices import archive
from esigner.onboarding import applications, models, terms
from esigner.onboarding.applications import Rendering, Submission, judging
from esigner.onboarding.checks import names_of_failed
from esigner.onboarding.errors import ApplicationChangedError, MoveNotPossibleError, NotAllowedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side
from esigner.onboarding.processes.eparakstitajs_standings import State
from tests.world import cases as world
from tests.world import hostile, signed
from tests.world.cases import FORM

pytestmark = pytest.mark.django_db


def submit(content: bytes, *, name: str = "pieteikums.asice", ready: tuple[object, Person, Rendering]) -> Submission:
    return applications.submit_signed(application_id=ready[0], act=world.act(ready[1]), name=name, content=content)  # type: ignore[arg-type]  # an id


def refused(submission: Submission) -> list[str]:
    """Return the failed checks; nothing of the file may have been kept."""
    assert not submission.accepted
    assert submission.application.position.state is State.RENDERED
    assert not models.Submission.objects.exists()
    assert archive.of_case(submission.application.id) == []
    return names_of_failed(submission.checks)


def test_a_container_with_both_files_is_accepted() -> None:
    world.trusted()
    ready = world.rendered()
    content = world.signed_container(ready[2])

    result = submit(content, ready=ready)

    assert result.accepted
    assert [check.name for check in result.checks] == [
        "REGISTRATION_NUMBER", "SIGNATURES_PASSED", "TIMESTAMP_PRESENT", "SIGNED_CONTENT", "TERMS_CURRENT",
    ]  # fmt: skip
    assert applications.signed_file(application_id=ready[0], by=ready[1]) == ("pieteikums.asice", content)
    assert result.application.signed_by == ("Jānis Paraugs P-256",)
    assert {one.kind for one in archive.of_case(ready[0])} == {"application", "validation_report"}


def test_a_signed_pdf_is_accepted() -> None:
    world.trusted()
    ready = world.rendered()
    file = ades.DataFile(ready[2].pdf_name, "application/pdf", ready[2].pdf)

    result = submit(signed.signed(format=ades.Format.PDF, files=[file]), name="pieteikums.pdf", ready=ready)

    assert result.accepted, result.checks


def test_another_pdf_is_refused() -> None:
    world.trusted()
    ready = world.rendered()
    other = applications.rendering_of(replace(FORM, purpose="Cits mērķis.")).pdf
    file = ades.DataFile("pieteikums.pdf", "application/pdf", other)

    result = submit(signed.signed(format=ades.Format.PDF, files=[file]), name="pieteikums.pdf", ready=ready)

    assert refused(result) == ["SIGNED_CONTENT"]


def test_a_missing_file_is_refused() -> None:
    world.trusted()
    ready = world.rendered()
    files = (ades.DataFile(ready[2].pdf_name, "application/pdf", ready[2].pdf),)

    assert refused(submit(signed.signed(files=files), ready=ready)) == ["SIGNED_CONTENT"]


def test_an_added_file_is_refused() -> None:
    world.trusted()
    ready = world.rendered()
    files = (
        ades.DataFile(ready[2].pdf_name, "application/pdf", ready[2].pdf),
        ades.DataFile(ready[2].json_name, "application/json", ready[2].json),
        ades.DataFile("pielikums.txt", "text/plain", b"Vai ari ta?"),
    )

    assert refused(submit(signed.signed(files=files), ready=ready)) == ["SIGNED_CONTENT"]


def test_a_signature_without_timestamp_is_refused() -> None:
    world.trusted()
    ready = world.rendered()

    result = submit(world.signed_container(ready[2], level=ades.Level.B), ready=ready)

    assert "TIMESTAMP_PRESENT" in refused(result)


def test_a_signer_nobody_vouches_for_is_refused() -> None:
    ready = world.rendered()

    assert "SIGNATURES_PASSED" in refused(submit(world.signed_container(ready[2]), ready=ready))


@pytest.mark.attack
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7\nbroken", b"\x00" * 100])
def test_a_file_that_is_no_signed_document_is_refused(content: bytes) -> None:
    world.trusted()
    ready = world.rendered()

    assert set(refused(submit(content, ready=ready))) >= {"SIGNATURES_PASSED", "TIMESTAMP_PRESENT", "SIGNED_CONTENT"}


@pytest.mark.attack
def test_a_flipped_byte_is_refused() -> None:
    world.trusted()
    ready = world.rendered()
    content = bytearray(world.signed_container(ready[2]))
    place = content.index(b"registrationNumber")
    content[place] ^= 1

    assert "SIGNATURES_PASSED" in refused(submit(bytes(content), ready=ready))


def test_terms_that_are_no_longer_current_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    world.trusted()
    ready = world.rendered()
    newer = replace(terms.current(), number=2)
    monkeypatch.setattr("esigner.onboarding.terms.texts.current", lambda: newer)
    monkeypatch.setattr("esigner.onboarding.terms.current", lambda: newer)

    assert refused(submit(world.signed_container(ready[2]), ready=ready)) == ["TERMS_CURRENT"]


def test_a_refusal_is_recorded_with_the_failed_checks() -> None:
    ready = world.rendered()

    submit(b"nothing", ready=ready)

    event = audit.events(case=str(ready[0]), event_prefix="application.submitted")[-1]
    assert event.outcome == "refused"
    assert "SIGNATURES_PASSED" in event.data["failed"]  # type: ignore[operator]  # a list


def test_an_application_is_submitted_once() -> None:
    application_id, applicant = world.submitted()

    with pytest.raises(MoveNotPossibleError):
        applications.submit_signed(application_id=application_id, act=world.act(applicant), name="x", content=b"")


def test_an_application_changed_meanwhile_is_not_submitted(monkeypatch: pytest.MonkeyPatch) -> None:
    world.trusted()
    ready = world.rendered()
    content = world.signed_container(ready[2])

    def judge_slowly(**values: object) -> judging.Judgement:
        changed = replace(FORM, purpose="Cits mērķis.")
        applications.edit(application_id=ready[0], act=world.act(ready[1]), form=changed)
        applications.render(application_id=ready[0], act=world.act(ready[1]))
        return judging.judge(**values)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr("esigner.onboarding.applications.submission.judge", judge_slowly)

    with pytest.raises(ApplicationChangedError):
        submit(content, ready=ready)


def test_only_the_applicant_submits() -> None:
    ready = world.rendered()

    with pytest.raises(NotAllowedError):
        applications.submit_signed(application_id=ready[0], act=world.act(world.registrar()), name="x", content=b"")


def test_the_name_of_the_file_is_no_path() -> None:
    world.trusted()
    ready = world.rendered()

    result = submit(world.signed_container(ready[2]), name="..\\..\\etc/pie\nteikums.asice", ready=ready)

    assert result.application.signed_name == "pieteikums.asice"


def test_the_receipt_is_sealed_and_mailed_to_the_applicant() -> None:
    application_id, applicant = world.submitted()

    (pdf,) = world.issued(application_id)

    assert pdf.startswith(b"%PDF")
    message = models.Message.objects.get(case_id=application_id, notice="application.receipt")
    assert message.recipients == [applicant.email]
    receipt = archive.of_case(application_id, kind="receipt")[0]
    assert receipt.number in message.body_lv
    assert archive.content(receipt.id) == pdf


def test_the_receipt_is_issued_once() -> None:
    application_id, _ = world.submitted()

    world.issued(application_id)

    assert list(world.issued(application_id)) == []
    assert len(archive.of_case(application_id, kind="receipt")) == 1


def test_after_a_return_the_changes_are_shown_field_by_field() -> None:
    application_id, applicant = world.submitted()
    applications.return_for_correction(
        application_id=application_id, act=world.act(world.registrar()), reasons=["PURPOSE_UNCLEAR"], explanation="Kam?"
    )
    changed = replace(FORM, purpose="Tikai lēmumiem.")
    applications.edit(application_id=application_id, act=world.act(applicant), form=changed)
    rendering = applications.render(application_id=application_id, act=world.act(applicant))

    result = submit(world.signed_container(rendering), ready=(application_id, applicant, rendering))

    view = result.application
    assert (result.accepted, view.round, view.position.turn) == (True, 2, Side.AGENCY)
    assert [(one.field, one.before, one.after) for one in view.changes] == [
        ("purpose", FORM.purpose, "Tikai lēmumiem.")
    ]
    assert [reason.code for reason in view.reasons] == ["PURPOSE_UNCLEAR"]


@pytest.mark.attack
def test_a_file_whose_check_was_stopped_is_refused_and_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    world.trusted()
    ready = world.rendered()
    monkeypatch.setattr(Limits, "for_bytes", lambda _: Limits(memory_bytes=1024 * 1024))

    with pytest.raises(ValidationAbortedError):
        submit(bytes(32 * 1024 * 1024), ready=ready)

    assert not models.Submission.objects.exists()
    assert archive.of_case(ready[0]) == []


@pytest.mark.attack
def test_a_file_that_asks_for_too_much_work_is_refused_by_name() -> None:
    world.trusted()
    ready = world.rendered()

    result = submit(hostile.many_nodes(nodes=2_600_000), name="pieteikums.asice", ready=ready)

    assert "SIGNATURES_PASSED" in refused(result)
