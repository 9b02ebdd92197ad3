"""What is written is what is read back, part for part."""

from hypothesis import given, settings
from hypothesis import strategies as st

from esigner.asn1 import der
from esigner.cms import oids, signed_data, writing

CERTIFICATE, CRL, ANSWER = (der.sequence(der.integer(number)) for number in (1, 2, 3))
DIGEST = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))
ALGORITHM = der.sequence(der.oid("1.2.840.10045.4.3.2"))
ISSUER = der.sequence()


@settings(deadline=None)
@given(
    content=st.none() | st.binary(max_size=300),
    value=st.binary(max_size=100),
    serial=st.integers(1, 2**159),
    stamped=st.booleans(),
    material=st.booleans(),
)
def test_parts_are_read_back(content: bytes | None, value: bytes, serial: int, stamped: bool, material: bool) -> None:  # noqa: FBT001  cases
    attributes = der.set_of(
        writing.attribute(oids.CONTENT_TYPE, der.oid(oids.DATA)),
        writing.attribute(oids.MESSAGE_DIGEST, der.octet_string(value)),
    )
    info = writing.signer_info(
        writing.signer_head(der.sequence(ISSUER, der.integer(serial)), DIGEST),
        attributes=attributes,
        algorithm=ALGORITHM,
        value=value,
        unsigned=[writing.attribute(oids.SIGNATURE_TIMESTAMP, der.NULL)] if stamped else (),
    )
    encoded = writing.content_info(
        version=der.integer(1),
        digests=[DIGEST],
        content=writing.encapsulated(oids.DATA, content),
        certificates=[CERTIFICATE] if material else (),
        revocation=[CRL, writing.ocsp_response(ANSWER)] if material else (),
        signers=[info],
    )
    for read in (signed_data.read(encoded), signed_data.read_ber(encoded)):
        (signer,) = read.signers
        assert (read.content_type, read.content) == (oids.DATA, content)
        assert read.certificates_der == ((CERTIFICATE,) if material else ())
        assert (read.crls, read.ocsp_responses) == (((CRL,), (ANSWER,)) if material else ((), ()))
        assert (signer.value, signer.identifier.issuer_der, signer.identifier.serial) == (value, ISSUER, serial)
        assert signer.attributes_in_der() == attributes
        assert (oids.SIGNATURE_TIMESTAMP in signer.unsigned) is stamped
        assert signer.algorithm.encoded == ALGORITHM
