"""How long one stays signed in, by the times that the session noted."""

import time

import pytest
from django.test import Client
from pytest_django import Settings

from tests.web.portal import officers, pages

pytestmark = pytest.mark.django_db
REAL_CLOCK = True
"""Sessions compare with the machine's clock."""


def test_officer_is_signed_out_after_half_an_hour_without_a_page() -> None:
    client = _officer()
    _shift(client, seen=29 * 60)
    assert officers.is_in(client)
    _shift(client, seen=31 * 60)
    assert not officers.is_in(client)


def test_officer_is_signed_out_after_a_working_day_however_busy() -> None:
    client = _officer()
    _shift(client, began=8 * 3600 + 60)
    assert not officers.is_in(client)


def test_others_stay_longer() -> None:
    client = _applicant()
    _shift(client, seen=119 * 60, began=11 * 3600)
    assert officers.is_in(client)
    _shift(client, seen=121 * 60)
    assert not officers.is_in(client)


def test_page_to_sign_in_says_that_the_session_has_ended() -> None:
    client = _applicant()
    _shift(client, seen=3 * 3600)
    assert "Sesija ir beigusies" in pages.words(client.get("/lietas/", follow=True))


def test_ages_are_settings(settings: Settings) -> None:
    settings.ESIGNER_SIGNED_IN_SECONDS = (60, 120)
    client = _applicant()
    _shift(client, seen=61)
    assert not officers.is_in(client)


def test_page_asked_for_keeps_the_session_alive() -> None:
    client = _applicant()
    _shift(client, seen=100 * 60)
    assert officers.is_in(client)
    assert client.session["seen_at"] > time.time() - 60


def test_session_is_gone_not_only_hidden() -> None:
    client = _applicant()
    key = client.session.session_key
    _shift(client, seen=3 * 3600)
    officers.is_in(client)
    assert key is not None
    assert not client.session.exists(key)


def _applicant() -> Client:
    user = officers.person()
    client = officers.browser()
    officers.sign_in(client, user.email)
    assert officers.is_in(client)
    return client


def _officer() -> Client:
    client = officers.signed_in(officers.officer_with_app()[1])
    assert officers.is_in(client)
    return client


def _shift(client: Client, *, seen: int = 0, began: int = 0) -> None:
    """Let the session have begun, and its last page have been asked for, so many seconds ago."""
    session = client.session
    session["seen_at"], session["began_at"] = time.time() - seen, time.time() - began
    session.save()
