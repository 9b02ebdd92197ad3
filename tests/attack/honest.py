"""An honest caller who goes on working while somebody attacks."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

PATIENCE_SECONDS = 20.0
"""An honest call that takes longer than this has been starved."""


class Honest:
    """Calls again and again; counts the answers, and the calls that got none."""

    def __init__(self, call: Callable[[], httpx.Response]) -> None:
        """Take one call; it must give up by itself after PATIENCE_SECONDS."""
        self._call = call
        self._enough = threading.Event()
        self.answered = 0
        self.starved = 0

    @contextmanager
    def working(self) -> Iterator[None]:
        """Call in the background meanwhile; at least once after whatever is done inside."""
        worker = threading.Thread(target=self._work)
        worker.start()
        try:
            yield
        finally:
            self._enough.set()
            worker.join()
            self._once()

    def _work(self) -> None:
        while not self._enough.is_set():
            self._once()

    def _once(self) -> None:
        try:
            well = self._call().is_success
        except httpx.HTTPError:
            well = False
        self.answered += well
        self.starved += not well
