"""One supervisor for a state folder."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from esigner.config.errors import StateBusyError

ENDING_SECONDS: Final = 12.0
"""How long the children of a killed supervisor may take to end."""


@contextmanager
def locked(state: Path) -> Iterator[None]:
    """Hold the state folder. Children hold it too: after a kill, no other starts while they are still ending."""
    descriptor = os.open(state / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + ENDING_SECONDS
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if _holder_is_alive(state) or time.monotonic() > deadline:
                    raise StateBusyError(state=str(state)) from error
                time.sleep(0.1)
        (state / "supervisor.pid").write_text(str(os.getpid()), encoding="ascii")
        try:
            yield
        finally:
            (state / "supervisor.pid").unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def is_held(state: Path) -> bool:
    """Return whether somebody runs in this folder."""
    try:
        descriptor = os.open(state / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def _holder_is_alive(state: Path) -> bool:
    """Return whether the supervisor itself still runs, not only children of one that was killed."""
    try:
        os.kill(int((state / "supervisor.pid").read_text(encoding="ascii")), 0)
    except (OSError, ValueError):
        return False
    return True
