"""The portal's settings, as in its own tests."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.world.cases import AT


@pytest.fixture(autouse=True)
def portal_door(door: Callable[..., None], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be the portal, an hour after everything began."""
    door("portal")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    seconds = itertools.count()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(hours=1, milliseconds=next(seconds)))
