from datetime import timedelta
from pathlib import Path

from cryptography import x509

from esigner.pki import crl, profiles
from tests.world import certification as ca
from tests.world import openssl


def build(*revoked: crl.Revoked) -> bytes:
    return crl.build(
        ca.the_issuing(), revoked=revoked, number=41, this_update=ca.NOW, next_update=ca.NOW + timedelta(days=1)
    )


def test_openssl_reads_and_verifies_the_list(tmp_path: Path) -> None:
    entry = crl.Revoked(serial=0xABCDEF, revoked_at=ca.NOW, reason=x509.ReasonFlags.key_compromise)
    authority = ca.write(tmp_path, "ca.pem", ca.the_issuing().certificate)
    said = openssl.run("crl", "-inform", "DER", "-CAfile", authority, "-noout", "-text", content=build(entry)).decode()
    assert "verify OK" in said
    assert "Serial Number: ABCDEF" in said
    assert "Key Compromise" in said
    assert "X509v3 CRL Number: \n                41" in said


def test_openssl_refuses_a_certificate_on_the_list(tmp_path: Path) -> None:
    client = ca.below(ca.the_issuing(), profile=profiles.CLIENT)
    listed = tmp_path / "list.der"
    listed.write_bytes(build(crl.Revoked(serial=client.certificate.serial_number, revoked_at=ca.NOW)))
    pem = tmp_path / "list.pem"
    pem.write_bytes(openssl.run("crl", "-inform", "DER", "-in", str(listed)))
    chain = (
        "verify", "-crl_check", "-CRLfile", str(pem), "-CAfile", ca.write(tmp_path, "r.pem", ca.the_root().certificate),
        "-untrusted", ca.write(tmp_path, "i.pem", ca.the_issuing().certificate),
    )  # fmt: skip
    said = openssl.run(*chain, ca.write(tmp_path, "c.pem", client.certificate), status=2)
    assert b"certificate revoked" in said
    openssl.run(*chain, ca.write(tmp_path, "o.pem", ca.the_client().certificate))


def test_unspecified_reason_is_not_written() -> None:
    listed = x509.load_der_x509_crl(build(crl.Revoked(serial=7, revoked_at=ca.NOW)))
    entry = listed.get_revoked_certificate_by_serial_number(7)
    assert entry is not None
    assert not list(entry.extensions)
