"""Others' JSON, read strictly (RFC 8259, RFC 7493): UTF-8, unique members, and the position of each value.

The positions allow insertion into a document without changing an existing character.
"""

import json
import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from esigner.bounds import spend

Value: TypeAlias = "dict[str, Node] | list[Node] | str | int | float | bool | None"

BYTES_AT_MOST: Final = 128 * 1024 * 1024
_DEPTH_AT_MOST: Final = 32
_VALUES_AT_MOST: Final = 200_000
_NUMBER_LENGTH_AT_MOST: Final = 64

_WHITE: Final = re.compile(r"[ \t\n\r]*+")
_STRING: Final = re.compile(r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*+)*+"')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?([eE][+-]?[0-9]++)?")
_WORDS: Final = {"true": True, "false": False, "null": None}


class JsonError(ValueError):
    """The text is not acceptable JSON, or a value is of the wrong kind."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value with the position of its text, from its first character to after its last."""

    value: Value
    start: int
    end: int

    @property
    def members(self) -> "dict[str, Node]":
        """The members of an object."""
        if not isinstance(self.value, dict):
            message = f"object expected at {self.start}"
            raise JsonError(message)
        return self.value

    @property
    def items(self) -> "list[Node]":
        """The items of an array."""
        if not isinstance(self.value, list):
            message = f"array expected at {self.start}"
            raise JsonError(message)
        return self.value

    @property
    def text(self) -> str:
        """The string."""
        if not isinstance(self.value, str):
            message = f"string expected at {self.start}"
            raise JsonError(message)
        return self.value


def decoded(data: bytes) -> str:
    """Return the text of the bytes.

    Raises:
        JsonError: Too large, not UTF-8, or with a byte order mark.
    """
    if len(data) > BYTES_AT_MOST:
        message = f"more than {BYTES_AT_MOST} bytes"
        raise JsonError(message)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = "not UTF-8"
        raise JsonError(message) from error
    if text.startswith("\ufeff"):
        message = "byte order mark"
        raise JsonError(message)
    return text


def read(text: str) -> Node:
    """Return the single value in the text.

    Raises:
        JsonError: Not JSON, a duplicate member, or too deep or too large.
    """
    reader = _Reader(text)
    node = reader.value(reader.white(0), 0)
    if reader.white(node.end) != len(text):
        message = f"something after the value at {node.end}"
        raise JsonError(message)
    return node


class _Reader:
    """One pass over the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.count = 0

    def white(self, at: int) -> int:
        found = _WHITE.match(self.text, at)
        return found.end() if found else at

    def value(self, at: int, depth: int) -> Node:
        self.count += 1
        spend(2)
        if depth > _DEPTH_AT_MOST or self.count > _VALUES_AT_MOST:
            message = "too deep, or too many values"
            raise JsonError(message)
        first = self.text[at : at + 1]
        if first == "{":
            return self._object(at, depth)
        if first == "[":
            return self._array(at, depth)
        if first == '"':
            return self._string(at)
        for word, value in _WORDS.items():
            if self.text.startswith(word, at):
                return Node(value, at, at + len(word))
        return self._number(at)

    def _object(self, at: int, depth: int) -> Node:
        found: dict[str, Node] = {}
        position = self.white(at + 1)
        while self.text[position : position + 1] != "}":
            if found:
                position = self._comma(position)
            name = self._string(position)
            position = self.white(name.end)
            if self.text[position : position + 1] != ":":
                raise self._wrong(position)
            if name.text in found:
                message = f"member twice: {name.text[:40]}"
                raise JsonError(message)
            found[name.text] = self.value(self.white(position + 1), depth + 1)
            position = self.white(found[name.text].end)
        return Node(found, at, position + 1)

    def _array(self, at: int, depth: int) -> Node:
        found: list[Node] = []
        position = self.white(at + 1)
        while self.text[position : position + 1] != "]":
            if found:
                position = self._comma(position)
            found.append(self.value(position, depth + 1))
            position = self.white(found[-1].end)
        return Node(found, at, position + 1)

    def _comma(self, at: int) -> int:
        if self.text[at : at + 1] != ",":
            raise self._wrong(at)
        return self.white(at + 1)

    def _string(self, at: int) -> Node:
        found = _STRING.match(self.text, at)
        if not found:
            raise self._wrong(at)
        token = found[0]
        value = json.loads(token) if "\\" in token else token[1:-1]
        if "\\" in token and any("\ud800" <= letter <= "\udfff" for letter in value):
            message = f"half a character at {at}"
            raise JsonError(message)
        return Node(value, at, found.end())

    def _number(self, at: int) -> Node:
        found = _NUMBER.match(self.text, at)
        if not found or len(found[0]) > _NUMBER_LENGTH_AT_MOST:
            raise self._wrong(at)
        value = float(found[0]) if found[1] or found[2] else int(found[0])
        return Node(value, at, found.end())

    def _wrong(self, at: int) -> JsonError:
        return JsonError(f"not JSON at {at}")
