from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.world import registry as world


@pytest.fixture
def founded(db: None, door: Callable[..., None]) -> None:
    """A sandbox with its authorities, seen through the trust door."""
    door("trust")
    world.authorities_founded(at=timezone.now())
