"""The answer to “was it revoked” counts only from those who may give it, and for the time in question."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from esigner.ades.rules import Indication
from esigner.ades.trust.anchors import Trust
from esigner.ades.trust.revocation import statuses
from esigner.ades.trust.validation_data import ValidationData
from esigner.asn1 import der, nodes
from esigner.pkix import fields
from tests.world.odd_cms import written_otherwise
from tests.world.signed import VALIDATED_AT, judged, resigned, signed, signed_pdf
from tests.world.signing_pki import NOT_AFTER, SIGNED_AT, Holder, SigningPki, signing_pki


def _material(*answers: bytes, crls: tuple[bytes, ...] = ()) -> ValidationData:
    pki = signing_pki()
    authorities = (pki.issuing.certificate, pki.root.certificate)
    return ValidationData(ocsp_responses=answers, crls=(pki.crl(), *crls), certificates=authorities)


def _answer(
    by: Holder,
    *,
    about: x509.Certificate | None = None,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    this_update: datetime = SIGNED_AT,
    next_update: datetime | None = NOT_AFTER,
) -> bytes:
    """Return an answer signed by anyone."""
    pki = signing_pki()
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about or pki.signer("P-256").certificate,
        issuer=pki.issuing.certificate,
        algorithm=hashes.SHA256(),
        cert_status=status,
        this_update=this_update,
        next_update=next_update,
        revocation_time=None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate).certificates([by.certificate])
    return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _about(issuer: x509.Certificate, *, name: bytes) -> bytes:
    """Return an answer about the signer of `issuer` that names the issuer by the hash of these bytes."""
    pki = signing_pki()
    key = fields.public_key_bits(issuer)
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=hashlib.sha256(name).digest(),
        issuer_key_hash=hashlib.sha256(key).digest(),
        serial_number=pki.signer("P-256").certificate.serial_number,
        algorithm=hashes.SHA256(),
        cert_status=ocsp.OCSPCertStatus.GOOD,
        this_update=SIGNED_AT,
        next_update=NOT_AFTER,
        revocation_time=None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, pki.issuing.certificate)
    return builder.sign(pki.issuing.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _issuer_otherwise() -> x509.Certificate:
    """Return the issuing authority's certificate with its own name spelled otherwise than in what it issued."""
    pki = signing_pki()
    held = pki.issuing.certificate.public_bytes(Encoding.DER)
    tbs = nodes.read(held).children()[0].children()
    subject = tbs[5].encoded
    parts = [written_otherwise(subject) if one.encoded == subject else one.encoded for one in tbs]
    body = der.sequence(*parts)
    key = pki.root.key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    value = key.sign(body, ec.ECDSA(hashes.SHA256()))
    algorithm = nodes.read(held).children()[1].encoded
    return x509.load_der_x509_certificate(der.sequence(body, algorithm, der.tlv(0x03, b"\0" + value)))


def test_answer_is_about_a_certificate_by_either_spelling_of_its_issuer() -> None:
    """RFC 6960, 4.1.1: the hash is over the name in the certificate; many hash the issuer's own name."""
    issuer, signer = _issuer_otherwise(), signing_pki().signer("P-256").certificate
    own, given = fields.of(issuer).subject_der, fields.of(signer).issuer_der
    assert own != given
    for name, is_found in ((own, True), (given, True), (own + b"x", False)):
        found, _ = statuses(
            signer,
            issuer,
            evidence=ValidationData(ocsp_responses=(_about(issuer, name=name),)),
            trust=Trust(),
            pool=(),
            at=VALIDATED_AT,
        )
        assert [one.source for one in found] == ["OCSP"] * is_found


def _rule(document: bytes, policy: str = "lv") -> str | None:
    report = judged(document, policy=policy)
    assert not report.passed
    return report.rule.code if report.rule else None


def test_answer_of_the_appointed_responder_passes() -> None:
    assert judged(signed(revocation=_material(_answer(signing_pki().responder)))).passed


def test_answer_of_the_issuer_itself_passes() -> None:
    assert judged(signed(revocation=_material(_answer(signing_pki().issuing)))).passed


@pytest.mark.attack
@pytest.mark.parametrize("maker", [signed, signed_pdf])
def test_answer_of_a_certificate_without_the_right_is_refused(maker: Callable[..., bytes]) -> None:
    material = _material(_answer(signing_pki().signer("P-384")))
    assert _rule(maker(revocation=material)) == "OCSP_RESPONDER_NOT_AUTHORISED"


@pytest.mark.attack
def test_answer_of_a_responder_of_another_issuer_is_refused() -> None:
    stranger = SigningPki()
    assert _rule(signed(revocation=_material(_answer(stranger.responder)))) == "OCSP_RESPONDER_NOT_AUTHORISED"


@pytest.mark.attack
def test_answer_with_a_broken_signature_is_refused() -> None:
    answer = bytearray(_answer(signing_pki().issuing))
    position = bytes(answer).rindex(signing_pki().issuing.certificate.public_bytes(Encoding.DER)) - 12
    answer[position] ^= 1
    assert _rule(signed(revocation=_material(bytes(answer)))) in {"OCSP_SIGNATURE", "OCSP_MALFORMED"}


@pytest.mark.attack
def test_answer_about_another_certificate_is_refused() -> None:
    pki = signing_pki()
    answer = _answer(pki.responder, about=pki.signer("P-384").certificate)
    assert _rule(signed(revocation=_material(answer))) == "OCSP_OTHER_CERTIFICATE"


@pytest.mark.attack
def test_answer_from_before_the_timestamp_is_refused() -> None:
    later = datetime(2039, 1, 1, tzinfo=UTC)
    pki = signing_pki()
    container = signed(revocation=_material(_answer(pki.responder)))
    document = resigned(container, lambda _: None, stamped_at=later)
    for policy in ("lv", "ee", "etsi"):
        assert _rule(document, policy) == "OCSP_BEFORE_TIMESTAMP"


@pytest.mark.attack
@pytest.mark.parametrize(
    ("known_before", "next_after"),
    [
        (timedelta(days=300), None),
        (timedelta(hours=25), None),
        (timedelta(days=300), timedelta(seconds=-1)),
        (timedelta(hours=2), timedelta(hours=-1)),
    ],
)
def test_old_knowledge_in_an_answer_made_afterwards_is_refused(
    known_before: timedelta, next_after: timedelta | None
) -> None:
    answer = _answer(
        signing_pki().responder,
        this_update=SIGNED_AT - known_before,
        next_update=None if next_after is None else SIGNED_AT + next_after,
    )
    document = signed(revocation=_material(answer))
    assert [_rule(document, policy) for policy in ("lv", "etsi")] == ["REVOCATION_STALE"] * 2


@pytest.mark.parametrize(
    ("known_before", "next_after"),
    [(timedelta(hours=23), None), (timedelta(days=6), timedelta(days=1)), (timedelta(days=6), timedelta(0))],
)
def test_knowledge_that_still_holds_when_stamped_passes(known_before: timedelta, next_after: timedelta | None) -> None:
    answer = _answer(
        signing_pki().responder,
        this_update=SIGNED_AT - known_before,
        next_update=None if next_after is None else SIGNED_AT + next_after,
    )
    assert judged(signed(revocation=_material(answer))).passed


def test_missing_answer_is_left_open() -> None:
    report = judged(signed(revocation=_material()))
    assert report.indication is Indication.INDETERMINATE
    assert report.rule is not None
    assert report.rule.code == "REVOCATION_MISSING"
    assert report.sub_indication == "TRY_LATER"


def test_certificate_revoked_before_the_timestamp_is_refused() -> None:
    pki = signing_pki()
    answer = pki.ocsp(pki.signer("P-256").certificate, revoked_at=SIGNED_AT - timedelta(days=1))
    assert _rule(signed(revocation=_material(answer))) == "CERTIFICATE_REVOKED"


def test_certificate_revoked_after_the_timestamp_passes() -> None:
    pki = signing_pki()
    answer = pki.ocsp(pki.signer("P-256").certificate, revoked_at=SIGNED_AT + timedelta(days=1))
    assert judged(signed(revocation=_material(answer))).passed


@pytest.mark.attack
def test_one_good_answer_does_not_outweigh_a_revocation() -> None:
    pki = signing_pki()
    certificate = pki.signer("P-256").certificate
    revoked = pki.crl(pki.issuing, revoked=[certificate])
    material = _material(_answer(pki.responder), crls=(revoked,))
    assert _rule(signed(revocation=material)) == "CERTIFICATE_REVOKED"


def test_revoked_issuer_is_refused() -> None:
    pki = signing_pki()
    crl = pki.crl(pki.root, revoked=[pki.issuing.certificate])
    material = ValidationData(
        ocsp_responses=(_answer(pki.responder),), crls=(crl,), certificates=(pki.issuing.certificate,)
    )
    assert _rule(signed(revocation=material)) in {"ISSUER_REVOKED", "CERTIFICATE_REVOKED"}


def test_crl_of_the_issuer_counts() -> None:
    pki = signing_pki()
    assert judged(signed(revocation=_material(crls=(pki.crl(pki.issuing),)))).passed


@pytest.mark.attack
def test_crl_signed_by_another_is_refused() -> None:
    stranger = SigningPki()
    forged = stranger.crl(stranger.issuing)
    assert _rule(signed(revocation=_material(crls=(forged,)))) == "CRL_SIGNATURE"


def test_late_answer_is_a_warning_in_latvia_and_a_refusal_in_estonia() -> None:
    document = signed(revocation=_material(_answer(signing_pki().responder)))
    report = judged(document, policy="lv")
    assert report.passed
    assert "OCSP_TOO_LATE" in str(report.as_dict()["warnings"])
    assert _rule(document, "ee") == "OCSP_TOO_LATE"


def test_answer_from_the_future_is_refused() -> None:
    document = signed(revocation=_material(_answer(signing_pki().responder)))
    report = judged(document, at=SIGNED_AT + timedelta(days=1))
    assert not report.passed
    assert report.rule is not None
    assert report.rule.code == "OCSP_FROM_FUTURE"


def test_responder_that_does_not_know_the_certificate_proves_nothing() -> None:
    answer = _answer(signing_pki().responder, status=ocsp.OCSPCertStatus.UNKNOWN)
    assert _rule(signed(revocation=_material(answer))) == "OCSP_UNKNOWN"


@pytest.mark.attack
def test_crl_that_had_run_out_before_the_signature_is_refused() -> None:
    pki = signing_pki()
    before = SIGNED_AT - timedelta(days=30)
    builder = x509.CertificateRevocationListBuilder(pki.issuing.certificate.subject, before, before + timedelta(days=1))
    old = builder.sign(pki.issuing.key, hashes.SHA256()).public_bytes(Encoding.DER)
    assert _rule(signed(revocation=_material(crls=(old,)))) == "REVOCATION_STALE"
