"""Judging strangers' files in processes that can be killed.

A judgement counts its steps and itself refuses what is too expensive (`esigner.bounds`). This is the next barrier:
whatever a file does to our code, or to third-party code below it, affects only its own process, with limits of
processor time, wall-clock time and memory, and without the door's database, keys and settings. If it ends
without an answer, the answer is `ValidationAbortedError`, and nothing was stored.
"""

from esigner.isolation.errors import ValidationAbortedError, ValidationBusyError, ValidationShareUsedUpError
from esigner.isolation.judging import judge, warm
from esigner.isolation.limits import Limits
from esigner.isolation.parcels import Judged
from esigner.isolation.turns import Party

__all__ = [
    "Judged",
    "Limits",
    "Party",
    "ValidationAbortedError",
    "ValidationBusyError",
    "ValidationShareUsedUpError",
    "judge",
    "warm",
]
