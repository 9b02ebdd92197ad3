"""What is uploaded as a third party's certificate: keys by mistake, odd encodings, weak keys, malformed parts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.utils import timezone

from esigner.asn1 import der, nodes, tags
from esigner.pki import key_policy, subjects
from esigner.pki.checks import Outcome
from esigner.pkix import fields
from esigner.registry import authorities, certificates
from esigner.registry.certificates import uploads
from esigner.registry.kinds import Environment
from tests.world import certification as ca
from tests.world import openssl, published, strangers, weak_rsa
from tests.world import registry as world
from tests.world.trust_door import trust_door

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "certificates"
PEM = ca.the_root().certificate.public_bytes(Encoding.PEM)
DER = ca.the_root().certificate.public_bytes(Encoding.DER)
SECRET = openssl.key()


@dataclass
class Checked:
    """An institution whose certificates are judged."""

    institution_id: object

    def failed(self, certificate: bytes, *, chain: bytes = b"", signature: bytes = b"") -> set[str]:
        report = certificates.check_third_party(
            institution_id=self.institution_id,  # type: ignore[arg-type]  # the registry's id
            environment=Environment.PRODUCTION, certificate_pem=certificate, chain_pem=chain,
            nonce_signature=signature, at=timezone.now(),
        )  # fmt: skip
        return {one.name for one in report.checks if one.outcome is Outcome.FAILED}


@pytest.fixture
def checked(door: Callable[..., None]) -> Iterator[Checked]:
    with trust_door(door):
        world.authorities_founded(at=timezone.now())
        yield Checked(institution_id=world.institution(at=timezone.now()).id)


def issued(key_info: bytes | None = None) -> bytes:
    """A certificate of the simulated provider, DER; its key replaced by this SubjectPublicKeyInfo, and signed anew."""
    subject = subjects.organisation(
        common_name="Sistēma", organisation_name="Parauga iestāde", registration_number=world.REGISTRATION_NUMBERS[0]
    )
    made = certificates.issue_simulated(
        kind="client", public_key=world.ec_key().public_key(), subject=subject, act=world.by_officer(at=timezone.now())
    )
    encoded = made.certificate().public_bytes(Encoding.DER)
    if key_info is None:
        return encoded
    whole, algorithm, _ = nodes.read(encoded).expect(tags.SEQUENCE).children()
    fields = [one.encoded for one in whole.children()]
    fields[6] = key_info
    changed = der.sequence(*fields)
    key = authorities.load("simulated-qtsp").key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    digest = made.certificate().signature_hash_algorithm
    assert digest is not None
    return der.sequence(changed, algorithm.encoded, der.bit_string(key.sign(changed, ec.ECDSA(digest))))


def key_info(private_key: bytes) -> bytes:
    if b"RSA PRIVATE" in private_key:
        key = load_pem_private_key(private_key, None, unsafe_skip_rsa_key_validation=True)
        return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return openssl.run("pkey", "-pubout", "-outform", "DER", content=private_key)


WEAK: dict[str, tuple[str, Callable[[], bytes]]] = {
    "small primes": ("KEY_SMALL_PRIMES", weak_rsa.small_prime),
    "ROCA": ("KEY_ROCA", weak_rsa.roca),
    "Fermat": ("KEY_FERMAT", weak_rsa.close_primes),
    "published": ("KEY_BLOCKLIST", lambda: published.RFC_9500_P256),
    "exponent": (
        "RSA_EXPONENT",
        lambda: openssl.key("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_pubexp:3"),
    ),
    "size": ("KEY_TYPE", lambda: openssl.key("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024")),
    "RSASSA-PSS alone": ("KEY_TYPE", lambda: openssl.key("-algorithm", "RSA-PSS")),
    "explicit curve": ("KEY_TYPE", lambda: openssl.key(*openssl.P256, "-pkeyopt", "ec_param_enc:explicit")),
    "Ed25519": ("KEY_TYPE", lambda: openssl.key("-algorithm", "ED25519")),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "key"), WEAK.values(), ids=WEAK)
def test_the_key_is_judged_as_that_of_a_request(checked: Checked, name: str, key: Callable[[], bytes]) -> None:
    assert name in checked.failed(issued(key_info(key())))


@pytest.mark.django_db(transaction=True)
def test_a_good_key_passes_every_check_of_the_policy(checked: Checked) -> None:
    assert checked.failed(issued()) == {"THIRD_PARTY_POSSESSION"}
    assert not checked.failed(issued()) & set(key_policy.NAMES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("certificate", "chain", "signature"),
    [
        (SECRET, b"", b""),
        (PEM + SECRET, b"", b""),
        (PEM, SECRET, b""),
        (PEM, PEM + SECRET, b""),
        (PEM, b"", SECRET),
        (DER, openssl.run("pkey", "-outform", "DER", content=SECRET), b""),
    ],
)
def test_a_private_key_in_any_field_is_refused_before_anything_is_read(
    certificate: bytes, chain: bytes, signature: bytes
) -> None:
    found = Checked(world.institution().id).failed(certificate, chain=chain, signature=signature)
    assert found == {"PRIVATE_KEY_UPLOADED"}
    assert certificates.third_party_pem(certificate=PEM + SECRET, chain=b"") == ("", "")


@pytest.mark.parametrize(
    "written",
    [PEM, DER, PEM.decode().encode("utf-16"), b"\xef\xbb\xbf" + PEM, "Mūsu sertifikāts:\r\n".encode() + PEM],
    ids=["PEM", "DER", "UTF-16", "byte order mark", "text around"],
)
def test_what_is_read_is_what_is_kept(written: bytes) -> None:
    assert certificates.third_party_pem(certificate=written, chain=written) == (PEM.decode(), PEM.decode())


@pytest.mark.parametrize(
    ("certificate", "chain"),
    [
        (b"", b""),
        (b"\xff\xfe", b""),
        (PEM.replace(b"M", b"!", 1), b""),
        (PEM, b"vards"),
        (PEM, PEM * 11),
        (PEM + b" " * uploads.MAX_BYTES, b""),
        (DER + b"\0", b""),
    ],
)
def test_what_cannot_be_read_is_named(certificate: bytes, chain: bytes) -> None:
    upload = uploads.read(certificate=certificate, chain=chain)
    assert [one.outcome for one in upload.checks] == [Outcome.PASSED, Outcome.FAILED]
    assert (upload.certificate, upload.pem, upload.chain_pem) == (None, "", "")


def test_a_serial_number_that_is_too_long_is_named() -> None:
    """RFC 5280, 4.1.2.2."""
    made = strangers.make(
        subject=strangers.name("x"), serial=1 << 200, not_before=world.AT, not_after=world.AT + timedelta(days=1)
    )
    upload = uploads.read(certificate=made.certificate.public_bytes(Encoding.DER), chain=b"")
    assert upload.certificate is None
    assert "serial number" in upload.checks[1].text.en


@pytest.mark.parametrize("name", ["san-x400.pem", "t61-latin1-cn.pem"])
def test_odd_names_do_not_make_a_certificate_unreadable(name: str) -> None:
    if not CASES.is_dir():
        pytest.skip(f"{CASES} is not there")
    upload = uploads.read(certificate=(CASES / name).read_bytes(), chain=(CASES / "root.pem").read_bytes())
    assert [one.name for one in upload.checks] == ["PRIVATE_KEY_UPLOADED", "THIRD_PARTY_CERTIFICATE"]
    assert [one.outcome for one in upload.checks] == [Outcome.PASSED, Outcome.PASSED]
    assert upload.certificate is not None
    assert fields.subject(upload.certificate).shown in {"Signer", "Jörgen"}


def test_a_malformed_part_is_named() -> None:
    """A relative name that is no SET: everything but the name can be read."""
    first = re.search(rb"\x31.\x30.\x06\x03\x55\x04", DER)
    assert first
    spoiled = DER[: first.start()] + b"\x30" + DER[first.start() + 1 :]
    upload = uploads.read(certificate=spoiled, chain=b"")
    assert upload.checks[1].outcome is Outcome.FAILED
    assert "issuer" in upload.checks[1].text.en


@pytest.mark.parametrize("name", ["norevavail.pem", "san-x400.pem", "t61-latin1-cn.pem"])
def test_odd_certificates_are_read(name: str) -> None:
    if not CASES.is_dir():
        pytest.skip(f"{CASES} is not there")
    upload = uploads.read(certificate=(CASES / name).read_bytes(), chain=(CASES / "root.pem").read_bytes())
    assert {one.outcome for one in upload.checks} == {Outcome.PASSED}
    assert upload.pem.encode() == (CASES / name).read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["norevavail.pem", "san-x400.pem", "t61-latin1-cn.pem"])
def test_odd_certificates_are_judged(name: str) -> None:
    if not CASES.is_dir():
        pytest.skip(f"{CASES} is not there")
    found = Checked(world.institution().id).failed((CASES / name).read_bytes(), chain=(CASES / "root.pem").read_bytes())
    assert {"THIRD_PARTY_CHAIN", "THIRD_PARTY_ORGANISATION"} <= found
