"""The signed attributes that CAdES adds to those of PAdES.

Standard: EN 319 122-1, 5.1 and 5.2; RFC 5035; RFC 5652, 11.
"""

from functools import lru_cache
from typing import Final

from esigner.ades.containers.files import check_media_type
from esigner.ades.create import cms_writing
from esigner.ades.create.claims import Claims, ProductionPlace, SignaturePolicy
from esigner.ades.create.signer_facts import SigningCertificate
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.algorithms import digest_named
from esigner.algorithms.signatures import SignatureAlgorithm
from esigner.asn1 import der
from esigner.cms.writing import attribute

MIME_TYPE: Final = "0.4.0.1733.2.1"
COMMITMENT_TYPE: Final = "1.2.840.113549.1.9.16.2.16"
SIGNER_LOCATION: Final = "1.2.840.113549.1.9.16.2.17"
SIGNATURE_POLICY: Final = "1.2.840.113549.1.9.16.2.15"
_POLICY_URI: Final = "1.2.840.113549.1.9.16.5.1"
_IA5_STRING: Final = 0x16


def signed_attributes(
    wanted: Wanted,
    *,
    signer: SigningCertificate,
    algorithm: SignatureAlgorithm,
    content_digest: bytes,
    media_type: str,
) -> bytes:
    """Return the SET OF attributes whose DER the device signs."""
    return cms_writing.signed_attributes(
        content_digest=content_digest,
        digest=algorithm.digest,
        signer=signer,
        signing_time=wanted.signed_at,
        roles=wanted.claims.roles,
        further=(_mime_type(media_type), *located(wanted.claims.place), *committed(wanted.claims)),
    )


@lru_cache(maxsize=256)
def _mime_type(media_type: str) -> bytes:
    check_media_type(media_type)
    return attribute(MIME_TYPE, der.utf8_string(media_type))


def located(place: ProductionPlace | None) -> tuple[bytes, ...]:
    """Return the attribute with the signer's claimed place, if any."""
    if place is None or not place.text():
        return ()
    return (attribute(SIGNER_LOCATION, _location(place)),)


def committed(claims: Claims) -> tuple[bytes, ...]:
    """Return the attributes of the commitment and of the policy, if claimed."""
    found = []
    if claims.commitment is not None:
        found.append(attribute(COMMITMENT_TYPE, der.sequence(der.oid(claims.commitment.oid))))
    if claims.policy is not None:
        found.append(attribute(SIGNATURE_POLICY, _policy(claims.policy)))
    return tuple(found)


def _location(place: ProductionPlace) -> bytes:
    lines = [one for one in (place.street, place.state, place.postal_code) if one]
    return der.sequence(
        der.context(0, der.utf8_string(place.country)) if place.country else b"",
        der.context(1, der.utf8_string(place.city)) if place.city else b"",
        der.context(2, der.sequence(*map(der.utf8_string, lines))) if lines else b"",
    )


def _policy(policy: SignaturePolicy) -> bytes:
    digest = der.sequence(digest_named(policy.digest_algorithm).identifier_der, der.octet_string(policy.digest))
    where = der.sequence(der.oid(_POLICY_URI), der.tlv(_IA5_STRING, policy.uri.encode("ascii")))
    return der.sequence(der.oid(policy.oid), digest, der.sequence(where) if policy.uri else b"")
