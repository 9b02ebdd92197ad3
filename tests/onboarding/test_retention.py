"""Drafts and mails are not kept for ever; what was sent in is."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from esigner import audit
from esigner.notices.retention import purge_outbox
from esigner.onboarding import models, retention, tasks
from tests.world import cases as world
from tests.world.cases import AT, FORM

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def test_draft_that_nobody_came_back_to_is_deleted() -> None:
    application_id, _ = world.draft()

    assert retention.purge_drafts(at=AT + YEAR - timedelta(seconds=1)) == 0
    assert retention.purge_drafts(at=AT + YEAR) == 1
    assert retention.purge_drafts(at=AT + YEAR) == 0

    assert not models.Application.objects.exists()
    (event,) = audit.events(case=str(application_id), event_prefix="application.purged")
    assert event.actor == audit.SYSTEM


def test_draft_that_was_touched_since_stays() -> None:
    from esigner.onboarding import applications

    application_id, applicant = world.draft()
    applications.edit(application_id=application_id, act=world.act(applicant, at=AT + timedelta(days=200)), form=FORM)

    assert retention.purge_drafts(at=AT + YEAR) == 0


def test_what_was_sent_in_stays() -> None:
    world.submitted()

    assert retention.purge_drafts(at=AT + 9 * YEAR) == 0


def test_old_mails_leave_the_outbox(state: Path) -> None:
    (state / "outbox").mkdir()
    days = (AT - timedelta(days=91), AT - timedelta(days=89))
    old, new = (state / "outbox" / f"{day:%Y%m%dT%H%M%S}-0.eml" for day in days)
    old.touch()
    new.touch()

    assert purge_outbox(at=AT) == 1

    assert list((state / "outbox").iterdir()) == [new]


def test_browser_sessions_that_are_over_are_deleted() -> None:
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))

    tasks.purge(timestamp=0)

    assert [one.session_key for one in Session.objects.all()] == ["new"]
