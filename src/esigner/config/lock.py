"""One supervisor for a state folder.

`lock` is held by the supervisor alone, `lock.children` by its children too: after a kill the first is free at once, and
whoever holds the second outlived it.
"""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from esigner.config import orphans
from esigner.config.errors import StateBusyError

FORKING_SECONDS: Final = 1.0
"""A child that was forked a moment ago has not let go of the supervisor's own lock yet."""
ENDING_SECONDS: Final = 10.0
"""How long the children of a killed supervisor may take to end, which Linux told them to; then they are killed."""
KILLING_SECONDS: Final = 5.0


@contextmanager
def locked(state: Path) -> Iterator[int]:
    """Hold the state folder, end what outlived its last holder; give the descriptor that children must close.

    Raises:
        StateBusyError: Another supervisor holds it, or what outlived one cannot be ended from here.
    """
    own = _open(state / "lock")
    shared = _open(state / "lock.children")
    try:
        if not _taken(own, seconds=FORKING_SECONDS):
            raise StateBusyError(state=str(state))
        if not _taken(shared, seconds=ENDING_SECONDS):
            kill = ((signal.SIGKILL, KILLING_SECONDS),)
            orphans.end(lambda: orphans.holders(state / "lock.children"), steps=kill)
            if not _taken(shared, seconds=FORKING_SECONDS):
                raise StateBusyError(state=str(state))
        yield own
    finally:
        os.close(shared)
        os.close(own)


def is_held(state: Path) -> bool:
    """Return whether somebody runs in this folder."""
    try:
        descriptor = os.open(state / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _taken(descriptor, seconds=0.0)
    finally:
        os.close(descriptor)


def _open(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)


def _taken(descriptor: int, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        else:
            return True
