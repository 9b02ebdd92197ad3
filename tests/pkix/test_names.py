"""Names as strangers write them: every string type, legal or not; never an exception of the library."""

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from esigner.asn1 import der
from esigner.pkix import names
from esigner.pkix.errors import CertificatePartUnreadableError
from tests.world import strangers


@pytest.mark.parametrize(
    ("tag", "content", "text"),
    [
        (strangers.UTF8, "Bērziņš".encode(), "Bērziņš"),
        (strangers.UTF8, b"B\xe7rz", "B\ufffdrz"),
        (strangers.T61, b"J\xf6rgen", "Jörgen"),
        (strangers.PRINTABLE, b"A@b*_", "A@b*_"),
        (strangers.PRINTABLE, b"J\xf6rgen", "Jörgen"),
        (strangers.IA5, "Ūdris".encode(), "Ūdris"),
        (strangers.BMP, "Ūdris".encode("utf-16-be"), "Ūdris"),
        (strangers.BMP, b"\x00A\x00", "A\ufffd"),
        (strangers.UNIVERSAL, "Ūdris".encode("utf-32-be"), "Ūdris"),
        (strangers.UTF8, b"", ""),
        (strangers.UTF8, b"a\0b", "a\ufffdb"),
        (strangers.BITS, b"\0\x01", "#03020001"),
    ],
)
def test_read_shows_every_string(tag: int, content: bytes, text: str) -> None:
    name = names.read(strangers.string(tag, content))

    assert name.values(names.COMMON_NAME) == (text,)


def test_is_text_where_every_value_is_a_string() -> None:
    assert names.read(strangers.string(strangers.T61, b"x")).is_text
    assert not names.read(strangers.string(strangers.BITS, b"\0x")).is_text
    assert names.read(strangers.string(strangers.BITS, b"\0x", oid="2.5.4.45")).is_text


def test_text_is_of_rfc_4514() -> None:
    rdns = (
        der.set_of(der.sequence(der.oid("2.5.4.6"), der.tlv(strangers.PRINTABLE, b"LV"))),
        der.set_of(der.sequence(der.oid("2.5.4.3"), der.tlv(strangers.T61, b'#J\xf6rgen, "A" <+;> \\ '))),
        der.set_of(der.sequence(der.oid("2.5.4.97"), der.tlv(strangers.UTF8, b"NTRLV-1"))),
    )

    assert names.read(der.sequence(*rdns)).text == r"2.5.4.97=NTRLV-1,CN=\#Jörgen\, \"A\" \<\+\;\> \\\ ,C=LV"


_VALUES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(st.lists(st.tuples(st.sampled_from(["2.5.4.10", "2.5.4.11", "2.5.4.97", "2.5.4.4"]), _VALUES), min_size=1))
def test_text_of_a_readable_name_is_the_librarys(attributes: list[tuple[str, str]]) -> None:
    made = x509.Name([x509.NameAttribute(x509.ObjectIdentifier(oid), value) for oid, value in attributes])

    assert names.read(made.public_bytes()).text == made.rfc4514_string()


@pytest.mark.parametrize(
    ("tag", "content"),
    [
        (strangers.PRINTABLE, b"ROOT  ca"),
        (strangers.T61, b" Root CA "),
        (strangers.BMP, "root CA".encode("utf-16-be")),
    ],
)
def test_encodings_of_one_name_have_one_key(tag: int, content: bytes) -> None:
    """RFC 5280, 7.1."""
    assert names.read(strangers.string(tag, content)).key == names.read(strangers.name("Root CA")).key


def test_other_names_have_other_keys() -> None:
    assert names.read(strangers.name("Root CA")).key != names.read(strangers.name("Root CB")).key
    assert (
        names.read(strangers.name("Root")).key
        != names.read(strangers.string(strangers.UTF8, b"Root", oid="2.5.4.10")).key
    )


@pytest.mark.attack
@given(st.binary(max_size=60))
def test_read_refuses_by_its_own_error_alone(data: bytes) -> None:
    for encoded in (data, der.sequence(data), der.sequence(der.set_of(data)), strangers.string(0x1F, data)):
        try:
            name = names.read(encoded)
        except CertificatePartUnreadableError as error:
            assert error.code == "CERTIFICATE_PART_UNREADABLE"  # noqa: PT017 — most inputs are no names
        else:
            assert isinstance(name.text, str)
            assert name.key == names.read(encoded).key
