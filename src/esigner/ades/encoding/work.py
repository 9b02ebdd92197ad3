"""How much work one document may cause: a fixed part, and a part proportional to its size.

Public-key operations, nodes of trees and digested kilobytes all count as steps (`esigner.bounds`); two million are two
to three seconds on a slow machine. The proportional part allows for a container of a gigabyte, at its cost;
since it is proportional, nothing small is expensive.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from esigner.bounds import allowance

_P = ParamSpec("_P")
_R = TypeVar("_R")
_STEPS: Final = 2_000_000
_STEPS_PER_KILOBYTE: Final = 48
_USUAL_KILOBYTES: Final = 10 * 1024
"""Up to this size, every document takes about the time of the fixed part, even a thousand signatures at level LT."""
_STEPS_PER_FURTHER_KILOBYTE: Final = 128


def steps_for(size: int) -> int:
    """Return the steps that a document may take.

    Args:
        size: Of everything sent, in bytes.
    """
    usual = min(size // 1024, _USUAL_KILOBYTES)
    return _STEPS + _STEPS_PER_KILOBYTE * usual + _STEPS_PER_FURTHER_KILOBYTE * (size // 1024 - usual)


def bounded(procedure: Callable[Concatenate[bytes, _P], _R]) -> Callable[Concatenate[bytes, _P], _R]:
    """Bound the work of a procedure by its initial document; inside another procedure the outer bound applies.

    Beyond it, `WorkLimitExceededError` is raised.
    """

    @wraps(procedure)
    def within(document: bytes, /, *given: _P.args, **named: _P.kwargs) -> _R:
        beside = named.get("detached")
        sizes = [getattr(file, "size_bytes", 0) for file in beside] if isinstance(beside, Sequence) else []
        with allowance(steps=steps_for(len(document) + sum(sizes))):
            return procedure(document, *given, **named)

    return within
