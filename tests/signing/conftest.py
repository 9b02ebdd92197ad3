"""The installation that tests of signing work in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.world.sessions import Installation, install, trust_services


@pytest.fixture
def installation(db: None, settings: Settings, state: Path) -> Iterator[Installation]:
    """A test environment with a registered client and reachable trust services."""
    # Touched through pytest's wrapper, so that what `install` sets is put back.
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    settings.ESIGNER_URLS = dict(settings.ESIGNER_URLS)
    with trust_services() as (trust, url):
        yield install(trust=trust, url=url)
