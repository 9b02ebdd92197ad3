"""The test environment's API door, and a client that may call it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from esigner.web.api import strangers
from tests.world.sessions import Installation, install, trust_services


@pytest.fixture(autouse=True)
def nobody_counted() -> None:
    """Begin with no stranger of another test in the minute."""
    strangers.TALLY.take_due(at=None)


@pytest.fixture
def installation(db: None, settings: Settings, state: Path, door: Callable[..., None]) -> Iterator[Installation]:
    """An installation whose API door is open."""
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    settings.ESIGNER_URLS = dict(settings.ESIGNER_URLS)
    door("api", "test")
    with trust_services() as (trust, url):
        yield install(trust=trust, url=url)


@pytest.fixture
def system(installation: Installation) -> Client:
    """The institution's system: it presents its certificate and number at every call."""
    return Client(**installation.headers())


@pytest.fixture
def stranger() -> Client:
    """Somebody without certificate and number."""
    return Client()
