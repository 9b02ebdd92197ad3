import pytest
from hypothesis import given
from hypothesis import strategies as st

from esigner.pki import der


@given(st.integers(min_value=0, max_value=2**200))
def test_integer_is_read_back(value: int) -> None:
    assert der.read_one(der.integer(value), der.INTEGER).as_integer() == value


@given(st.binary(max_size=70_000))
def test_octet_string_is_read_back_at_any_length(content: bytes) -> None:
    encoded = der.octet_string(content)
    assert der.read_one(encoded, der.OCTET_STRING).content == content


@pytest.mark.parametrize("length", [127, 128, 255, 256, 65_535, 65_536])
def test_lengths_at_the_edges_are_read_back(length: int) -> None:
    assert len(der.read_one(der.octet_string(b"x" * length), der.OCTET_STRING).content) == length


def test_oid_takes_arcs_of_any_size() -> None:
    assert der.oid("1.2.840.113549") == bytes.fromhex("06062a864886f70d")
    assert der.oid("2.25.340282366920938463463374607431768211455")[:3] == bytes.fromhex("061469")


def test_set_of_is_sorted() -> None:
    assert der.set_of(der.integer(2), der.integer(1)) == der.tlv(der.SET, der.integer(1), der.integer(2))


@pytest.mark.parametrize(
    "data",
    ["", "30", "3080", "300201", "30810101", "3082000401020304", "3085010000000000", "1f8101", "0500"],
    ids=["empty", "tag only", "indefinite", "too short", "long form", "leading zero", "huge", "long tag", "other tag"],
)
def test_read_one_refuses_what_is_not_der(data: str) -> None:
    with pytest.raises(der.DerError):
        der.read_one(bytes.fromhex(data), der.SEQUENCE)


@pytest.mark.parametrize("data", ["0200", "02020001", "0202ff80"])
def test_as_integer_refuses_superfluous_octets(data: str) -> None:
    with pytest.raises(der.DerError):
        der.read_one(bytes.fromhex(data), der.INTEGER).as_integer()


def test_read_one_refuses_bytes_after_the_end() -> None:
    with pytest.raises(der.DerError, match="after the end"):
        der.read_one(der.null() + b"\0", der.NULL)
