"""Requests with odd parts: what is legal is read, what is malformed is a named failed check, nothing is a crash."""

from base64 import encodebytes
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from esigner.asn1 import der, nodes, tags
from esigner.pki import csr
from esigner.pki.checks import Outcome
from esigner.pki.csr import NAMES, CsrReport, KeyUses
from tests.world import openssl

GOOD = openssl.request()
GOOD_DER = x509.load_pem_x509_csr(GOOD).public_bytes(Encoding.DER)
CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "csr"


def check(request: bytes) -> CsrReport:
    uses = KeyUses(environment="test")
    return csr.check(request, organisation_name="Paraugu iestāde", registration_number="90000069281", uses=uses)


def failures(report: CsrReport) -> set[str]:
    return {one.name for one in report.checks if one.outcome is Outcome.FAILED}


def _pem(encoded: bytes) -> bytes:
    return b"-----BEGIN CERTIFICATE REQUEST-----\n" + encodebytes(encoded) + b"-----END CERTIFICATE REQUEST-----\n"


T61, BMP, UTF8 = 0x14, 0x1E, tags.UTF8_STRING


def with_organisation(tag: int, value: bytes) -> bytes:
    """A request whose organisation is written in another string type."""
    written = der.tlv(tags.UTF8_STRING, "Paraugu iestāde".encode())
    return resigned(GOOD_DER, lambda info: _replaced(info, written, der.tlv(tag, value)))


def with_names(*names: bytes) -> bytes:
    """A request whose alternative names are these, encoded."""
    whole = openssl.request(extensions=("subjectAltName=DNS:a.example.lv",))
    dns = der.sequence(der.tlv(0x82, b"a.example.lv"))
    encoded = x509.load_pem_x509_csr(whole).public_bytes(Encoding.DER)
    return resigned(encoded, lambda info: _replaced(info, dns, der.sequence(*names)))


def resigned(request: bytes, change: Callable[[nodes.Node], bytes]) -> bytes:
    """The request with another CertificationRequestInfo, signed anew by the same key."""
    info, algorithm, _ = nodes.read(request).expect(tags.SEQUENCE).children()
    changed = change(info)
    key = load_pem_private_key(openssl.key(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    value = key.sign(changed, ec.ECDSA(hashes.SHA256()))
    return _pem(der.sequence(changed, algorithm.encoded, der.bit_string(value)))


def _replaced(element: nodes.Node, old: bytes, new: bytes) -> bytes:
    """The element with one part exchanged, the lengths around it kept right."""
    if element.encoded == old:
        return new
    if element.tag == tags.OCTET_STRING and old in element.content:
        return der.octet_string(_replaced(nodes.read(element.content), old, new))
    if not element.tag & 0x20:
        return element.encoded
    return der.tlv(element.tag, b"".join(_replaced(child, old, new) for child in element.children()))


@pytest.mark.parametrize(
    "request_",
    [
        with_organisation(T61, "Paraugu iestâde".encode("latin-1")),
        with_organisation(BMP, "Paraugu iestāde".encode("utf-16-be")),
        with_names(der.context(0, der.oid("1.2.3") + der.context(0, der.NULL))),
    ],
    ids=["T61String", "BMPString", "otherName"],
)
def test_what_is_legal_passes(request_: bytes) -> None:
    report = check(request_)
    assert {one.outcome for one in report.checks} == {Outcome.PASSED}


@pytest.mark.parametrize(
    ("request_", "failed"),
    [
        (with_organisation(UTF8, b"Paraugu iest\xe2de"), {"SUBJECT_ORGANISATION"}),
        (with_organisation(0x13, b"Paraugu_iestade"), {"CSR_PARSE"}),
        (with_organisation(0x09, b"\x00"), {"SUBJECT_ORGANISATION"}),
        (with_names(der.tlv(0xA3, der.sequence())), {"NO_EMAIL_OR_URI_SAN"}),
        (with_names(der.tlv(0xA5, der.tlv(0xA1, der.tlv(UTF8, b"x")))), {"NO_EMAIL_OR_URI_SAN"}),
        (with_names(der.tlv(0x13, b"x")), {"NO_CA_REQUESTED", "NO_FOREIGN_EKU", "NO_EMAIL_OR_URI_SAN"}),
        (with_names(der.tlv(0x42, b"x")), {"NO_CA_REQUESTED", "NO_FOREIGN_EKU", "NO_EMAIL_OR_URI_SAN"}),
        (with_names(der.tlv(0x9E, b"x")), {"NO_CA_REQUESTED", "NO_FOREIGN_EKU", "NO_EMAIL_OR_URI_SAN"}),
        (_pem(GOOD_DER.replace(b"\x02\x01\x00", b"\x02\x01\x02", 1)), {"CSR_PARSE"}),
        (_pem(GOOD_DER + b"\0"), {"CSR_PARSE"}),
    ],
    ids=[
        "UTF-8",
        "PrintableString",
        "no string",
        "x400Address",
        "ediPartyName",
        "no name",
        "no name either",
        "no kind",
        "version 2",
        "more behind",
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(request_: bytes, failed: set[str]) -> None:
    report = check(request_)
    assert failures(report) == failed
    assert all(len(one.text.lv) > 60 for one in report.checks if one.outcome is Outcome.FAILED)


TRUE, ALTERNATIVE_NAMES = der.tlv(0x01, b"\xff"), der.oid("2.5.29.17")


def with_flags(*flags: bytes) -> bytes:
    """A request whose extension has these where its critical flag may be."""
    whole = openssl.request(extensions=("subjectAltName=DNS:a.example.lv",))
    value = der.octet_string(der.sequence(der.tlv(0x82, b"a.example.lv")))
    encoded = x509.load_pem_x509_csr(whole).public_bytes(Encoding.DER)
    wanted = der.sequence(ALTERNATIVE_NAMES, *flags, value)
    return resigned(encoded, lambda info: _replaced(info, der.sequence(ALTERNATIVE_NAMES, value), wanted))


def test_extension_may_be_critical() -> None:
    assert failures(check(with_flags(TRUE))) == set()


@pytest.mark.parametrize("flags", [(der.tlv(0x02, b"\1"),), (TRUE, TRUE)], ids=["INTEGER", "twice"])
def test_extension_whose_flag_is_none_is_no_extension(flags: tuple[bytes, ...]) -> None:
    """RFC 5280, 4.1: OID, at most one BOOLEAN, OCTET STRING."""
    assert {"NO_CA_REQUESTED", "NO_FOREIGN_EKU", "NO_EMAIL_OR_URI_SAN"} <= failures(check(with_flags(*flags)))


def test_what_is_kept_is_the_request_alone() -> None:
    untidy = b"Labdien: " + GOOD + b"\0\0 beigas"
    for written in (GOOD, untidy, GOOD_DER, GOOD.decode().encode("utf-16"), b"\xef\xbb\xbf" + GOOD):
        assert check(written).pem == GOOD.decode().replace("\r", "")


def test_a_text_that_makes_the_request_unreadable_is_named() -> None:
    report = check(with_organisation(0x13, b"Paraugu_iestade"))
    named = next(one for one in report.checks if one.name == "CSR_PARSE")
    assert "does not fit its own encoding" in named.text.en


def test_the_version_is_named() -> None:
    report = check(_pem(GOOD_DER.replace(b"\x02\x01\x00", b"\x02\x01\x02", 1)))
    named = next(one for one in report.checks if one.name == "CSR_PARSE")
    assert "version field is 2" in named.text.en


@pytest.mark.parametrize("seed", range(6))
def test_no_spoiled_request_is_more_than_a_failed_check(seed: int) -> None:
    """Octets anywhere in good requests are changed; whatever comes of it, it is a report."""
    random = Random(seed)  # noqa: S311 - no secret: which octets are changed
    wanted = ("subjectAltName=DNS:a.example.lv,IP:8.8.8.8", "keyUsage=digitalSignature", "extendedKeyUsage=clientAuth")
    rsa = openssl.key("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
    whole = openssl.request(private_key=rsa if seed % 2 else None, extensions=wanted)
    encoded = x509.load_pem_x509_csr(whole).public_bytes(Encoding.DER)
    for _ in range(300):
        spoiled = bytearray(encoded)
        for _ in range(random.randint(1, 3)):
            spoiled[random.randrange(len(spoiled))] = random.choice((random.randrange(256), 0, 0x14, 0x30, 0xA3, 0xFF))
        report = check(bytes(spoiled))
        assert tuple(one.name for one in report.checks) == NAMES


@pytest.mark.parametrize(
    ("name", "failed"),
    [
        ("MIME-text-around-with-utf8.csr", set()),
        ("SAN-x400.csr", {"NO_EMAIL_OR_URI_SAN"}),
        ("T61String-latin-1-O.csr", set()),
        ("utf16le-bom.csr", set()),
        ("utf8-bom.csr", set()),
        ("version-2.csr", {"CSR_PARSE"}),
    ],
)
def test_cases_of_other_software(name: str, failed: set[str]) -> None:
    if not CASES.is_dir():
        pytest.skip(f"{CASES} is not there")
    report = check((CASES / name).read_bytes())
    assert failures(report) == failed
    assert bool(report.pem.startswith("-----BEGIN CERTIFICATE REQUEST-----")) is (name != "version-2.csr")
