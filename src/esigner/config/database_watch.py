"""The supervisor's eye on the embedded database: it is started again after any end, ever later if it keeps ending."""

import time
from collections.abc import Callable
from typing import Final

from esigner.config import children
from esigner.config.database import Cluster
from esigner.config.errors import DatabaseUnavailableError

PAUSES: Final = (0.0, 1.0, 2.0, 5.0, 10.0)
"""Seconds before the first, second, … start after an end."""
NAME: Final = f"{'postgres':<16}"


class DatabaseWatch:
    """Asked again and again; it never waits for the database and never ends because of it."""

    def __init__(self, cluster: Cluster, *, say: Callable[[str], None]) -> None:
        """Take a cluster that has answered."""
        self._cluster = cluster
        self._say = say
        self._is_ready = True
        self._ends = 0
        self._due = 0.0

    @property
    def is_waiting(self) -> bool:
        """Return whether it is to be asked again soon."""
        return not self._is_ready

    def look(self) -> bool:
        """Do what is due; return whether the database has come back just now."""
        if self._is_ready and not self._cluster.is_running:
            self._note_end()
        if self._is_ready:
            return False
        if not self._cluster.is_running:
            self._start_if_due()
        elif self._cluster.is_ready():
            self._is_ready, self._ends = True, 0
            self._say(f"{NAME} gatavs · ready")
            return True
        return False

    def _note_end(self, reason: str = "") -> None:
        process = self._cluster.process
        how = reason or (children.how(process.returncode) if process is not None else "?")
        pause = PAUSES[min(self._ends, len(PAUSES) - 1)]
        self._is_ready, self._ends, self._due = False, self._ends + 1, time.monotonic() + pause
        self._say(
            f"{NAME} beidzies ({how}), palaiž no jauna pēc {pause:g} s · ended ({how}), starting again in {pause:g} s"
        )

    def _start_if_due(self) -> None:
        if self._due == 0.0:
            # It was started, and ended before it answered.
            self._note_end()
        if time.monotonic() < self._due:
            return
        self._due = 0.0
        try:
            self._cluster.launch()
        except (DatabaseUnavailableError, OSError) as error:
            self._note_end(error.detail().en if isinstance(error, DatabaseUnavailableError) else str(error))
