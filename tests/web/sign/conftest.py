"""The test environment's signing page, and a person with a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.world.sessions import Installation, install, trust_services


@pytest.fixture
def installation(db: None, settings: Settings, state: Path, door: Callable[..., None]) -> Iterator[Installation]:
    """An installation whose signing page is open."""
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    settings.ESIGNER_URLS = dict(settings.ESIGNER_URLS)
    door("sign", "test")
    with trust_services() as (trust, url):
        yield install(trust=trust, url=url)


@pytest.fixture
def browser(installation: Installation) -> Client:
    """A person's browser; forged forms are refused as in the real one."""
    return Client(enforce_csrf_checks=True)
