"""An honest caller who goes on working while somebody attacks."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

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
        self.reasons: list[str] = []
        """What came instead of an answer."""

    @contextmanager
    def working(self) -> Iterator[None]:
        """Call in the background meanwhile; at least once after whatever is done inside."""
        # A connection that was idle for long may be closed while it is used again: that is nobody's attack.
        with suppress(httpx.HTTPError):
            self._call()
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
            answer = self._call()
            reason = "" if answer.is_success else f"{answer.status_code} {answer.text[:200]}"
        except httpx.HTTPError as error:
            reason = repr(error)
        self.answered += not reason
        self.starved += bool(reason)
        self.reasons += [reason] if reason else []
