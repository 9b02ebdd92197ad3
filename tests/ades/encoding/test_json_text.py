"""JSON read strictly, and where each value stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esigner.ades.encoding import json_text
from esigner.ades.encoding.json_text import JsonError, Node

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=20,
)


def plain(node: Node) -> object:
    if isinstance(node.value, dict):
        return {name: plain(one) for name, one in node.value.items()}
    if isinstance(node.value, list):
        return [plain(one) for one in node.value]
    return node.value


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_what_json_writes_is_read(value: object, ascii_only: bool, indent: int | None) -> None:  # noqa: FBT001
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert plain(json_text.read(text)) == value


def test_places_are_those_of_the_text() -> None:
    text = ' {"a" : [1, "b\\n"] , "c": {} }\n'
    node = json_text.read(text)
    assert text[node.start : node.end] == '{"a" : [1, "b\\n"] , "c": {} }'
    assert text[node.members["a"].start : node.members["a"].end] == '[1, "b\\n"]'
    assert text[node.members["a"].items[1].start : node.members["a"].items[1].end] == '"b\\n"'


@pytest.mark.attack
@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"a":1,"\\u0061":2}',
        '{"a":1,}',
        "[1,]",
        "[1 2]",
        '{"a" 1}',
        "{'a':1}",
        "{a:1}",
        "[01]",
        "[1.]",
        "[NaN]",
        "[Infinity]",
        "[" + "1" * 65 + "]",
        '["\\x"]',
        '["\n"]',
        '["\\ud800"]',
        '["a',
        "[",
        "{",
        "",
        "[]x",
        "[tru]",
        "/*c*/[]",
        "[" * 40 + "]" * 40,
        "[" + "0," * 200_001 + "0]",
    ],
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(JsonError):
        json_text.read(text)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf{}", b"\xff", b"\xed\xa0\x80", b"\xc0\x80"])
def test_other_bytes_than_utf_8_are_refused(data: bytes) -> None:
    with pytest.raises(JsonError):
        json_text.decoded(data)


def test_too_large_a_document_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "BYTES_AT_MOST", 3)
    assert json_text.decoded(b"[] ") == "[] "
    with pytest.raises(JsonError):
        json_text.decoded(b"[]  ")


@pytest.mark.parametrize("kind", ["members", "items", "text"])
def test_another_kind_of_value_is_an_error(kind: str) -> None:
    with pytest.raises(JsonError):
        getattr(json_text.read("1"), kind)
