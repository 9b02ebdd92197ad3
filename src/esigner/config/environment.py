"""Typed reading of environment variables; an empty variable counts as absent."""

import os
from collections.abc import Mapping
from pathlib import Path

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str = "", *, source: Mapping[str, str] | None = None) -> str:
    """Return the variable, stripped, or the default."""
    values = os.environ if source is None else source
    return values.get(name, "").strip() or default


def flag(name: str, *, default: bool = False, source: Mapping[str, str] | None = None) -> bool:
    """Return a yes/no variable; any other word is refused, so that a typing error never switches something on."""
    word = text(name, source=source).lower()
    if not word:
        return default
    if word in TRUE_WORDS | FALSE_WORDS:
        return word in TRUE_WORDS
    message = f"{name}: 1 or 0 expected, not {word!r}"
    raise ValueError(message)


def number(name: str, default: int, *, source: Mapping[str, str] | None = None) -> int:
    """Return a whole number."""
    word = text(name, source=source)
    try:
        return int(word) if word else default
    except ValueError as error:
        message = f"{name}: a whole number expected, not {word!r}"
        raise ValueError(message) from error


def words(name: str, default: str = "", *, source: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return a comma-separated list, empty parts left out."""
    return tuple(part.strip() for part in text(name, default, source=source).split(",") if part.strip())


def folder(name: str, default: Path, *, source: Mapping[str, str] | None = None) -> Path:
    """Return an absolute path."""
    return Path(text(name, str(default), source=source)).expanduser().absolute()
