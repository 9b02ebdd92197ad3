"""The case page and the lists: whose turn, what next, since when."""

from datetime import timedelta

import pytest

from esigner.onboarding import cases, consultations
from esigner.onboarding.processes import Side
from esigner.onboarding.processes.eparakstitajs_standings import State
from esigner.registry.kinds import Environment
from tests.world import cases as world
from tests.world.cases import AT, FORM

pytestmark = pytest.mark.django_db


def test_the_page_says_whose_turn_it_is_and_what_is_next() -> None:
    case, _ = world.requested()

    position = case.view(at=AT + timedelta(days=6)).position

    assert position.turn is Side.AGENCY
    assert position.next_action.lv == "Aģentūra reģistrē klientu testa vidē un izdod sertifikātu."
    assert position.clock.due_at == AT + timedelta(days=5)
    assert position.clock.overdue


def test_history_tells_every_move_newest_first_and_no_calls() -> None:
    case = world.connected()
    world.door(case, "api.called", route="/v1/probe")

    rows = case.view().history.rows

    events = [row.event for row in rows]
    assert events[0] == "case.testing"
    assert {"application.drafted", "application.submitted", "case.registered", "client.registered"} <= set(events)
    assert "api.called" not in events
    assert all(row.title.lv and row.title.lv != row.event for row in rows), [
        row.event for row in rows if row.title.lv == row.event
    ]


def test_messages_and_documents_are_on_the_page() -> None:
    case = world.registered()
    world.issued(case.id)

    view = case.view()

    assert {message.notice for message in view.messages} == {
        "application.submitted", "application.receipt", "case.registered",
    }  # fmt: skip
    assert {document.kind for document in view.documents} == {
        "application", "validation_report", "receipt", "registration_letter",
    }  # fmt: skip


def test_an_institution_lists_its_own_cases_only() -> None:
    mine, theirs = world.registered(), world.other_institution()

    assert [row.id for row in cases.of_person(by=mine.applicant, at=AT)] == [mine.id]
    assert {row.id for row in cases.of_person(by=mine.officer, at=AT)} == {mine.id, theirs.id}


def test_drafts_of_others_are_not_the_agencys_business() -> None:
    draft, applicant = world.draft()

    assert [row.id for row in cases.of_person(by=applicant, at=AT)] == [draft]
    assert cases.of_person(by=world.registrar(), at=AT) == []


def test_the_queue_holds_all_that_awaits_the_agency() -> None:
    case, request = world.requested()
    application_id, _ = world.submitted()
    thread = consultations.ask(act=world.act(case.applicant), topic="other", subject="Kā?", text="Kā?", case_id=case.id)

    rows = cases.queue(by=case.officer, at=AT)

    assert {(row.kind, row.id) for row in rows} == {
        ("request", request.id), ("application", application_id), ("consultation", thread.id),
    }  # fmt: skip


def test_notice_everything_moves_what_waits_for_the_doors() -> None:
    case = world.connected()
    world.door(case, "api.called", route="/v1/probe")

    assert cases.notice_everything(at=AT) == 1
    assert case.row.state == State.TESTING
    assert cases.notice_everything(at=AT) == 0


def test_the_onboarding_ends_once() -> None:
    case = world.production_connected()
    assert not cases.notice_first_production_signature(case_id=case.id, at=AT)
    world.door(case, "signing.signature.finalized", environment=Environment.PRODUCTION, subject="s9")

    assert cases.notice_first_production_signature(case_id=case.id, at=AT)
    assert not cases.notice_first_production_signature(case_id=case.id, at=AT)
    assert case.view().position.turn is None


def test_the_title_is_the_systems_name() -> None:
    case = world.registered()

    assert cases.of_person(by=case.applicant, at=AT)[0].title.lv == FORM.system_name
