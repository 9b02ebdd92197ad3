"""Questions: by anyone at any time, answered by the agency, both sides mailed."""

from datetime import timedelta

import pytest

from esigner.onboarding import consultations, models
from esigner.onboarding.errors import (
    ConsultationClosedError,
    ExplanationMissingError,
    NotAllowedError,
    TopicUnknownError,
)
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side
from esigner.registry.kinds import Role
from tests.world import cases as world
from tests.world.cases import AT

pytestmark = pytest.mark.django_db


def asked(by: Person, **values: object) -> consultations.ConsultationView:
    return consultations.ask(
        **{"act": world.act(by), "topic": "testing", "subject": "Kāpēc 403?", "text": "Kods EPAK_NUMBER_MISSING."}
        | values  # type: ignore[arg-type]  # what a test varies
    )


def test_a_question_without_a_case_waits_for_the_agency() -> None:
    asker = world.person()

    thread = asked(asker, request_ids=[" req-1 ", ""], environment="test")

    assert (thread.case_id, thread.turn, thread.request_ids) == (None, Side.AGENCY, ("req-1",))
    assert thread.number == "EPAK/J/2031/1"
    assert asked(asker).number == "EPAK/J/2031/2"


def test_the_answer_is_mailed_to_the_asker() -> None:
    asker = world.person()
    thread = asked(asker)

    answer = consultations.write(
        consultation_id=thread.id,
        act=world.act(world.registrar(), at=AT + timedelta(minutes=3)),
        text="Pievienojiet galveni.",
    )

    assert answer.answer_seconds == 180
    message = models.Message.objects.get(notice="consultation.written")
    assert message.recipients == [asker.email]
    assert "Pievienojiet galveni." in message.body_lv
    assert f"/konsultacijas/{thread.id}/" in message.body_lv


def test_a_further_question_gives_the_turn_back_and_keeps_the_first_answers_time() -> None:
    asker, officer = world.person(), world.registrar()
    thread = asked(asker)
    consultations.write(consultation_id=thread.id, act=world.act(officer, at=AT + timedelta(minutes=1)), text="Tā.")

    again = consultations.write(
        consultation_id=thread.id, act=world.act(asker, at=AT + timedelta(minutes=2)), text="Un ja nē?"
    )

    assert (again.turn, again.answer_seconds) == (Side.AGENCY, 60)
    assert [entry.side for entry in again.entries] == [Side.INSTITUTION, Side.AGENCY, Side.INSTITUTION]
    assert [one.id for one in consultations.queue(by=officer)] == [thread.id]


def test_colleagues_see_the_threads_of_the_case() -> None:
    case = world.registered()
    thread = asked(case.applicant, case_id=case.id)
    colleague = world.person("Jānis Ķirsis", role=Role.TECHNICAL_CONTACT, institution_id=case.row.institution_id)

    assert [one.id for one in consultations.mine(by=colleague)] == [thread.id]
    assert [one.id for one in case.view().consultations] == [thread.id]


def test_nothing_is_written_on_a_closed_thread() -> None:
    asker = world.person()
    thread = asked(asker)
    consultations.close(consultation_id=thread.id, act=world.act(asker))

    with pytest.raises(ConsultationClosedError):
        consultations.write(consultation_id=thread.id, act=world.act(asker), text="Vēl.")
    with pytest.raises(ConsultationClosedError):
        consultations.close(consultation_id=thread.id, act=world.act(asker))


def test_an_auditor_does_not_answer() -> None:
    thread = asked(world.person())

    with pytest.raises(NotAllowedError):
        consultations.write(consultation_id=thread.id, act=world.act(world.person(role=Role.AUDITOR)), text="Tā.")


def test_a_question_has_a_topic_a_subject_and_a_text() -> None:
    asker = world.person()

    with pytest.raises(TopicUnknownError):
        asked(asker, topic="weather")
    with pytest.raises(ExplanationMissingError):
        asked(asker, subject=" ")
    with pytest.raises(ExplanationMissingError):
        asked(asker, text="")
