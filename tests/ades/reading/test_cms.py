"""Certificates as they come with signatures of strangers."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.reading.cms import load_certificates
from tests.world.signing_pki import signing_pki


@pytest.mark.attack
def test_certificate_of_an_unknown_version_is_malformed() -> None:
    encoded = signing_pki().issuing.certificate.public_bytes(Encoding.DER)
    version = b"\xa0\x03\x02\x01\x02"
    assert version in encoded
    assert load_certificates([encoded.replace(version, b"\xa0\x03\x02\x01\x0a", 1)]) == ([], 1)
