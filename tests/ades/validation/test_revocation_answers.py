"""Answers of strangers as evidence: the responder's name and padding do not keep a right one out."""

from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from esigner.ades.trust.anchors import Trust
from esigner.ades.trust.revocation import statuses
from esigner.ades.trust.validation_data import ValidationData
from esigner.asn1 import der
from tests.world import strangers
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, SIGNED_AT
from tests.world.strangers import Made, extension

AT: Final = der.generalized_time(SIGNED_AT)
MAY_ANSWER: Final = extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.9")))


def made(subject: bytes, *extensions: bytes, issuer: Made | None = None) -> Made:
    return strangers.make(
        subject=subject, issuer=issuer, extensions=extensions, not_before=NOT_BEFORE, not_after=NOT_AFTER
    )


ISSUER: Final = made(strangers.name("issuer"), *strangers.authority_extensions())
LEAF: Final = made(strangers.name("leaf"), issuer=ISSUER)


def counts(encoded: bytes, issuer: x509.Certificate, leaf: x509.Certificate) -> bool:
    found, _ = statuses(
        leaf, issuer, evidence=ValidationData(ocsp_responses=(encoded,)), trust=Trust(), pool=(), at=SIGNED_AT
    )
    return bool(found)


def test_answer_of_a_responder_whose_name_the_library_refuses_counts() -> None:
    responder = made(strangers.string(strangers.PRINTABLE, b"a_b@c"), MAY_ANSWER, issuer=ISSUER)
    about = strangers.single(LEAF.certificate, ISSUER.certificate, this_update=AT)
    own = responder.certificate.public_bytes(Encoding.DER)
    assert counts(
        strangers.answer(responder, about, produced_at=AT, certificates=(own,)), ISSUER.certificate, LEAF.certificate
    )


@pytest.mark.attack
def test_answer_with_a_critical_extension_that_nobody_knows_does_not_count() -> None:
    unknown = extension("1.2.3.4", b"\5\0", critical=True)
    plain = strangers.single(LEAF.certificate, ISSUER.certificate, this_update=AT)
    odd = strangers.single(LEAF.certificate, ISSUER.certificate, this_update=AT, extensions=(unknown,))
    assert counts(strangers.answer(ISSUER, plain, produced_at=AT), ISSUER.certificate, LEAF.certificate)
    for encoded in (
        strangers.answer(ISSUER, odd, produced_at=AT),
        strangers.answer(ISSUER, plain, produced_at=AT, extensions=(unknown,)),
    ):
        assert not counts(encoded, ISSUER.certificate, LEAF.certificate)


def test_salt_of_another_length_is_the_one_that_was_used() -> None:
    """RFC 4055, 3.1: the length stands in the parameters."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "rsa")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, NOT_BEFORE, NOT_AFTER)
    issuer = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
        key, hashes.SHA256()
    )
    about = strangers.single(issuer, issuer, this_update=AT)
    signed = der.sequence(der.context(1, name.public_bytes()), AT, der.sequence(about))
    digest = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.NULL)
    mask = der.sequence(der.oid("1.2.840.113549.1.1.8"), digest)
    parameters = der.sequence(der.context(0, digest), der.context(1, mask))  # 20 is the default
    algorithm = der.sequence(der.oid("1.2.840.113549.1.1.10"), parameters)
    value = key.sign(signed, padding.PSS(padding.MGF1(hashes.SHA256()), 20), hashes.SHA256())
    basic = der.sequence(signed, algorithm, der.tlv(0x03, b"\0" + value))
    kind = der.oid("1.3.6.1.5.5.7.48.1.1")
    encoded = der.sequence(b"\x0a\x01\x00", der.context(0, der.sequence(kind, der.octet_string(basic))))
    assert counts(encoded, issuer, issuer)


@pytest.mark.attack
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ((), True),
        ((extension("2.5.29.15", strangers.MAY_SIGN, critical=True),), True),
        ((extension("2.5.29.15", strangers.MAY_ISSUE, critical=True),), False),
        ((extension("1.2.3.4", b"\5\0", critical=True),), False),
    ],
    ids=["nothing more", "may sign", "may issue alone", "critical and unknown"],
)
def test_responder_is_judged_as_any_certificate(more: tuple[bytes, ...], expected: bool) -> None:  # noqa: FBT001 — a verdict
    responder = made(strangers.name("responder"), MAY_ANSWER, *more, issuer=ISSUER)
    about = strangers.single(LEAF.certificate, ISSUER.certificate, this_update=AT)
    own = responder.certificate.public_bytes(Encoding.DER)
    encoded = strangers.answer(responder, about, produced_at=AT, certificates=(own,))
    assert counts(encoded, ISSUER.certificate, LEAF.certificate) is expected
