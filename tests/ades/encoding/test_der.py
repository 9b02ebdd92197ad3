"""DER is written as `cryptography` and X.690 have it, and read strictly."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esigner.ades.encoding import der
from esigner.ades.encoding.errors import MalformedDerError


@given(st.integers(min_value=-(2**200), max_value=2**200))
def test_integer_is_read_back(value: int) -> None:
    assert der.read(der.integer(value)).as_integer() == value


@pytest.mark.parametrize(
    ("value", "encoded"), [(0, "020100"), (127, "02017f"), (128, "02020080"), (-128, "020180"), (-129, "0202ff7f")]
)
def test_integer_is_in_its_shortest_form(value: int, encoded: str) -> None:
    assert der.integer(value).hex() == encoded


@given(
    st.builds(
        lambda first, second, rest: ".".join(map(str, (first, second, *rest))),
        st.integers(0, 2),
        st.integers(0, 39),
        st.lists(st.integers(0, 2**128), max_size=8),
    )
)
def test_object_identifier_is_read_back(dotted: str) -> None:
    assert der.read(der.oid(dotted)).as_oid() == dotted


@given(st.binary(max_size=70_000))
def test_octet_string_of_any_length_is_read_back(content: bytes) -> None:
    assert der.read(der.octet_string(content)).only(der.OCTET_STRING).content == content


def test_set_of_is_sorted_by_encoding() -> None:
    assert der.set_of(der.integer(3), der.integer(1)) == der.set_of(der.integer(1), der.integer(3))


def test_generalized_time_with_a_fraction_is_read() -> None:
    node = der.read(der.tlv(der.GENERALIZED_TIME, b"20260115120000.25Z"))
    assert node.as_time() == datetime(2026, 1, 15, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "30",
        "3003020100ff",
        "30800000",
        "0281017f",
        "04850000000001ff",
        "300502",
        "1f8101",
        "180d3230323630313135313230305a",
        "180f32303236313331353132303030305a",
        "0603808080",
    ],
)
def test_malformed_input_is_refused(encoded: str) -> None:
    with pytest.raises(MalformedDerError):
        _read_all(der.read(bytes.fromhex(encoded)))


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(MalformedDerError):
        assert der.read(data).encoded == data


def _read_all(node: der.Node) -> None:
    if node.tag == der.GENERALIZED_TIME:
        node.as_time()
    elif node.tag == der.OBJECT_IDENTIFIER:
        node.as_oid()
    elif node.tag & 0x20:
        for child in node.children():
            _read_all(child)
