"""Judging strangers' files in processes that can be killed.

A judgement counts its steps and refuses by itself what is too dear (`esigner.bounds`). This is the wall behind that:
whatever a file does to our code, or to the code of others below it, one process of its own pays for it, with limits of
processor time, of time on the wall and of memory, and without the door's database, keys and settings. Where it ends
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
