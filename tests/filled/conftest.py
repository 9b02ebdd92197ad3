"""The settings of the portal and of the API, as in their own tests."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.world.cases import AT
from tests.world.sessions import Installation, install, trust_services


@pytest.fixture
def portal_door(door: Callable[..., None], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be the portal, an hour after everything began."""
    door("portal")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    seconds = itertools.count()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(hours=1, milliseconds=next(seconds)))


@pytest.fixture
def installation(db: None, settings: Settings, door: Callable[..., None]) -> Iterator[Installation]:
    """An installation whose API door is open."""
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    settings.ESIGNER_URLS = dict(settings.ESIGNER_URLS)
    door("api", "test")
    with trust_services() as (trust, url):
        yield install(trust=trust, url=url)
