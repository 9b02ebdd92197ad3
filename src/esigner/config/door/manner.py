"""What is particular to a door in how it receives requests; the rest is the same for all."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from esigner.config.door.callers import Register
from esigner.config.door.limits import Row
from esigner.config.health.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one door receives; by default, a door of no name without limits of its own."""

    door: str = ""
    """Key of the table of doors."""
    limits: Sequence[Row] = ()
    hosts: Sequence[str] = ()
    """Names that the door answers to, lower case, without port; a leading dot takes what is below; empty: any."""
    register: Register | None = None
    """Who knows whose certificate is registered: strangers are held back. None: nobody is a stranger here."""
    health: Callable[[], Awaitable[Report]] | None = None
    """What is answered at /healthz; None: that the door listens."""
    tick: Callable[[], None] | None = None
    """What is to be done every few seconds; runs in a thread, and may wait for a database."""
    at_end: Callable[[], object] = lambda: None
    """What is to be done before the process ends."""
    let_go: Callable[[], None] = lambda: None
    """Lets go of what the present thread holds for its next request, such as a database connection."""
    processes: int = 1
    """Of this door: each has its part of the places for connections."""
    spool: Path | None = None
    """Folder for long bodies."""
