"""The signed attributes of CAdES and PAdES, whose DER a device signs.

Standard: RFC 5652, 5.3 and 11; EN 319 122-1, 5; EN 319 142-1, 6.3 (PAdES carries no signing-time attribute).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from esigner.ades.create.signer_facts import SigningCertificate
from esigner.ades.encoding.algorithms import digest_named
from esigner.algorithms.digests import DigestAlgorithm
from esigner.asn1 import der, tags
from esigner.cms.oids import CONTENT_TYPE, DATA, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2, SIGNING_TIME
from esigner.cms.writing import attribute

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


_CONTENT_TYPE_DATA: Final = attribute(CONTENT_TYPE, der.oid(DATA))


@lru_cache(maxsize=16)
def _signing_time(moment: datetime) -> bytes:
    """Return the attribute; cached, because signatures of one second share it."""
    return attribute(SIGNING_TIME, der.utc_time(moment))


@lru_cache(maxsize=1024)
def _signing_certificate(signer: SigningCertificate, digest_name: str) -> bytes:
    return attribute(SIGNING_CERTIFICATE_V2, _signing_certificate_v2(signer, digest_named(digest_name)))


def _signing_certificate_v2(signer: SigningCertificate, digest: DigestAlgorithm) -> bytes:
    # RFC 5035: the hash algorithm is omitted if it is the default, SHA-256.
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
    return der.sequence(der.tlv(tags.SET, common_name))
