"""The functions that rows of a process name: what must hold before a move, who must agree, what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from esigner.errors import Text
from esigner.onboarding.moves.move import Done, Move
from esigner.onboarding.two_officers import Agreed

Look = Callable[[Move], bool]
Agree = Callable[[Move], Agreed | None]
Do = Callable[[Move], Done]
F = TypeVar("F", Look, Agree)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Generic[F]):
    """One thing that must hold: how it is checked, and how it is worded."""

    name: str
    words: Text
    look: F


GUARDS: Final[dict[str, Condition[Look]]] = {}
"""What must hold. Each raises the refusal that says most; for one that returns False its words are used."""
AGREEMENTS: Final[dict[str, Condition[Agree]]] = {}
"""Who must agree: asked once, after every guard. None where another officer is awaited: nothing is made yet."""
SERVICES: Final[dict[str, Do]] = {}
"""What is done with a move."""


def guard(name: str, lv: str, en: str) -> Callable[[Look], Look]:
    """Register a function that checks what must hold, under the name that rows use."""

    def register(look: Look) -> Look:
        GUARDS[name] = Condition(name=name, words=Text(lv, en), look=look)
        return look

    return register


def agreement(name: str, lv: str, en: str) -> Callable[[Agree], Agree]:
    """Register a function that asks for agreement, under the name that rows use."""

    def register(look: Agree) -> Agree:
        AGREEMENTS[name] = Condition(name=name, words=Text(lv, en), look=look)
        return look

    return register


def service(name: str) -> Callable[[Do], Do]:
    """Register a function that does a move's work, under the name that rows use."""

    def register(do: Do) -> Do:
        SERVICES[name] = do
        return do

    return register
