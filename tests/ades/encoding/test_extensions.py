"""Extensions of certificates as strangers write them."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from esigner.ades.encoding.extensions import extended_usages
from esigner.asn1 import der, tags


@pytest.mark.attack
def test_name_of_an_odd_type_in_an_extension_does_not_make_the_others_unreadable() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    common_name = der.sequence(der.oid("2.5.4.3"), der.tlv(0x03, b"\x00x"))
    directory_name = der.context(4, der.sequence(der.tlv(tags.SET, common_name)))
    odd = x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, der.sequence(directory_name))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(odd, critical=False)
        .sign(key, hashes.SHA256())
    )
    assert extended_usages(certificate) == (ExtendedKeyUsageOID.TIME_STAMPING,)
