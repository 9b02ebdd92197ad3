"""The signature of a time-stamp token proved, by the algorithms that we sign with ourselves.

Standard: RFC 5652, 5.4 and 11; RFC 5035 (ESSCertIDv2).
"""

from functools import lru_cache
from typing import Final

from cryptography import x509

from esigner.ades.create.errors import SignatureValueMismatchError
from esigner.ades.create.values import verify as verify_value
from esigner.ades.encoding.algorithms import (
    DIGEST_BY_OID,
    RSA_PSS_KEY_OID,
    SIGNATURE_BY_IDENTIFIER,
    SIGNATURES,
    DigestAlgorithm,
    SignatureAlgorithm,
)
from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from esigner.asn1 import der, identifiers, nodes
from esigner.asn1.errors import MalformedAsn1Error
from esigner.cms import oids
from esigner.cms.signed_data import SignerInfo

_RSA_ENCRYPTION: Final = "1.2.840.113549.1.1.1"


def verify(signer: SignerInfo, *, certificate: x509.Certificate, content_type: str, content_digest: bytes) -> None:
    """Verify attributes against the content and the signature over the attributes.

    Raises:
        SignatureValueMismatchError: The signature, message-digest or content-type does not fit.
        AlgorithmNotSupportedError: An algorithm outside the table, such as SHA-1.
        MalformedAsn1Error: An attribute is missing, there twice, or something else.
    """
    if one(signer, oids.MESSAGE_DIGEST).as_octets() != content_digest:
        raise SignatureValueMismatchError(field="message-digest")
    if one(signer, oids.CONTENT_TYPE).as_oid() != content_type:
        raise SignatureValueMismatchError(field="content-type")
    verify_value(
        certificate.public_key(), algorithm=algorithm(signer), value=signer.value, data=signer.attributes_in_der()
    )


def one(signer: SignerInfo, attribute: str) -> nodes.Node:
    """Return the value of a signed attribute that must be there once, with one value."""
    values = signer.signed.get(attribute, ())
    if len(values) != 1:
        message = f"{len(values)} values of attribute {attribute}"
        raise MalformedAsn1Error(message)
    return values[0]


def algorithm(signer: SignerInfo) -> SignatureAlgorithm:
    """Return the signature algorithm; refuses what the table does not hold."""
    return _algorithm(signer.algorithm.encoded, signer.digest_oid)


def digest_algorithm(oid: str) -> DigestAlgorithm:
    """Return the digest algorithm of that OID; refuses what the table does not hold, such as SHA-1."""
    try:
        return DIGEST_BY_OID[oid]
    except KeyError as error:
        raise AlgorithmNotSupportedError(algorithm=oid) from error


@lru_cache(maxsize=256)
def _algorithm(identifier: bytes, digest_oid: str) -> SignatureAlgorithm:
    known = SIGNATURE_BY_IDENTIFIER.get(identifier)
    if known is not None:
        return known
    named, *parameters = nodes.read(identifier).at_least(1)
    oid = named.as_oid()
    digest = DIGEST_BY_OID.get(digest_oid)
    for row in SIGNATURES.values():
        same_oid = identifiers.oid_of(row.identifier_der) == oid
        # Others leave out the NULL, or write a NULL that should not be there; PSS parameters must be the table's.
        if same_oid and oid != RSA_PSS_KEY_OID and all(parameter.encoded == der.NULL for parameter in parameters):
            return row
    if oid == _RSA_ENCRYPTION and digest is not None:
        return SIGNATURES[f"RSA_{digest.name}"]
    raise AlgorithmNotSupportedError(algorithm=oid)
