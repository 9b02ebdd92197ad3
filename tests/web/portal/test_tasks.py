"""What the worker does for the portal at night."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from esigner.web.portal import tasks

pytestmark = pytest.mark.django_db
REAL_CLOCK = True
"""Sessions end by the machine's clock."""


def test_sessions_that_are_over_are_deleted() -> None:
    over, alive = SessionStore(), SessionStore()
    for session in (over, alive):
        session.create()
    Session.objects.filter(pk=over.session_key).update(expire_date=timezone.now() - timedelta(minutes=1))
    tasks.forget_sessions.func(timestamp=0)
    assert [one.pk for one in Session.objects.all()] == [alive.session_key]
