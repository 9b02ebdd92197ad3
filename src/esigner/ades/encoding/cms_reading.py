"""What a signature in CMS proves: its value, its attributes, and which certificate it names (EN 319 122-1)."""

from typing import Final

from cryptography import x509

from esigner.ades.encoding import cms_times
from esigner.ades.encoding.crypto import Oddity, digest, verify
from esigner.algorithms import digests
from esigner.algorithms.signatures import Scheme
from esigner.algorithms.verification import UnknownAlgorithmError, WrongSignatureError
from esigner.asn1 import tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.asn1.nodes import Node
from esigner.cms import oids
from esigner.cms.signed_data import SignerInfo
from esigner.pkix import fields, schemes
from esigner.pkix.encoding import encoded_certificate

_SINGLE: Final = {
    oids.MESSAGE_DIGEST: "message digest",
    oids.SIGNING_TIME: "signing time",
    oids.SIGNING_CERTIFICATE: "signing certificate",
    oids.SIGNING_CERTIFICATE_V2: "signing certificate",
}
"""Signed attributes that must have one value (RFC 5652, 11.2 and 11.3; RFC 5035, 3 and 4)."""


def digest_algorithm(signer: SignerInfo) -> str:
    """Return our name, or the OID where we have none: using the digest then raises UnknownAlgorithmError."""
    return digests.name_of(signer.digest_oid)


def scheme(signer: SignerInfo) -> Scheme:
    """Return how the value was made.

    Raises:
        UnknownAlgorithmError: It is unknown.
    """
    return schemes.read(signer.algorithm.encoded, digest=digest_algorithm(signer))


def signing_time(signer: SignerInfo) -> cms_times.Claimed | None:
    """Return the claimed time, in any form."""
    values = signer.signed.get(oids.SIGNING_TIME)
    return cms_times.read(values[0]) if values else None


def certificate_digest(signer: SignerInfo) -> tuple[str, bytes, int | None] | None:
    """Return algorithm, digest and serial number (where given) of the first ESSCertID(v2), or None.

    Raises:
        MalformedAsn1Error: It has no digest.
    """
    if values := signer.signed.get(oids.SIGNING_CERTIFICATE_V2):
        named = values[0].child(0, 0).at_least(1)
        algorithm = _digest_name(named.pop(0)) if named[0].tag == tags.SEQUENCE else "SHA256"
    elif values := signer.signed.get(oids.SIGNING_CERTIFICATE):
        algorithm, named = "SHA1", values[0].child(0, 0).children()
    else:
        return None
    if not named:
        raise MalformedAsn1Error("certificate without a digest")
    serial = named[1].child(1).as_integer() if len(named) > 1 else None
    return algorithm, named[0].as_octets(), serial


def prove(
    signer: SignerInfo, certificate: x509.Certificate, *, content: bytes, content_type: str | None
) -> frozenset[Oddity]:
    """Prove that the certificate's key signed this content through the signed attributes; return deviations.

    Args:
        signer: The SignerInfo.
        certificate: The certificate of the key.
        content: What was signed.
        content_type: What the attribute must say; None in a countersignature, which has none (RFC 5652, 11.4).

    Raises:
        WrongDigestError: The message digest differs.
        SignedAsStoredError: The value is over the attributes as stored, which is not in DER.
        UnknownAlgorithmError: One of the algorithms is unknown.
        WrongSignatureError: The value or the attributes do not fit.
    """
    if signer.attributes is None:
        return verify(certificate.public_key(), value=signer.value, data=content, scheme=scheme(signer))
    _check_attributes(signer, content_type)
    if signer.signed[oids.MESSAGE_DIGEST][0].as_octets() != digest(digest_algorithm(signer), content):
        raise WrongDigestError
    return _prove_attributes(signer, certificate)


def _check_attributes(signer: SignerInfo, content_type: str | None) -> None:
    """Refuse attributes that are repeated, lack their one value, or are required and missing."""
    if signer.repeated:
        message = "signed attribute repeated"
        raise WrongAttributesError(message)
    types = [node.as_oid() for node in signer.signed.get(oids.CONTENT_TYPE, ())]
    if types != ([] if content_type is None else [content_type]):
        message = "content type"
        raise WrongAttributesError(message)
    if oids.MESSAGE_DIGEST not in signer.signed:
        message = "message digest missing"
        raise WrongAttributesError(message)
    for oid, name in _SINGLE.items():
        if (count := len(signer.signed.get(oid, (None,)))) != 1:
            message = f"{name} with {count} values"
            raise WrongAttributesError(message)


def _prove_attributes(signer: SignerInfo, certificate: x509.Certificate) -> frozenset[Oddity]:
    key, made = certificate.public_key(), scheme(signer)
    stored, encoded = signer.stored_attributes, signer.attributes_in_der()
    try:
        oddities = verify(key, value=signer.value, data=encoded, scheme=made)
    except UnknownAlgorithmError:
        raise
    except WrongSignatureError:
        if encoded == stored:
            raise
        verify(key, value=signer.value, data=stored, scheme=made)
        raise SignedAsStoredError from None
    return oddities if encoded == stored else oddities | {Oddity.ATTRIBUTES_NOT_DER}


class SignedAsStoredError(WrongSignatureError):
    """The value is over the signed attributes as stored, not over their DER encoding."""


class WrongAttributesError(WrongSignatureError):
    """The signed attributes do not conform to CMS."""


class WrongDigestError(WrongSignatureError):
    """The content is not the content that was signed."""


def names_certificate(signer: SignerInfo, certificate: x509.Certificate) -> bool | None:
    """Return whether the signed ESSCertID(v2) names this certificate; None where there is no such attribute.

    Raises:
        UnknownAlgorithmError: It names it by an unknown digest.
    """
    named = certificate_digest(signer)
    if named is None:
        return None
    algorithm, value, serial = named
    same = digest(algorithm, encoded_certificate(certificate)) == value
    return same and serial in (None, fields.of(certificate).serial)


def weak_algorithms(signer: SignerInfo) -> list[str]:
    """Return the names of digests in this SignerInfo that no longer hold."""
    made = scheme(signer)
    used = {digest_algorithm(signer), made.digest, made.mask_digest or made.digest}
    return sorted(used - digests.STRONG)


def _digest_name(algorithm: Node) -> str:
    return digests.name_of(algorithm.child(0).as_oid())
