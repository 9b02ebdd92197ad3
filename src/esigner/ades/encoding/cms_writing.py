"""CAdES SignedData built as DER, detached: what PAdES puts into /Contents.

Standard: RFC 5652; EN 319 122-1, 5; EN 319 142-1, 6.3 (PAdES carries no signing-time attribute).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from esigner.ades.create.signer_facts import SigningCertificate
from esigner.ades.encoding import der
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.signed_data import (
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNATURE_TIMESTAMP,
    SIGNED_DATA,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
)
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.signatures import SignatureAlgorithm

DATA = "1.2.840.113549.1.7.1"
SIGNER_ATTRIBUTES_V2 = "0.4.0.19122.1.1"
_ROLE = "2.5.4.72"


def signed_attributes(
    *,
    content_digest: bytes,
    digest: DigestAlgorithm,
    signer: SigningCertificate,
    signing_time: datetime | None = None,
    roles: Sequence[str] = (),
    further: Iterable[bytes] = (),
) -> bytes:
    """Return the SET OF attributes whose DER the device signs.

    Args:
        content_digest: Of the detached content.
        digest: The algorithm of that digest and of the signature.
        signer: The certificate whose key will sign.
        signing_time: None where the format forbids it (PAdES).
        roles: Claimed roles.
        further: Other attributes, encoded.
    """
    common = _common(content_digest, digest=digest, signer=signer, signing_time=signing_time, roles=roles)
    return der.set_of(_CONTENT_TYPE_DATA, *common, *further)


def countersigned_attributes(
    *,
    value_digest: bytes,
    digest: DigestAlgorithm,
    signer: SigningCertificate,
    signing_time: datetime,
    roles: Sequence[str] = (),
    further: Iterable[bytes] = (),
) -> bytes:
    """Return the SET OF attributes of a countersignature, which has no content-type (RFC 5652, 11.4).

    Args:
        value_digest: Of the value that is countersigned.
        digest: As for `signed_attributes`, like the rest.
        signer: The certificate whose key will sign.
        signing_time: Claimed.
        roles: Claimed roles.
        further: Other attributes, encoded.
    """
    common = _common(value_digest, digest=digest, signer=signer, signing_time=signing_time, roles=roles)
    return der.set_of(*common, *further)


def _common(
    content_digest: bytes,
    *,
    digest: DigestAlgorithm,
    signer: SigningCertificate,
    signing_time: datetime | None,
    roles: Sequence[str],
) -> list[bytes]:
    attributes = [
        attribute(MESSAGE_DIGEST, der.octet_string(content_digest)),
        _signing_certificate(signer, digest.name),
    ]
    if signing_time is not None:
        attributes.append(_signing_time(signing_time))
    if roles:
        attributes.append(attribute(SIGNER_ATTRIBUTES_V2, _claimed_roles(roles)))
    return attributes


def signed_data(
    *,
    attributes: bytes,
    value: bytes,
    algorithm: SignatureAlgorithm,
    signer: SigningCertificate,
    certificates: Iterable[bytes],
    timestamp: bytes | None = None,
) -> bytes:
    """Return the ContentInfo.

    Args:
        attributes: From `signed_attributes`, as it was signed.
        value: ECDSA values as DER.
        algorithm: Of the value.
        signer: Its certificate goes in first.
        certificates: DER of the issuers to carry along.
        timestamp: Signature timestamp token.
    """
    digest = algorithm.digest.identifier_der
    unsigned = der.context(1, attribute(SIGNATURE_TIMESTAMP, timestamp)) if timestamp is not None else b""
    signer_info = der.sequence(
        der.integer(1),
        signer.issuer_serial,
        digest,
        b"\xa0" + attributes[1:],
        algorithm.identifier_der,
        der.octet_string(value),
        unsigned,
    )
    carried = b"".join(dict.fromkeys((signer.encoded, *certificates)))
    body = der.sequence(
        der.integer(1),
        der.tlv(der.SET, digest),
        der.sequence(der.oid(DATA)),
        der.context(0, carried),
        der.tlv(der.SET, signer_info),
    )
    return der.sequence(der.oid(SIGNED_DATA), der.context(0, body))


def attribute(oid: str, value: bytes) -> bytes:
    """Return an Attribute with one value."""
    return der.tlv(der.SEQUENCE, der.oid(oid) + der.tlv(der.SET, value))


_CONTENT_TYPE_DATA: Final = attribute(CONTENT_TYPE, der.oid(DATA))


@lru_cache(maxsize=16)
def _signing_time(moment: datetime) -> bytes:
    """Return the attribute; remembered, because signatures of one second share it."""
    return attribute(SIGNING_TIME, der.utc_time(moment))


@lru_cache(maxsize=1024)
def _signing_certificate(signer: SigningCertificate, digest_name: str) -> bytes:
    return attribute(SIGNING_CERTIFICATE_V2, _signing_certificate_v2(signer, digest_named(digest_name)))


def _signing_certificate_v2(signer: SigningCertificate, digest: DigestAlgorithm) -> bytes:
    # RFC 5035: the hash algorithm is left out where it is the default, SHA-256.
    named = b"" if digest.name == "SHA256" else digest.identifier_der
    identifier = der.sequence(named, der.octet_string(signer.digest(digest)), signer.general_issuer_serial)
    return der.sequence(der.sequence(identifier))


def _claimed_roles(roles: Sequence[str]) -> bytes:
    """SignerAttributeV2 with claimedAttributes: one `role` attribute of X.509 with all roles."""
    values = (der.sequence(der.context(1, der.context(4, _role_name(role)))) for role in roles)
    claimed = der.sequence(der.oid(_ROLE), der.set_of(*values))
    return der.sequence(der.context(0, der.sequence(claimed)))


def _role_name(role: str) -> bytes:
    # RoleSyntax names a role by GeneralName; a directory name with one common name carries any text.
    common_name = der.sequence(der.oid("2.5.4.3"), der.utf8_string(role))
    return der.sequence(der.tlv(der.SET, common_name))
