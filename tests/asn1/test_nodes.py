"""Whatever the bytes are, they are read or refused: DER strictly, BER as X.690 allows it, and neither without end."""

import contextlib
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import example, given, settings
from hypothesis import strategies as st

from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.asn1.nodes import Node
from esigner.bounds import allowance, spent


def walk(node: Node) -> None:
    """Read everything that can be read of an element."""
    readers = {tags.INTEGER: node.as_integer, tags.OBJECT_IDENTIFIER: node.as_oid, tags.GENERALIZED_TIME: node.as_time}
    if node.tag in readers:
        readers[node.tag]()
    elif node.tag & tags.CONSTRUCTED:
        for child in node.children():
            walk(child)


@pytest.mark.attack
@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "30",
        "3003020100ff",
        "30800000",
        "30810101",
        "0281017f",
        "3082000401020304",
        "04850000000001ff",
        "3085010000000000",
        "300502",
        "300201",
        "1f8101",
        "0200",
        "02020001",
        "0202ff80",
        "180d3230323630313135313230305a",
        "180f32303236313331353132303030305a",
        "0603808080",
        "0600",
    ],
)
def test_what_is_not_der_is_refused(encoded: str) -> None:
    with pytest.raises(MalformedAsn1Error):
        walk(nodes.read(bytes.fromhex(encoded)))


@pytest.mark.attack
@pytest.mark.parametrize(
    "encoded",
    ["", "30", "3003020100ff", "3080", "30800000ff", "0480ff0000", "1f8101", "0200", "3089000000000000000000", "0600"],
)
def test_what_is_not_ber_is_refused(encoded: str) -> None:
    with pytest.raises(MalformedAsn1Error):
        walk(nodes.read_ber(bytes.fromhex(encoded)))


@settings(deadline=None)
@given(st.integers(0, 255), st.binary(max_size=12))
@example(0, b"\x80")
@example(0x80, b"\x00")
def test_numbers_are_taken_for_such_by_our_reader_and_by_the_library_alike(first: int, rest: bytes) -> None:
    """The library refuses negative ones too: there they say nothing of the encoding."""
    encoded = der.tlv(tags.INTEGER, bytes((first & 0x7F,)) + rest)
    pair = der.sequence(encoded, der.integer(1))
    try:
        value = nodes.read(pair).child(0).as_integer()
    except MalformedAsn1Error:
        with pytest.raises(ValueError, match="parsing"):
            decode_dss_signature(pair)
    else:
        assert decode_dss_signature(pair) == (value, 1)


@settings(deadline=None)
@given(st.binary(max_size=64))
def test_any_bytes_are_der_or_refused(data: bytes) -> None:
    with contextlib.suppress(MalformedAsn1Error):
        assert nodes.read(data).encoded == data


@settings(deadline=None)
@given(st.binary(max_size=64))
def test_any_der_is_ber_with_the_same_parts(data: bytes) -> None:
    with contextlib.suppress(MalformedAsn1Error):
        inside = [child.encoded for child in nodes.read(data).children()]
        assert [child.encoded for child in nodes.read_ber(data).children()] == inside


@st.composite
def in_ber(draw: st.DrawFn, depth: int = 3) -> tuple[bytes, bytes]:
    """Return a value in DER, and in one of the ways in which BER may have it."""
    if depth == 0 or draw(st.booleans()):
        content = draw(st.binary(max_size=300))
        strict = der.octet_string(content)
        cut = draw(st.integers(0, len(content)))
        pieces = b"".join(map(der.octet_string, (content[:cut], content[cut:])))
        loose = draw(st.sampled_from([strict, der.tlv(0x24, pieces), b"\x24\x80" + pieces + b"\0\0"]))
        return strict, loose
    parts = draw(st.lists(in_ber(depth - 1), max_size=3))
    strict, body = der.sequence(*(one for one, _ in parts)), b"".join(loose for _, loose in parts)
    long = b"\x30\x83" + len(body).to_bytes(3, "big") + body
    return strict, draw(st.sampled_from([long, b"\x30\x80" + body + b"\0\0"]))


def values(node: Node) -> object:
    """Return what is inside, without its encoding."""
    return [values(child) for child in node.children()] if node.tag == tags.SEQUENCE else node.as_octets()


@settings(deadline=None)
@given(in_ber())
def test_ber_is_read_as_the_der_of_the_same_value(both: tuple[bytes, bytes]) -> None:
    strict, loose = both
    assert values(nodes.read_ber(loose)) == values(nodes.read(strict))


@settings(deadline=None)
@given(in_ber())
def test_der_alone_is_read_strictly(both: tuple[bytes, bytes]) -> None:
    strict, loose = both
    try:
        assert values(nodes.read(loose)) == values(nodes.read(strict))
    except MalformedAsn1Error:
        assert loose != strict
    else:
        assert loose == strict


def test_trailing_bytes_are_allowed_where_asked_for() -> None:
    node = nodes.read_ber(der.NULL + b"\0\0", trailing=True)
    assert node.end == len(der.NULL)


def test_generalized_time_keeps_its_fraction() -> None:
    encoded = der.tlv(tags.GENERALIZED_TIME, b"20260115120000.25Z")
    expected = datetime(2026, 1, 15, 12, 0, 0, 250_000, tzinfo=UTC)
    assert nodes.read(encoded).as_time() == nodes.read_ber(encoded).as_time() == expected


@pytest.mark.attack
@pytest.mark.parametrize(
    "text", ["20260101000000.1e300Z", "20261301000000Z", "99991231235961Z", "00000101000000Z", "20260101000000+0200"]
)
def test_time_that_is_none_is_malformed(text: str) -> None:
    with pytest.raises(MalformedAsn1Error):
        nodes.read_ber(der.tlv(tags.GENERALIZED_TIME, text.encode())).as_time()


@pytest.mark.attack
def test_object_identifier_too_long_to_be_written_is_malformed() -> None:
    with pytest.raises(MalformedAsn1Error):
        nodes.read_ber(der.tlv(tags.OBJECT_IDENTIFIER, b"\x2a" + b"\xff" * 3000 + b"\x7f")).as_oid()


@pytest.mark.attack
@pytest.mark.parametrize("read", [nodes.read, nodes.read_ber])
def test_depth_is_bounded(read: object) -> None:
    nested = der.NULL
    for _ in range(nodes.DEPTH_AT_MOST + 2):
        nested = der.sequence(nested)
    with pytest.raises(MalformedAsn1Error, match="too deep"):
        walk(nodes.read(nested) if read is nodes.read else nodes.read_ber(nested))


@pytest.mark.attack
def test_depth_of_indefinite_elements_is_bounded() -> None:
    levels = 100_000
    with pytest.raises(MalformedAsn1Error, match="too deep"):
        nodes.read_ber(b"\x30\x80" * levels + b"\0\0" * levels)


@pytest.mark.parametrize("read", [nodes.read, nodes.read_ber])
def test_every_element_is_paid_for(read: object) -> None:
    flat = der.sequence(*[der.NULL] * 1000)
    with allowance(steps=10**6):
        (nodes.read(flat) if read is nodes.read else nodes.read_ber(flat)).children()
        assert 2000 <= spent() <= 2004


@pytest.mark.attack
def test_ends_of_indefinite_elements_are_looked_for_once() -> None:
    levels = nodes.DEPTH_AT_MOST - 1
    nested = b"\x30\x80" * levels + der.NULL + b"\0\0" * levels
    with allowance(steps=10**6):
        walk(nodes.read_ber(nested))
        assert spent() <= 5 * levels


def test_element_of_another_number_of_parts_is_refused() -> None:
    node = nodes.read(der.sequence(der.NULL, der.NULL))
    assert len(node.exactly(2)) == 2
    assert len(node.at_least(1)) == 2
    with pytest.raises(MalformedAsn1Error):
        node.exactly(3)
    with pytest.raises(MalformedAsn1Error):
        node.at_least(3)
    with pytest.raises(MalformedAsn1Error):
        node.child(2)
    with pytest.raises(MalformedAsn1Error):
        node.expect(tags.SET)
