"""Keys in requests that cannot be examined, or not as they are written."""

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from esigner.asn1 import der
from esigner.pki.checks import Outcome
from tests.pki.csr.test_policy import _pem, check, curve, explicit, found
from tests.world import openssl


@pytest.mark.parametrize("name", ["KEY_SMALL_PRIMES", "KEY_ROCA", "KEY_FERMAT", "KEY_BLOCKLIST"])
def test_a_check_that_cannot_be_made_fails(name: str) -> None:
    assert found(check(openssl.request(private_key=curve("sect233k1"))), name).outcome is Outcome.FAILED


def test_odd_keys_are_refused_by_name() -> None:
    by_numbers = check(openssl.request(private_key=explicit()))
    assert "by its numbers" in found(by_numbers, "KEY_TYPE").text.en
    for_pss = check(openssl.request(private_key=openssl.key("-algorithm", "RSA-PSS")))
    assert "RSASSA-PSS" in found(for_pss, "KEY_TYPE").text.en


def test_a_monstrous_modulus_costs_nothing() -> None:
    """A modulus of 90,000 bits fits into the size limit; no arithmetic is done on it."""
    rsa_encryption = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL)
    key = der.sequence(der.integer((1 << 90_000) + 1), der.integer(65_537))
    info = der.sequence(
        der.integer(0),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")]).public_bytes(),
        der.sequence(rsa_encryption, der.bit_string(key)),
        der.context(0, b""),
    )
    request = _pem(der.sequence(info, der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL), der.bit_string(b"x")))
    report = check(request)
    examined = ("KEY_SMALL_PRIMES", "KEY_ROCA", "KEY_FERMAT", "KEY_BLOCKLIST")
    assert {found(report, name).outcome for name in examined} == {Outcome.FAILED}
    assert all("Cannot be checked" in found(report, name).text.en for name in examined)
