"""Verifying the signature of a time-stamp token, by the algorithms that we sign with.

Standard: RFC 5652, 5.4 and 11; RFC 5035 (ESSCertIDv2).
"""

from functools import lru_cache

from cryptography import x509

from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from esigner.algorithms import digests, identifiers, signatures, verification
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.signatures import SignatureAlgorithm
from esigner.algorithms.verification import WrongSignatureError
from esigner.asn1 import der, nodes
from esigner.asn1.errors import MalformedAsn1Error
from esigner.cms import oids
from esigner.cms.signed_data import SignerInfo


def verify(signer: SignerInfo, *, certificate: x509.Certificate, content_type: str, content_digest: bytes) -> None:
    """Verify attributes against the content and the signature over the attributes.

    Raises:
        WrongSignatureError: The signature, message-digest or content-type does not fit.
        AlgorithmNotSupportedError: An algorithm that we do not sign with, such as SHA-1.
        MalformedAsn1Error: An attribute is missing, repeated, or malformed.
    """
    if one(signer, oids.MESSAGE_DIGEST).as_octets() != content_digest:
        raise WrongSignatureError("message-digest")
    if one(signer, oids.CONTENT_TYPE).as_oid() != content_type:
        raise WrongSignatureError("content-type")
    verification.verify(
        certificate.public_key(),
        value=signer.value,
        data=signer.attributes_in_der(),
        scheme=algorithm(signer).scheme(),
    )


def one(signer: SignerInfo, attribute: str) -> nodes.Node:
    """Return the value of a signed attribute that must occur once, with one value."""
    values = signer.signed.get(attribute, ())
    if len(values) != 1:
        message = f"{len(values)} values of attribute {attribute}"
        raise MalformedAsn1Error(message)
    return values[0]


def algorithm(signer: SignerInfo) -> SignatureAlgorithm:
    """Return the signature algorithm; refuse one that we do not sign with."""
    return _algorithm(signer.algorithm.encoded, signer.digest_oid)


def digest_algorithm(oid: str) -> DigestAlgorithm:
    """Return the digest algorithm of that OID; refuse one that we do not sign with, such as SHA-1."""
    try:
        return digests.WRITTEN_BY_OID[oid]
    except KeyError as error:
        raise AlgorithmNotSupportedError(algorithm=oid) from error


@lru_cache(maxsize=256)
def _algorithm(identifier: bytes, digest_oid: str) -> SignatureAlgorithm:
    known = signatures.WRITTEN_BY_IDENTIFIER.get(identifier)
    if known is not None:
        return known
    named, *parameters = nodes.read(identifier).at_least(1)
    oid = named.as_oid()
    if oid == identifiers.RSA_KEY and digest_oid in digests.WRITTEN_BY_OID:
        return signatures.WRITTEN[f"RSA_{digests.WRITTEN_BY_OID[digest_oid].name}"]
    row = signatures.BY_OID.get(oid)
    # Others omit the NULL, or write a superfluous one; PSS parameters must be the table's.
    if row and row.name in signatures.WRITTEN and all(parameter.encoded == der.NULL for parameter in parameters):
        return row
    raise AlgorithmNotSupportedError(algorithm=oid)
