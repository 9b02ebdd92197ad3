"""DER is written as X.690, `cryptography` and openssl have it."""

import re
import subprocess
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner.asn1 import der, nodes, tags

DOTTED = st.builds(
    lambda first, second, rest: ".".join(map(str, (first, second, *rest))),
    st.integers(0, 2),
    st.integers(0, 39),
    st.lists(st.integers(0, 2**128), max_size=8),
)


@pytest.mark.parametrize(
    ("value", "encoded"), [(0, "020100"), (127, "02017f"), (128, "02020080"), (-128, "020180"), (-129, "0202ff7f")]
)
def test_integer_is_in_its_shortest_form(value: int, encoded: str) -> None:
    assert der.integer(value).hex() == encoded


@settings(deadline=None)
@given(st.integers(1, 2**521), st.integers(1, 2**521))
def test_integers_are_those_of_cryptography(first: int, second: int) -> None:
    assert decode_dss_signature(der.sequence(der.integer(first), der.integer(second))) == (first, second)


@settings(deadline=None)
@given(st.integers(min_value=-(2**200), max_value=2**200))
def test_integer_is_read_back(value: int) -> None:
    assert nodes.read(der.integer(value)).as_integer() == value


@settings(deadline=None)
@given(DOTTED)
def test_object_identifier_is_read_back(dotted: str) -> None:
    assert nodes.read(der.oid(dotted)).as_oid() == dotted


def test_object_identifier_is_that_of_the_library_and_takes_arcs_of_any_size() -> None:
    usage = x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.2.840.113549.1.9.16.2.47")])
    assert usage.public_bytes() == der.sequence(der.oid("1.2.840.113549.1.9.16.2.47"))
    assert der.oid("2.25.340282366920938463463374607431768211455")[:3] == bytes.fromhex("061469")


@settings(deadline=None)
@given(st.binary(max_size=70_000))
def test_octet_string_of_any_length_is_read_back(content: bytes) -> None:
    assert nodes.read(der.octet_string(content)).as_octets() == content


@pytest.mark.parametrize("length", [0, 127, 128, 255, 256, 65_535, 65_536])
def test_lengths_at_the_edges_are_read_back(length: int) -> None:
    assert len(nodes.read(der.octet_string(b"x" * length)).content) == length


def test_set_of_is_sorted_by_encoding() -> None:
    assert der.set_of(der.integer(2), der.integer(1)) == der.tlv(tags.SET, der.integer(1) + der.integer(2))


def test_openssl_reads_every_type() -> None:
    moment = datetime(2026, 1, 15, 12, 30, 5, tzinfo=UTC)
    everything = der.sequence(
        der.integer(-129), der.enumerated(6), der.TRUE, der.NULL, der.bit_string(b"\xa0", 5),
        der.octet_string(b"\x01\x02"), der.utf8_string("ā"), der.oid("2.5.29.32.0"), der.utc_time(moment),
        der.generalized_time(moment), der.context(3, der.integer(1)), der.context(0, b"\x07", constructed=False),
    )  # fmt: skip
    told = subprocess.run(["openssl", "asn1parse", "-inform", "DER"], input=everything, capture_output=True, check=True)
    kinds = [re.split("(?:prim|cons): ", line)[1] for line in told.stdout.decode().splitlines()]
    assert [kind.replace(" ", "") for kind in kinds] == [
        "SEQUENCE", "INTEGER:-81", "ENUMERATED:06", "BOOLEAN:255", "NULL", "BITSTRING", "OCTETSTRING[HEXDUMP]:0102",
        "UTF8STRING:ā", "OBJECT:X509v3AnyPolicy", "UTCTIME:260115123005Z", "GENERALIZEDTIME:20260115123005Z",
        "cont[3]", "INTEGER:01", "cont[0]",
    ]  # fmt: skip
