"""A path is found whatever else lies around, and each thing that RFC 5280 forbids is refused by its rule."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from esigner import bounds
from esigner.ades.rules import RefusedError
from esigner.ades.trust import path
from esigner.ades.trust.anchors import Purpose, Trust
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, SIGNED_AT, Holder, SigningPki, new_key, signing_pki


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _issue(
    issuer: Holder | None,
    *,
    name: str,
    ca: bool,
    length: int | None = None,
    cert_sign: bool = True,
    extra: x509.ExtensionType | None = None,
    key: Any = None,  # noqa: ANN401  any private key
) -> Holder:
    key = key or new_key("P-256")
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer.certificate.subject if issuer else _name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=length), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not ca,
                content_commitment=not ca,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=ca and cert_sign,
                crl_sign=ca,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if extra is not None:
        builder = builder.add_extension(extra, critical=True)
    return Holder(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _find(leaf: Holder, root: Holder, *pool: Holder, at: datetime = SIGNED_AT) -> path.Path:
    return path.find(
        leaf.certificate,
        trust=Trust.of([root.certificate]),
        purpose=Purpose.SIGNATURE,
        at=at,
        pool=[holder.certificate for holder in pool],
    )


def _rule(leaf: Holder, root: Holder, *pool: Holder, at: datetime = SIGNED_AT) -> str:
    with pytest.raises(RefusedError) as refusal:
        _find(leaf, root, *pool, at=at)
    return refusal.value.finding.rule.code


def test_find_gives_the_certificates_from_leaf_to_anchor() -> None:
    pki = signing_pki()
    leaf = pki.signer("P-256")
    found = _find(leaf, pki.root, pki.root, pki.issuing)
    assert found.certificates == (leaf.certificate, pki.issuing.certificate, pki.root.certificate)
    assert found.issuer == pki.issuing.certificate


def test_find_stops_at_an_intermediate_anchor() -> None:
    pki = signing_pki()
    found = _find(pki.signer("P-256"), pki.issuing)
    assert found.anchor.certificate == pki.issuing.certificate
    assert len(found.certificates) == 2


def test_find_refuses_a_stranger_of_the_same_name() -> None:
    assert _rule(SigningPki().signer("P-256"), signing_pki().root, signing_pki().issuing) == "PATH_NOT_FOUND"


def test_find_refuses_a_missing_link() -> None:
    assert _rule(signing_pki().signer("P-256"), signing_pki().root) == "PATH_NOT_FOUND"


@pytest.mark.attack
def test_a_signers_certificate_issues_nothing() -> None:
    root = _issue(None, name="root", ca=True)
    leaf = _issue(root, name="leaf", ca=False)
    forged = _issue(leaf, name="forged", ca=False)
    assert _rule(forged, root, leaf) == "PATH_NOT_AUTHORITY"


@pytest.mark.attack
def test_an_authority_without_the_key_usage_issues_nothing() -> None:
    root = _issue(None, name="root", ca=True)
    middle = _issue(root, name="middle", ca=True, cert_sign=False)
    assert _rule(_issue(middle, name="leaf", ca=False), root, middle) == "PATH_NOT_AUTHORITY"


@pytest.mark.attack
def test_path_length_is_kept() -> None:
    root = _issue(None, name="root", ca=True)
    short = _issue(root, name="short", ca=True, length=0)
    below = _issue(short, name="below", ca=True)
    assert _rule(_issue(below, name="leaf", ca=False), root, short, below) == "PATH_LENGTH"
    assert len(_find(_issue(short, name="leaf", ca=False), root, short).certificates) == 3


@pytest.mark.attack
def test_names_that_the_authority_may_not_certify_are_refused() -> None:
    root = _issue(None, name="root", ca=True)
    permitted = x509.NameConstraints([x509.DirectoryName(_name("other"))], None)
    middle = _issue(root, name="middle", ca=True, extra=permitted)
    assert _rule(_issue(middle, name="leaf", ca=False), root, middle) == "PATH_NAMES"


@pytest.mark.attack
def test_policies_that_the_authority_requires_are_missed() -> None:
    root = _issue(None, name="root", ca=True)
    middle = _issue(root, name="middle", ca=True, extra=x509.PolicyConstraints(0, None))
    assert _rule(_issue(middle, name="leaf", ca=False), root, middle) == "PATH_POLICIES"


@pytest.mark.attack
def test_certificate_for_other_purposes_alone_is_refused() -> None:
    root = _issue(None, name="root", ca=True)
    server = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH])
    assert _rule(_issue(root, name="leaf", ca=False, extra=server), root) == "PATH_PURPOSE"


@pytest.mark.attack
def test_certificates_of_one_name_cost_no_permutations() -> None:
    root, key = _issue(None, name="root", ca=True), new_key("P-256")
    same = [_issue(None, name="same", ca=True, key=key) for _ in range(14)]
    with bounds.allowance(steps=5_000):
        assert _rule(_issue(same[0], name="leaf", ca=False), root, *same) == "PATH_NOT_FOUND"
        assert _rule(same[0], root, *same) == "PATH_NOT_FOUND"


def test_unknown_critical_extension_is_refused() -> None:
    root = _issue(None, name="root", ca=True)
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    assert _rule(_issue(root, name="leaf", ca=False, extra=unknown), root) == "PATH_EXTENSION"


@pytest.mark.attack
def test_short_keys_are_refused() -> None:
    root = _issue(None, name="root", ca=True)
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505  that is the point
    assert _rule(_issue(root, name="leaf", ca=False, key=weak), root) == "PATH_WEAK"


def test_times_are_kept() -> None:
    pki = signing_pki()
    leaf = pki.signer("P-256")
    assert _rule(leaf, pki.issuing, at=datetime(2024, 1, 1, tzinfo=UTC)) == "CERTIFICATE_NOT_YET_VALID"
    assert _rule(leaf, pki.issuing, at=datetime(2046, 1, 1, tzinfo=UTC)) == "CERTIFICATE_EXPIRED"


def test_an_anchor_of_another_purpose_does_not_count() -> None:
    pki = signing_pki()
    with pytest.raises(RefusedError) as refusal:
        path.find(
            pki.signer("P-256").certificate,
            trust=Trust.of([pki.responder.certificate]),
            purpose=Purpose.SIGNATURE,
            at=SIGNED_AT,
        )
    assert refusal.value.finding.rule.code == "PATH_NOT_FOUND"
