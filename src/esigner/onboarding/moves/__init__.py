"""The one way an application or a case changes: `moves.make(row, "promote", act, given)`.

`making` does it, from a row of the process table; `vocabulary` holds the functions that rows name: `guards` registers
what must hold, and each room, next to its own things, what is done.
"""

from esigner.onboarding.moves.clock import Clock, Position, position, start, take_over
from esigner.onboarding.moves.finding import led_to_by, ready_for, ready_for_offered
from esigner.onboarding.moves.making import (
    Made,
    check,
    check_actor,
    check_start,
    make,
    may_make,
    may_start,
    offered,
    refuse,
)
from esigner.onboarding.moves.move import Done, Given, Move, Told
from esigner.onboarding.moves.soundness import faults
from esigner.onboarding.moves.vocabulary import AGREEMENTS, GUARDS, SERVICES, Condition, agreement, guard, service

__all__ = [
    "AGREEMENTS",
    "GUARDS",
    "SERVICES",
    "Clock",
    "Condition",
    "Done",
    "Given",
    "Made",
    "Move",
    "Position",
    "Told",
    "agreement",
    "check",
    "check_actor",
    "check_start",
    "faults",
    "guard",
    "led_to_by",
    "make",
    "may_make",
    "may_start",
    "offered",
    "position",
    "ready_for",
    "ready_for_offered",
    "refuse",
    "service",
    "start",
    "take_over",
]
