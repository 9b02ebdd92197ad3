"""What a real door tells at /metrics, asked by curl over TLS."""

import subprocess
from collections.abc import Callable

import pytest

from tests.config.door.conftest import RunningDoor


def test_door_tells_its_figures_where_they_are_switched_on(start_door: Callable[..., RunningDoor]) -> None:
    door = start_door(ESIGNER_METRICS="1")
    try:
        assert b"# TYPE esigner_service_seconds histogram\n" in door.curl("/metrics")
        with pytest.raises(subprocess.CalledProcessError):
            door.curl("/metrics", "-H", "X-Forwarded-For: 203.0.113.9")
    finally:
        door.process.terminate()
        door.process.communicate(timeout=10)


def test_door_tells_nothing_unless_told_to(running_door: RunningDoor) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        running_door.curl("/metrics")
