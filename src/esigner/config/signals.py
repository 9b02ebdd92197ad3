"""Signals as something to wait for together with pipes."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def wakeable(ask_to_stop: Callable[[], None], *, ask_to_renew: Callable[[], None]) -> Iterator[int]:
    """Return a descriptor that becomes readable at every signal; SIGINT and SIGTERM ask to stop, SIGHUP to renew."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    before = {number: signal.signal(number, lambda *_: ask_to_stop()) for number in STOP_SIGNALS}
    before[signal.SIGHUP] = signal.signal(signal.SIGHUP, lambda *_: ask_to_renew())
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(-1)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)


def drain(descriptor: int) -> None:
    """Forget the signals that woke us."""
    with suppress(BlockingIOError):
        while os.read(descriptor, 512):
            pass
