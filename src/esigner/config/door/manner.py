"""What is particular to a door in how it receives requests; the rest is the same for all."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from esigner.config.door.limits import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one door receives; by default, a door of no name without limits of its own."""

    door: str = ""
    """Key of the table of doors."""
    limits: Sequence[Row] = ()
    hosts: Sequence[str] = ()
    """Names that the door answers to, lower case, without port; a leading dot takes what is below; empty: any."""
    knows: Callable[[str], Awaitable[bool]] | None = None
    """Whether a certificate (its SHA-256, hex) is registered: no other bodies are read in. None: all are."""
    spool: Path | None = None
    """Folder for long bodies."""
