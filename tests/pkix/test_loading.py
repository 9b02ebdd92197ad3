"""Certificates with names that the library refuses are certificates: found, verified, shown, byte for byte."""

from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from esigner.asn1 import der, tags
from esigner.pkix import extensions, fields, loading, signatures
from esigner.pkix.errors import CertificatePartUnreadableError
from tests.world import strangers
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, signing_pki
from tests.world.strangers import Made

_UNSORTED = der.sequence(
    der.tlv(
        tags.SET,
        der.sequence(der.oid("2.5.4.10"), der.utf8_string("O"))
        + der.sequence(der.oid("2.5.4.3"), der.utf8_string("C")),
    )
)
NAMES = {
    "a_b@c*": strangers.string(strangers.PRINTABLE, b"a_b@c*"),
    "A\ufffd": strangers.string(strangers.BMP, b"\x00A\x00"),
    "C": _UNSORTED,
}


def made(name: bytes, issuer: Made | None = None, *more: bytes) -> Made:
    return strangers.make(
        subject=name, issuer=issuer, extensions=strangers.authority_extensions(*more), not_before=NOT_BEFORE,
        not_after=NOT_AFTER,
    )  # fmt: skip


@pytest.mark.parametrize("shown", NAMES)
def test_load_takes_names_that_the_library_refuses(shown: str) -> None:
    root = made(NAMES[shown])
    leaf = made(strangers.name("leaf"), root)

    assert fields.is_readable(root.certificate)
    assert fields.subject(root.certificate).shown == shown
    assert signatures.is_issued_by(leaf.certificate, root.certificate)
    assert signatures.is_issued_by(root.certificate, root.certificate)
    assert extensions.is_authority(root.certificate)


def test_loaded_certificate_keeps_its_bytes() -> None:
    certificate = made(NAMES["C"]).certificate
    encoded = certificate.public_bytes(Encoding.DER)

    assert loading.load(encoded) == certificate
    assert hash(loading.load(encoded)) == hash(certificate)
    assert loading.load_pem(certificate.public_bytes(Encoding.PEM)) == [certificate]
    assert certificate != made(NAMES["C"]).certificate
    digest = hashes.Hash(hashes.SHA256())
    digest.update(encoded)
    assert certificate.fingerprint(hashes.SHA256()) == digest.finalize()
    assert certificate.tbs_certificate_bytes in encoded


def test_names_are_not_given_by_halves() -> None:
    certificate = made(NAMES["C"]).certificate
    for part in ("subject", "issuer"):
        with pytest.raises(ValueError, match="name"):
            getattr(certificate, part)
    with pytest.raises(ValueError, match="ask"):
        certificate.verify_directly_issued_by(certificate)


def test_load_gives_the_librarys_certificate_where_it_can() -> None:
    root = signing_pki().root.certificate
    assert isinstance(loading.load(root.public_bytes(Encoding.DER)), x509.Certificate)


@pytest.mark.parametrize("encoded", [b"", b"\x30\x00", b"\x30\x03\x02\x01\x01", b"\x05\x00", b"x" * 100])
def test_load_refuses_what_is_no_certificate(encoded: bytes) -> None:
    with pytest.raises(CertificatePartUnreadableError):
        loading.load(encoded)


@pytest.mark.parametrize("block", [b"MAMCAQE=", b"A"])
def test_load_pem_refuses_a_block_that_is_no_certificate(block: bytes) -> None:
    with pytest.raises(CertificatePartUnreadableError):
        loading.load_pem(b"-----BEGIN CERTIFICATE-----\n" + block + b"\n-----END CERTIFICATE-----\n")


_WHOLE = made(
    NAMES["a_b@c*"], None, strangers.extension("2.5.29.17", der.sequence(der.tlv(0x82, b"example.lv")))
).certificate.public_bytes(Encoding.DER)


@pytest.mark.attack
@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_nothing_but_our_own_error_comes_out(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(_WHOLE)
    for place, value in changes:
        damaged[place] = value
    try:
        certificate = loading.load(bytes(damaged))
    except CertificatePartUnreadableError:
        return
    assert certificate.public_bytes(Encoding.DER) == bytes(damaged)
    readers: list[Callable[[x509.Certificate], object]] = [
        *(fields.subject, fields.issuer, fields.public_key, fields.public_key_bits, fields.validity),
        *(fields.is_self_issued, fields.is_readable, lambda one: fields.of(one).extensions),
        *(extensions.is_authority, extensions.extended_usages, extensions.key_identifier, extensions.has_no_status),
        lambda one: signatures.is_issued_by(one, one),
    ]
    for read in readers:
        try:
            read(certificate)
        except CertificatePartUnreadableError as error:
            assert error.data["part"]  # noqa: PT017 - most damage leaves this part whole
