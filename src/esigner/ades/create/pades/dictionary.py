"""PDF dictionaries read in their plainest form only; callers use another reader for the rest."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

_TOKEN: Final = re.compile(
    rb"[\t\n\r ]*(?:(<<|\[)|(>>|\])|(/[A-Za-z0-9_.+:-]+)|"
    rb"(<[0-9A-Fa-f]*>|\((?:[^()\\\r\n]|\\[nrtbf()\\])*\))|([0-9]{1,7}[\t\n\r ]+[0-9]{1,5}[\t\n\r ]+R\b)|"
    rb"([+-]?[0-9]*\.?[0-9]+|[0-9]+\.|true|false|null)(?=[\0\t\n\f\r \]\[<>(/]))"
)
_OPENS, _CLOSES, _NAME = 1, 2, 3
_DEPTH_AT_MOST: Final = 20


class NotPlainError(Exception):
    """Not plain; not a refusal, only a switch to the other reader."""


def dictionary(
    content: bytes, at: int, *, without: AbstractSet[bytes] = frozenset(), depth: int = 0
) -> tuple[Mapping[bytes, bytes], int]:
    """Return the entries of the dictionary at `at` as text, and the position of its closing brackets.

    Args:
        content: The file.
        at: The position of `<<`.
        without: Keys that must not occur.
        depth: Nesting depth of brackets.

    Raises:
        NotPlainError: A duplicate or unwanted key, or not only names, numbers, references, plain strings and arrays.
    """
    if depth > _DEPTH_AT_MOST:
        raise NotPlainError
    entries: dict[bytes, bytes] = {}
    at += len(b"<<")
    while True:
        token = _token(content, at)
        if token[_CLOSES] == b">>":
            return entries, token.start(_CLOSES)
        key = token[_NAME]
        if not key or key in entries or key in without:
            raise NotPlainError
        start, at = _value(content, _token(content, token.end()), depth + 1)
        entries[key] = content[start:at]


def _value(content: bytes, token: "re.Match[bytes]", depth: int) -> tuple[int, int]:
    """Return the start and end of the value that begins with `token`."""
    kind = token.lastindex or 0
    start = token.start(kind)
    if kind == _CLOSES:
        raise NotPlainError
    if kind != _OPENS:
        return start, token.end()
    if token[_OPENS] == b"<<":
        return start, dictionary(content, start, depth=depth)[1] + len(b">>")
    at = token.end()
    while (inner := _token(content, at))[_CLOSES] != b"]":
        if depth > _DEPTH_AT_MOST:
            raise NotPlainError
        at = _value(content, inner, depth + 1)[1]
    return start, inner.end()


def _token(content: bytes, at: int) -> "re.Match[bytes]":
    token = _TOKEN.match(content, at)
    if token is None:
        raise NotPlainError
    return token
