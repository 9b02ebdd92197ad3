"""The agency's services as data: which there are, and which one a case is in; everything else is drawn from them."""

from esigner.onboarding.processes.listing import LISTED, add, current, every, main, of, version
from esigner.onboarding.processes.table import (
    COLUMNS,
    Audience,
    Block,
    Notice,
    Process,
    Side,
    Standing,
    Step,
    Transition,
)

__all__ = [
    "COLUMNS",
    "LISTED",
    "Audience",
    "Block",
    "Notice",
    "Process",
    "Side",
    "Standing",
    "Step",
    "Transition",
    "add",
    "current",
    "every",
    "main",
    "of",
    "version",
]
