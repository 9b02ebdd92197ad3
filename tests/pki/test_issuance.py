from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from esigner.pki import profiles, subjects
from esigner.pki.extensions import QC_STATEMENTS
from esigner.pki.issuance import Authority
from esigner.pki.profiles import Profile
from tests.world import certification as ca
from tests.world import openssl

SERVER = profiles.server(names=["localhost"], addresses=[ip_address("127.0.0.1"), ip_address("::1")])


def text_of(certificate: x509.Certificate, folder: Path) -> str:
    return openssl.run("x509", "-in", ca.write(folder, "c.pem", certificate), "-noout", "-text").decode()


def verify(leaf: Authority, folder: Path, purpose: str, status: int = 0) -> None:
    openssl.run(
        "verify", "-x509_strict", "-CAfile", ca.write(folder, "root.pem", ca.the_root().certificate),
        "-untrusted", ca.write(folder, "issuing.pem", ca.the_issuing().certificate),
        "-purpose", purpose, ca.write(folder, "leaf.pem", leaf.certificate), status=status,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "purpose"),
    [
        (profiles.CLIENT, "sslclient"),
        (SERVER, "sslserver"),
        (profiles.TSA, "timestampsign"),
        (profiles.OCSP, "ocsphelper"),
        (profiles.SIGNER, "any"),
        (profiles.SEAL, "any"),
    ],
    ids=lambda value: value.name if isinstance(value, Profile) else value,
)
def test_openssl_accepts_every_profile_for_its_purpose(profile: Profile, purpose: str, tmp_path: Path) -> None:
    verify(ca.below(ca.the_issuing(), profile=profile), tmp_path, purpose)


@pytest.mark.parametrize("purpose", ["sslserver", "timestampsign"])
def test_openssl_refuses_a_client_certificate_for_other_purposes(purpose: str, tmp_path: Path) -> None:
    verify(ca.the_client(), tmp_path, purpose, status=2)


def test_client_certificate_carries_what_the_policy_asks(tmp_path: Path) -> None:
    certificate = ca.the_client().certificate
    text = text_of(certificate, tmp_path)
    assert "OU = EPAK-2026-00001" in text
    assert "organizationIdentifier = NTRLV-90000069281" in text
    assert "OCSP - URI:http://trust.example/ocsp/a" in text
    assert "CA Issuers - URI:http://trust.example/ca/a.cer" in text
    assert "URI:http://trust.example/crl/a.crl" in text
    usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usages) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_serial_is_the_one_handed_in() -> None:
    issued = [ca.below(ca.the_issuing(), profile=profiles.CLIENT).certificate.serial_number for _ in range(4)]
    assert len(set(issued)) == 4
    assert max(issued).bit_length() > 100


def test_timestamp_usage_is_single_and_critical() -> None:
    extension = ca.the_timestamp_unit().certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert extension.critical
    assert list(extension.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_responder_has_nocheck_and_no_addresses() -> None:
    extensions = ca.the_responder().certificate.extensions
    oids = {extension.oid for extension in extensions}
    assert ExtensionOID.OCSP_NO_CHECK in oids
    assert not oids & {ExtensionOID.AUTHORITY_INFORMATION_ACCESS, ExtensionOID.CRL_DISTRIBUTION_POINTS}


@pytest.mark.parametrize(("profile", "type_oid"), [(profiles.SIGNER, "1.6.1"), (profiles.SEAL, "1.6.2")])
def test_signer_and_seal_state_their_type(profile: Profile, type_oid: str) -> None:
    certificate = ca.below(ca.the_issuing(), profile=profile).certificate
    statements = certificate.extensions.get_extension_for_oid(QC_STATEMENTS).value
    encoded_type = x509.ObjectIdentifier(f"0.4.0.1862.{type_oid}")
    assert isinstance(statements, x509.UnrecognizedExtension)
    # The arcs 1862, 1, 6, n in base 128.
    assert bytes((0x8E, 0x46, 1, 6, int(encoded_type.dotted_string[-1]))) in statements.value
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.digital_signature


@pytest.mark.parametrize(
    ("profile", "policy"), [(profiles.SIGNER, "0.4.0.194112.1.2"), (profiles.SEAL, "0.4.0.194112.1.3")]
)
def test_signer_and_seal_state_their_policy(profile: Profile, policy: str, tmp_path: Path) -> None:
    text = text_of(ca.below(ca.the_issuing(), profile=profile).certificate, tmp_path)
    assert f"Policy: {policy}\n" in text


def test_issuing_authority_may_have_no_authority_below(tmp_path: Path) -> None:
    too_deep = ca.below(ca.the_issuing(), profile=profiles.ISSUING)
    leaf = ca.below(too_deep, profile=profiles.CLIENT)
    untrusted = ca.write(tmp_path, "u.pem", ca.the_issuing().certificate, too_deep.certificate)
    said = openssl.run(
        "verify", "-CAfile", ca.write(tmp_path, "r.pem", ca.the_root().certificate), "-untrusted", untrusted,
        ca.write(tmp_path, "l.pem", leaf.certificate), status=2,
    )  # fmt: skip
    assert b"path length constraint exceeded" in said


@pytest.mark.parametrize(
    "make",
    [
        lambda: ec.generate_private_key(ec.SECP384R1()),
        lambda: ec.generate_private_key(ec.SECP521R1()),
        lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    ],
    ids=["P-384", "P-521", "RSA"],
)
def test_roots_of_other_keys_verify(make: Callable[[], ec.EllipticCurvePrivateKey], tmp_path: Path) -> None:
    root = ca.root(private_key=make())
    leaf = ca.below(root, profile=profiles.CLIENT)
    said = openssl.run(
        "verify", "-x509_strict", "-CAfile", ca.write(tmp_path, "r.pem", root.certificate),
        ca.write(tmp_path, "l.pem", leaf.certificate),
    )  # fmt: skip
    assert b"OK" in said


def test_times_are_whole_seconds() -> None:
    start = ca.NOW.replace(microsecond=999)
    issued = ca.below(ca.the_issuing(), profile=profiles.CLIENT, not_before=start, not_after=start + timedelta(days=1))
    assert issued.certificate.not_valid_before_utc == ca.NOW
    assert issued.certificate.not_valid_after_utc - issued.certificate.not_valid_before_utc == timedelta(days=1)


def test_server_certificate_names_hosts_and_addresses() -> None:
    certificate = ca.below(ca.the_issuing(), profile=SERVER, subject=subjects.service(common_name="door")).certificate
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [ip_address("127.0.0.1"), ip_address("::1")]
