"""The scheme as data: `EPARAKSTITAJS` is the process of this service, everything else is drawn from it."""

from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from esigner.onboarding.processes.table import (
    COLUMNS,
    Block,
    Process,
    Side,
    Standing,
    State,
    Step,
    Transition,
)

__all__ = ["COLUMNS", "EPARAKSTITAJS", "Block", "Process", "Side", "Standing", "State", "Step", "Transition"]
