"""People at their browsers, in front of the portal's door."""

import itertools
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from esigner.onboarding.permissions import Person
from esigner.registry import people
from tests.world.cases import AT

NOW = AT + timedelta(hours=1)

SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def portal(
    request: pytest.FixtureRequest, door: Callable[..., None], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be the portal, by a clock that ticks once each time it is read; the quick hash is for speed alone."""
    door("portal")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    seconds = itertools.count()
    if getattr(request.module, "REAL_CLOCK", False):
        return
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(seconds=next(seconds)))


@pytest.fixture
def sign_in() -> SignIn:
    """Return a browser in which the person is signed in, an officer with the second factor set up."""

    def signed_in(person: Person) -> Client:
        user = people.get(person.id)
        assert user is not None
        if person.is_officer:
            TOTP.activate(user, generate_totp_secret())
        browser = Client(headers={"accept-language": "lv"})
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return signed_in


@pytest.fixture
def unknown_id() -> str:
    """An id that nothing has."""
    return str(uuid.uuid4())
