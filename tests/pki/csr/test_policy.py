"""Every named check with a request that it refuses and one that it lets pass, made by openssl."""

import warnings
from base64 import encodebytes
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from esigner.asn1 import der, tags
from esigner.pki import csr
from esigner.pki.checks import Check, Outcome
from esigner.pki.csr import NAMES, CsrReport, KeyUses
from esigner.pki.keys import spki_sha256
from tests.world import certification as ca
from tests.world import openssl, published, weak_rsa

ORGANISATION = "Paraugu iestāde"
NUMBER = "90000069281"
TEST, PRODUCTION = KeyUses(environment="test"), KeyUses(environment="production")


def check(request: bytes, uses: KeyUses = TEST, *, organisation: str = ORGANISATION) -> CsrReport:
    return csr.check(request, organisation_name=organisation, registration_number=NUMBER, uses=uses)


def found(report: CsrReport, name: str) -> Check:
    return next(one for one in report.checks if one.name == name)


def failures(report: CsrReport) -> set[str]:
    return {one.name for one in report.checks if one.outcome is Outcome.FAILED}


def rsa(bits: int, exponent: int = 65_537) -> bytes:
    options = ("-pkeyopt", f"rsa_keygen_bits:{bits}", "-pkeyopt", f"rsa_keygen_pubexp:{exponent}")
    return openssl.key("-algorithm", "RSA", *options)


def curve(name: str) -> bytes:
    return openssl.key("-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{name}")


def explicit() -> bytes:
    """P-256 as numbers (RFC 5480 2.1.1 wants its name)."""
    return openssl.key(*openssl.P256, "-pkeyopt", "ec_param_enc:explicit")


GOOD = openssl.request()
DIGEST = spki_sha256(x509.load_pem_x509_csr(GOOD).public_key())
GOOD_DER = x509.load_pem_x509_csr(GOOD).public_bytes(Encoding.DER)
KNOWN = frozenset({DIGEST})


def named(*attributes: tuple[x509.ObjectIdentifier, str]) -> bytes:
    """A request that openssl would not make, because the value breaks the standard's bounds."""
    with warnings.catch_warnings(action="ignore"):
        name = x509.Name([x509.NameAttribute(oid, value, _validate=False) for oid, value in attributes])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    return builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(Encoding.PEM)


def broken_signature() -> bytes:
    encoded = x509.load_pem_x509_csr(GOOD).public_bytes(Encoding.DER)
    return _pem(encoded.replace(b"dokumentu-sistema", b"dokumentu-sistemb"))


def _pem(encoded: bytes) -> bytes:
    return b"-----BEGIN CERTIFICATE REQUEST-----\n" + encodebytes(encoded) + b"-----END CERTIFICATE REQUEST-----\n"


def bad_extensions() -> bytes:
    """CA:TRUE whose BasicConstraints end too early."""
    encoded = x509.load_pem_x509_csr(openssl.request(extensions=("basicConstraints=CA:TRUE",)))
    whole = encoded.public_bytes(Encoding.DER)
    return _pem(whole.replace(bytes.fromhex("30030101ff"), bytes.fromhex("30030102ff")))


def guessable() -> bytes:
    key = ec.derive_private_key(1, ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def of_prime_modulus() -> bytes:
    """A request whose modulus is a prime; nobody need sign it to be told so."""
    request = x509.load_pem_x509_csr(openssl.request(private_key=rsa(2048)))
    public_key = request.public_key()
    assert isinstance(public_key, RSAPublicKey)
    modulus = public_key.public_numbers().n
    whole = request.public_bytes(Encoding.DER)
    return _pem(whole.replace(modulus.to_bytes(256, "big"), openssl.prime(2048).to_bytes(256, "big")))


def hybrid() -> bytes:
    """A point with the first octet 06 or 07 (SEC 1 leaves it to X9.62)."""
    public_key = x509.load_pem_x509_csr(GOOD).public_key()
    point = public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _pem(GOOD_DER.replace(point, bytes([6 | point[-1] & 1]) + point[1:]))


def as_windows_asks() -> bytes:
    """CA:TRUE in the attribute of Microsoft's own number (1.3.6.1.4.1.311.2.1.14)."""
    authority = der.sequence(der.tlv(tags.BOOLEAN, b"\xff"))
    wanted = der.sequence(der.sequence(der.oid("2.5.29.19"), der.octet_string(authority)))
    attribute = der.sequence(der.oid("1.3.6.1.4.1.311.2.1.14"), der.set_of(wanted))
    key = ec.generate_private_key(ec.SECP256R1())
    key_info = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    info = der.sequence(der.integer(0), der.sequence(), key_info, der.context(0, attribute))
    signature = key.sign(info, ec.ECDSA(hashes.SHA256()))
    return _pem(der.sequence(info, der.sequence(der.oid("1.2.840.10045.4.3.2")), der.bit_string(signature)))


Failing = Callable[[], CsrReport]

FAILING: dict[str, list[Failing]] = {
    "SIZE": [lambda: check(GOOD + b"\n" * 16 * 1024)],
    "ONE_PEM_BLOCK": [
        lambda: check(GOOD + GOOD),
        lambda: check(GOOD + ca.the_root().certificate.public_bytes(Encoding.PEM)),
        lambda: check(GOOD + b"-----BEGIN CERTIFICATE REQUEST-----\n"),
        lambda: check(b""),
    ],
    "PRIVATE_KEY_UPLOADED": [
        lambda: check(GOOD + openssl.key()),
        lambda: check(openssl.key()),
        lambda: check(openssl.key().decode().encode("utf-16")),
        lambda: check(openssl.run("pkey", "-outform", "DER", content=openssl.key())),
        lambda: check(openssl.run("pkey", "-traditional", content=rsa(2048))),
        lambda: check(openssl._stdout("genpkey", *openssl.P256, "-aes256", "-pass", "pass:parole", "-outform", "DER")),
        lambda: check(b"\n".join(openssl.key().splitlines()[1:-1])),
        lambda: check(pkcs12.serialize_key_and_certificates(b"x", ca.the_client().key, None, None, NoEncryption())),
        lambda: check(b"PuTTY-User-Key-File-3: ssh-rsa\n"),
        lambda: check(
            ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        ),
        lambda: check(b"x" * 20_000 + openssl.key()),
    ],
    "CSR_PARSE": [
        lambda: check(b"sveiki"),
        lambda: check(_pem(b"sveiki")),
        lambda: check(ca.the_root().certificate.public_bytes(Encoding.PEM)),
        lambda: check(GOOD.replace(b"M", b"!", 1)),
        lambda: check(_pem(GOOD_DER.replace(b"\x02\x01\x00", b"\x02\x01\x02", 1))),
    ],
    "CSR_SIGNATURE": [lambda: check(broken_signature())],
    "SIGNATURE_ALGORITHM": [
        lambda: check(openssl.request(private_key=rsa(2048), digest="sha1")),
        lambda: check(openssl.request(digest="sha1")),
        lambda: check(openssl.request(digest="sha3-256")),
        lambda: check(
            openssl.request(private_key=rsa(2048), digest="sha1", options=("-sigopt", "rsa_padding_mode:pss"))
        ),
    ],
    "KEY_TYPE": [
        lambda: check(openssl.request(private_key=rsa(1024))),
        lambda: check(openssl.request(private_key=rsa(2056))),
        lambda: check(openssl.request(private_key=curve("secp256k1"))),
        lambda: check(openssl.request(private_key=curve("brainpoolP256r1"))),
        lambda: check(openssl.request(private_key=openssl.key("-algorithm", "ED25519"))),
        lambda: check(openssl.request(private_key=curve("prime192v1"))),
        lambda: check(openssl.request(private_key=curve("sect233k1"))),
        lambda: check(openssl.request(private_key=explicit())),
        lambda: check(openssl.request(private_key=openssl.key("-algorithm", "RSA-PSS"))),
        lambda: check(hybrid()),
    ],
    "RSA_EXPONENT": [
        lambda: check(openssl.request(private_key=rsa(2048, 3))),
        lambda: check(openssl.request(private_key=rsa(2048, 65_539))),
    ],
    "KEY_SMALL_PRIMES": [
        lambda: check(openssl.request(private_key=weak_rsa.small_prime())),
        lambda: check(of_prime_modulus()),
    ],
    "KEY_ROCA": [lambda: check(openssl.request(private_key=weak_rsa.roca()))],
    "KEY_FERMAT": [lambda: check(openssl.request(private_key=weak_rsa.close_primes()))],
    "KEY_BLOCKLIST": [
        lambda: check(GOOD, replace(TEST, blocklisted=KNOWN)),
        lambda: check(openssl.request(private_key=published.RFC_9500_P256)),
        lambda: check(openssl.request(private_key=guessable())),
    ],
    "KEY_REUSED_TEST_PRODUCTION": [
        lambda: check(GOOD, replace(PRODUCTION, test=KNOWN)),
        lambda: check(GOOD, replace(TEST, production=KNOWN)),
    ],
    "KEY_REUSED_OTHER_CLIENT": [lambda: check(GOOD, replace(TEST, other_clients=KNOWN))],
    "KEY_ALREADY_PENDING": [lambda: check(GOOD, replace(TEST, pending=KNOWN))],
    "SUBJECT_COUNTRY": [
        lambda: check(openssl.request(subject="/C=LT/O=x/CN=x")),
        lambda: check(openssl.request(subject="/O=x/CN=x")),
        lambda: check(openssl.request(subject="/C=LV/C=EE/CN=x")),
    ],
    "SUBJECT_ORGANISATION_IDENTIFIER": [
        lambda: check(openssl.request(subject="/C=LV/organizationIdentifier=NTRLV-40003011203/CN=x")),
        lambda: check(openssl.request(subject=f"/C=LV/organizationIdentifier={NUMBER}/CN=x")),
    ],
    "CN_LENGTH": [lambda: check(named((NameOID.COUNTRY_NAME, "LV"), (NameOID.COMMON_NAME, "ā" * 65)))],
    "CN_NOT_IP": [
        lambda: check(openssl.request(subject="/C=LV/CN=85.254.1.7")),
        lambda: check(openssl.request(subject="/C=LV/CN=[2a03:ec00::1]:443")),
        lambda: check(openssl.request(subject="/C=LV/CN=85.254.1.7:8443")),
    ],
    "NO_CA_REQUESTED": [
        lambda: check(openssl.request(extensions=("basicConstraints=CA:TRUE",))),
        lambda: check(openssl.request(extensions=("keyUsage=keyCertSign",))),
        lambda: check(as_windows_asks()),
        lambda: check(openssl.request(extensions=("keyUsage=cRLSign",))),
        lambda: check(bad_extensions()),
    ],
    "NO_FOREIGN_EKU": [
        lambda: check(openssl.request(extensions=("extendedKeyUsage=clientAuth,serverAuth",))),
        lambda: check(openssl.request(extensions=("extendedKeyUsage=anyExtendedKeyUsage",))),
        lambda: check(bad_extensions()),
    ],
    "NO_EMAIL_OR_URI_SAN": [
        lambda: check(openssl.request(extensions=("subjectAltName=email:a@example.lv",))),
        lambda: check(openssl.request(extensions=("subjectAltName=DNS:a.example.lv,URI:https://example.lv",))),
        lambda: check(bad_extensions()),
    ],
}

WARNING: dict[str, list[Failing]] = {
    "SUBJECT_ORGANISATION": [
        lambda: check(openssl.request(subject="/C=LV/O=Pavisam cita/CN=x")),
        lambda: check(openssl.request(subject="/C=LV/CN=x")),
    ],
    "SUBJECT_ORGANISATION_IDENTIFIER": [lambda: check(openssl.request(subject="/C=LV/O=x/CN=x"))],
}

PASSING: dict[str, list[Failing]] = {
    "P-256": [lambda: check(GOOD)],
    "P-384": [lambda: check(openssl.request(private_key=curve("P-384"), digest="sha384"))],
    "P-521": [lambda: check(openssl.request(private_key=curve("P-521"), digest="sha512"))],
    "RSA-2048": [lambda: check(openssl.request(private_key=rsa(2048)))],
    "RSA-3072": [lambda: check(openssl.request(private_key=rsa(3072), digest="sha384"))],
    "RSA-4096": [lambda: check(openssl.request(private_key=rsa(4096), digest="sha512"))],
    "RSA-PSS": [lambda: check(openssl.request(private_key=rsa(2048), options=("-sigopt", "rsa_padding_mode:pss")))],
    "extensions": [
        lambda: check(
            openssl.request(
                extensions=(
                    "basicConstraints=CA:FALSE",
                    "keyUsage=digitalSignature",
                    "extendedKeyUsage=clientAuth",
                    "subjectAltName=DNS:sistema.example.lv",
                )
            )
        )
    ],
    "Windows": [
        lambda: check(GOOD.replace(b"\n", b"\r\n")),
        lambda: check(GOOD.decode().encode("utf-16")),
        lambda: check(b"\xef\xbb\xbf" + GOOD),
        lambda: check(GOOD.replace(b"CERTIFICATE REQUEST", b"NEW CERTIFICATE REQUEST")),
    ],
    "with text": [
        lambda: check(openssl.run("req", "-text", content=GOOD)),
        lambda: check("Labdien, mūsu pieprasījums:\n".encode() + GOOD + "Paldies, Jānis\n".encode()),
    ],
    "DER": [lambda: check(GOOD_DER)],
    "own key of the same environment": [
        lambda: check(GOOD, replace(TEST, test=KNOWN)),
        lambda: check(GOOD, replace(PRODUCTION, production=KNOWN)),
    ],
}


def cases(table: dict[str, list[Failing]]) -> list[object]:
    return [
        pytest.param(name, make, id=f"{name}-{number}")
        for name, makes in table.items()
        for number, make in enumerate(makes)
    ]


def test_every_check_has_a_request_that_it_does_not_pass() -> None:
    assert set(FAILING) | set(WARNING) == set(NAMES)
    assert len(NAMES) == 23


@pytest.mark.parametrize(("name", "make"), cases(FAILING))
def test_check_refuses(name: str, make: Failing) -> None:
    report = make()
    assert found(report, name).outcome is Outcome.FAILED
    assert not report.passed


@pytest.mark.parametrize(("name", "make"), cases(WARNING))
def test_check_warns_and_does_not_block(name: str, make: Failing) -> None:
    report = make()
    assert found(report, name).outcome is Outcome.WARNING
    assert report.passed


@pytest.mark.parametrize(("_name", "make"), cases(PASSING))
def test_every_check_passes(_name: str, make: Failing) -> None:
    report = make()
    assert {one.name: one.outcome for one in report.checks} == dict.fromkeys(NAMES, Outcome.PASSED)
    assert report.passed
    assert report.request is not None


@pytest.mark.parametrize(("_name", "make"), cases(FAILING | WARNING | PASSING))
def test_a_report_always_holds_every_check_in_order(_name: str, make: Failing) -> None:
    report = make()
    assert tuple(one.name for one in report.checks) == NAMES
    assert all(one.text.lv and one.text.en and one.text.lv != one.text.en for one in report.checks)


@pytest.mark.parametrize(
    "name",
    [name for name in FAILING if name not in {"SIZE", "ONE_PEM_BLOCK", "PRIVATE_KEY_UPLOADED", "CSR_PARSE"}],
)
def test_one_fault_is_named_alone(name: str) -> None:
    # A signature with SHA-1 is not even verified.
    with_it = {"CSR_SIGNATURE"} if name == "SIGNATURE_ALGORITHM" else set()
    assert failures(FAILING[name][0]()) == {name} | with_it


def test_all_faults_are_named_at_once() -> None:
    request = openssl.request(
        private_key=rsa(1024, 3),
        subject="/C=LT/O=x/organizationIdentifier=NTRLV-1/CN=127.0.0.1",
        digest="sha1",
        extensions=("basicConstraints=CA:TRUE", "extendedKeyUsage=serverAuth", "subjectAltName=email:a@example.lv"),
    )
    assert failures(check(request)) >= {
        "SIGNATURE_ALGORITHM",
        "KEY_TYPE",
        "RSA_EXPONENT",
        "SUBJECT_COUNTRY",
        "SUBJECT_ORGANISATION_IDENTIFIER",
        "CN_NOT_IP",
        "NO_CA_REQUESTED",
        "NO_FOREIGN_EKU",
        "NO_EMAIL_OR_URI_SAN",
    }


def test_a_request_beside_a_private_key_goes_no_further() -> None:
    report = check(GOOD + openssl.key())
    assert report.request is None
    assert report.pem == ""
    # Nothing is parsed.
    assert {one.name for one in report.checks if one.outcome is Outcome.PASSED} == {"SIZE"}
    assert "kompromitēt" in found(report, "PRIVATE_KEY_UPLOADED").text.lv


def test_no_text_repeats_the_private_key() -> None:
    report = check(openssl.key())
    secret = openssl.key().splitlines()[1].decode()
    assert secret not in repr(report)


def test_an_unreadable_request_leaves_the_other_checks_open() -> None:
    report = check(b"sveiki")
    assert failures(report) == {"ONE_PEM_BLOCK", "CSR_PARSE"}
    assert found(report, "CSR_SIGNATURE").outcome is Outcome.WARNING


@pytest.mark.parametrize(
    "written",
    ["PARAUGU IESTADE", "„Paraugu iestāde”", "Paraugu iestāde, VSIA", "Paraugu  iestāde.", "Paraugu iestades"],
)
def test_the_organisation_need_not_be_written_exactly(written: str) -> None:
    report = check(openssl.request(subject=f"/C=LV/O={written}/organizationIdentifier=NTRLV-{NUMBER}/CN=x"))
    assert found(report, "SUBJECT_ORGANISATION").outcome is Outcome.PASSED
