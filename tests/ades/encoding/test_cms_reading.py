"""CMS as it comes from strangers."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades import Format, Level
from esigner.ades.encoding import cms_reading
from esigner.asn1 import der, nodes
from esigner.asn1.errors import MalformedAsn1Error
from esigner.cms import oids, signed_data
from esigner.pkix.bundles import load_certificates
from tests.world.signatures import signed
from tests.world.signing_pki import signing_pki


@pytest.mark.attack
def test_certificate_of_an_unknown_version_is_malformed() -> None:
    encoded = signing_pki().issuing.certificate.public_bytes(Encoding.DER)
    version = b"\xa0\x03\x02\x01\x02"
    assert version in encoded
    assert load_certificates([encoded.replace(version, b"\xa0\x03\x02\x01\x0a", 1)]) == ([], 1)


ATTACHED = signed(form=Format.CADES, level=Level.B)


@pytest.mark.attack
@pytest.mark.parametrize(
    ("place", "tag"),
    [
        ((), 0x30),  # ContentInfo
        ((1,), 0xA0),
        ((1, 0), 0x30),  # SignedData
        ((1, 0, 2), 0x30),  # EncapsulatedContentInfo
        ((1, 0, 2, 1), 0xA0),
        ((1, 0, 2, 1, 0), 0x04),
    ],
)
def test_element_under_another_tag_is_no_signed_data(place: tuple[int, ...], tag: int) -> None:
    node = nodes.read_ber(ATTACHED).child(*place)
    assert node.tag == tag
    for bit in (0x01, 0x08, 0x40):
        with pytest.raises(MalformedAsn1Error):
            signed_data.read_ber(ATTACHED[: node.start] + bytes((tag ^ bit,)) + ATTACHED[node.start + 1 :])


@pytest.mark.attack
def test_reference_to_a_certificate_without_its_digest_is_malformed() -> None:
    signer = signed_data.read_ber(ATTACHED).signers[0]
    algorithm = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))
    empty = nodes.read_ber(der.sequence(der.sequence(der.sequence(algorithm))))
    with pytest.raises(MalformedAsn1Error):
        cms_reading.certificate_digest(signer._replace(signed={oids.SIGNING_CERTIFICATE_V2: (empty,)}))
