from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID, NameOID

from esigner import bounds
from esigner.errors import EsignerError
from esigner.pki import errors, path, profiles, subjects
from esigner.pki.issuance import Authority
from esigner.pki.path import Purpose
from esigner.pki.profiles import Profile
from tests.world import certification as ca
from tests.world import openssl

ROOT, ISSUING, CLIENT = (one.certificate for one in (ca.the_root(), ca.the_issuing(), ca.the_client()))


def validate(
    certificate: x509.Certificate,
    *,
    anchors: Sequence[x509.Certificate] = (ROOT,),
    intermediates: Sequence[x509.Certificate] = (ISSUING,),
    at: datetime = ca.NOW,
    purpose: Purpose = Purpose.CLIENT,
) -> tuple[x509.Certificate, ...]:
    return path.validate(certificate, anchors=anchors, intermediates=intermediates, at=at, purpose=purpose)


def test_validate_gives_the_path_to_the_root() -> None:
    assert validate(CLIENT) == (CLIENT, ISSUING, ROOT)


def test_validate_takes_an_issuing_authority_as_anchor() -> None:
    assert validate(CLIENT, anchors=[ISSUING], intermediates=[]) == (CLIENT, ISSUING)


def test_validate_takes_the_certificate_itself_as_anchor() -> None:
    assert validate(CLIENT, anchors=[CLIENT], intermediates=[]) == (CLIENT,)


def test_validate_refuses_without_the_intermediate() -> None:
    with pytest.raises(errors.CertificateUntrustedError):
        validate(CLIENT, intermediates=[])


def test_validate_refuses_another_root_of_the_same_name() -> None:
    impostor = ca.root()
    assert impostor.certificate.subject == ROOT.subject
    with pytest.raises(errors.CertificateUntrustedError):
        validate(CLIENT, anchors=[impostor.certificate])


def test_validate_finds_the_right_one_of_two_issuers_of_one_name() -> None:
    twin = ca.below(ca.the_root(), profile=profiles.ISSUING, subject=ISSUING.subject).certificate
    assert validate(CLIENT, intermediates=[twin, ISSUING]) == (CLIENT, ISSUING, ROOT)


def test_validate_refuses_self_signed_strangers() -> None:
    with pytest.raises(errors.CertificateUntrustedError):
        validate(ca.root(name="Stranger").certificate)


def test_validate_names_the_expired_certificate() -> None:
    old = ca.below(ca.the_issuing(), profile=profiles.CLIENT, not_after=ca.NOW - timedelta(hours=1))
    with pytest.raises(errors.CertificateExpiredError) as caught:
        validate(old.certificate)
    assert caught.value.data["subject"] == "The client"
    assert "beidzās" in caught.value.detail().lv


def test_validate_names_an_expired_issuer() -> None:
    issuing = ca.below(ca.the_root(), profile=profiles.ISSUING, not_after=ca.NOW - timedelta(minutes=1))
    leaf = ca.below(issuing, profile=profiles.CLIENT)
    with pytest.raises(errors.CertificateExpiredError) as caught:
        validate(leaf.certificate, intermediates=[issuing.certificate])
    assert caught.value.data["subject"] == "The issuing"


def test_validate_refuses_certificates_of_the_future() -> None:
    early = ca.below(ca.the_issuing(), profile=profiles.CLIENT, not_before=ca.NOW + timedelta(hours=1))
    with pytest.raises(errors.CertificateNotYetValidError):
        validate(early.certificate)


def test_validate_judges_the_time_handed_in() -> None:
    old = ca.below(ca.the_issuing(), profile=profiles.CLIENT, not_after=ca.NOW - timedelta(hours=1))
    assert validate(old.certificate, at=ca.NOW - timedelta(hours=2))


def test_untrusted_comes_before_expired() -> None:
    stranger = ca.root(name="Stranger")
    old = ca.below(stranger, profile=profiles.CLIENT, not_after=ca.NOW - timedelta(hours=1))
    with pytest.raises(errors.CertificateUntrustedError):
        validate(old.certificate, intermediates=[stranger.certificate])


SERVER = profiles.server(names=["localhost"])


@pytest.mark.parametrize(
    ("profile", "right"),
    [
        (profiles.CLIENT, {Purpose.CLIENT}),
        (SERVER, {Purpose.SERVER}),
        (profiles.SIGNER, {Purpose.SIGNATURE}),
        (profiles.SEAL, {Purpose.SIGNATURE}),
        (profiles.TSA, {Purpose.TIMESTAMP}),
        (profiles.OCSP, {Purpose.OCSP}),
    ],
    ids=lambda value: value.name if isinstance(value, Profile) else "",
)
def test_every_profile_serves_its_purposes_alone(profile: Profile, right: set[Purpose]) -> None:
    certificate = ca.below(ca.the_issuing(), profile=profile).certificate
    served = set()
    for purpose in Purpose:
        try:
            validate(certificate, purpose=purpose)
        except errors.CertificateWrongPurposeError:
            continue
        served.add(purpose)
    assert served == right


def test_validate_refuses_a_leaf_as_issuer() -> None:
    forged = ca.below(ca.the_client(), profile=profiles.CLIENT)
    with pytest.raises(errors.CertificateUntrustedError):
        validate(forged.certificate, intermediates=[CLIENT, ISSUING])


def test_validate_keeps_the_path_length() -> None:
    deeper = ca.below(ca.the_issuing(), profile=profiles.ISSUING)
    leaf = ca.below(deeper, profile=profiles.CLIENT)
    with pytest.raises(errors.CertificateUntrustedError):
        validate(leaf.certificate, intermediates=[deeper.certificate, ISSUING])


def _crossed() -> tuple[Authority, Authority]:
    """Two authorities that certified each other: a loop."""
    one, other = (ca.root(name=name) for name in ("One", "Other"))
    plain = Profile(name="cross", usages=profiles.ROOT.usages, is_authority=True)
    first = ca.below(one, profile=plain, subject=other.certificate.subject, private_key=other.key)
    second = ca.below(other, profile=plain, subject=one.certificate.subject, private_key=one.key)
    return first, second


@pytest.mark.attack
def test_certificates_of_one_name_cost_no_permutations() -> None:
    private_key = ca.key()
    same = [ca.root(name="Same", private_key=private_key) for _ in range(9)]
    leaf = ca.below(same[0], profile=profiles.CLIENT)
    with bounds.allowance(steps=5_000):
        for certificate in (leaf.certificate, same[0].certificate):
            with pytest.raises(errors.CertificateUntrustedError):
                validate(certificate, intermediates=[one.certificate for one in same])


def test_validate_ends_in_a_loop_of_authorities() -> None:
    first, second = _crossed()
    leaf = ca.below(first, profile=profiles.CLIENT).certificate
    with pytest.raises(errors.CertificateUntrustedError):
        validate(leaf, intermediates=[first.certificate, second.certificate])


def _built(builder: x509.CertificateBuilder, issuer: Authority) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "odd")])
    builder = builder.subject_name(name).issuer_name(issuer.certificate.subject).serial_number(ca.serial())
    builder = builder.not_valid_before(ca.NOW - timedelta(days=1)).not_valid_after(ca.NOW + timedelta(days=1))
    return builder.public_key(ca.key().public_key()).sign(issuer.key, hashes.SHA256())


def test_validate_refuses_unknown_critical_extensions() -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    odd = _built(x509.CertificateBuilder().add_extension(unknown, critical=True), ca.the_issuing())
    with pytest.raises(errors.CertificateUntrustedError):
        validate(odd)


def test_alternative_names_of_kinds_that_cannot_be_read_do_not_matter() -> None:
    x400 = x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, bytes.fromhex("3002a300"))
    odd = _built(x509.CertificateBuilder().add_extension(x400, critical=False), ca.the_issuing())
    assert validate(odd)


def test_a_certificate_without_usages_excludes_no_purpose() -> None:
    assert validate(_built(x509.CertificateBuilder(), ca.the_issuing()))


def test_validate_refuses_sha1(tmp_path: Path) -> None:
    """Made by openssl, because `cryptography` signs nothing with SHA-1."""
    csr = tmp_path / "r.csr"
    csr.write_bytes(openssl.request())
    encoded = openssl._stdout(
        "x509", "-req", "-in", str(csr), "-sha1", "-CA", ca.write(tmp_path, "ca.pem", ISSUING),
        "-CAkey", ca.write_key(tmp_path, "ca.key", ca.the_issuing().key), "-set_serial", "7",
    )  # fmt: skip
    with pytest.raises(errors.CertificateUntrustedError):
        validate(x509.load_pem_x509_certificate(encoded))


def test_validate_refuses_malformed_extensions() -> None:
    encoded = CLIENT.public_bytes(Encoding.DER)
    usage = bytes.fromhex("0603551d0f0101ff0404")  # keyUsage, critical, OCTET STRING of four
    broken = encoded.replace(usage + encoded[encoded.index(usage) + 10 :][:2], usage + b"\x04\x02")
    assert broken != encoded
    with pytest.raises(errors.CertificateUntrustedError):
        validate(x509.load_der_x509_certificate(broken))


def test_every_error_has_a_code_and_both_languages() -> None:
    kinds: list[type[EsignerError]] = [*errors.PathError.__subclasses__(), errors.PossessionNotProvedError]
    assert len({kind.code for kind in kinds}) == len(kinds) == 5
    data = {"subject": "x", "not_after": "y", "not_before": "z", "purpose": "p"}
    for kind in kinds:
        detail = kind(**data).detail()
        assert detail.lv != detail.en


def test_a_name_without_cn_is_shown_whole() -> None:
    subject = subjects.foreign(common_name="", organisation_name="Kāda")
    old = ca.below(ca.the_issuing(), profile=profiles.CLIENT, subject=subject, not_after=ca.NOW - timedelta(hours=1))
    with pytest.raises(errors.CertificateExpiredError) as caught:
        validate(old.certificate)
    assert "Kāda" in str(caught.value.data["subject"])
