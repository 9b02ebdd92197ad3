"""XAdES-B: SignedProperties, SignedInfo, and the ds:Signature around them.

Standard: EN 319 132-1, 5 and 6; W3C XML Signature 1.1.
"""

from binascii import b2a_base64
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from esigner.ades.claims import Commitment, SignaturePolicy
from esigner.ades.material import Place
from esigner.ades.signer import SigningCertificate
from esigner.ades.xades.claims import commitment_indication, policy_identifier
from esigner.ades.xades.markup import NAMESPACES, text
from esigner.ades.xades.template import PROPERTIES_REFERENCE, Template

_SIGNED_PROPERTIES: Final = "<xades:SignedProperties"


Reference = tuple[str, str, bytes]
"""One signed file, as ds:Reference and xades:DataObjectFormat name it: URI (percent-encoded), media type, digest.

Plain tuples, here and for what `build` gives: named ones cost as much as the text they carry.
"""


def build(
    *,
    references: Sequence[Reference],
    template: Template,
    signed_at: datetime,
    roles: Sequence[str],
    place: Place | None,
    commitment: Commitment | None = None,
    policy: SignaturePolicy | None = None,
) -> tuple[str, bytes, str]:
    """Give the signature's Id, its canonical SignedInfo, and its SignedProperties as they stand in the document."""
    moment, digest = _moment(signed_at), template.digest.begin
    # Derived, not random: the same input gives the same bytes; another signer, time or file gives another Id.
    seed = b"".join((template.certificate_digest, moment.encode(), *[file_digest for _, _, file_digest in references]))
    signature_id = f"S-{digest(seed).digest()[:8].hex()}"
    files = formats = ""
    for number, (uri, media_type, file_digest) in enumerate(references):
        name = f"{signature_id}-r{number}"
        files += (
            f'<ds:Reference Id="{name}" URI="{uri}{template.digest_method}{_b64(file_digest)}'
            "</ds:DigestValue></ds:Reference>"
        )
        formats += (
            f'<xades:DataObjectFormat ObjectReference="#{name}"><xades:MimeType>{_media_type(media_type)}'
            "</xades:MimeType></xades:DataObjectFormat>"
        )
    claims = f"{policy_identifier(policy)}{_place(place)}{_roles(roles)}" if place or roles or policy else ""
    if commitment is not None:
        formats += commitment_indication(commitment)
    properties = (
        f' Id="{signature_id}-sp"><xades:SignedSignatureProperties><xades:SigningTime>{moment}'
        f"{template.signing_certificate}{claims}</xades:SignedSignatureProperties>"
        f"<xades:SignedDataObjectProperties>{formats}</xades:SignedDataObjectProperties></xades:SignedProperties>"
    )
    properties_digest = digest(f"{_SIGNED_PROPERTIES}{NAMESPACES}{properties}".encode()).digest()
    signed_info = (
        f"{template.signed_info}{files}{PROPERTIES_REFERENCE}{signature_id}{template.properties_reference}"
        f"{_b64(properties_digest)}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
    return signature_id, signed_info.encode(), _SIGNED_PROPERTIES + properties


def signature_value(signature_id: str, value: bytes) -> str:
    """Give ds:SignatureValue; its canonical form is what the signature timestamp is over."""
    return f'<ds:SignatureValue Id="{signature_id}-sv">{_b64(value)}</ds:SignatureValue>'


def assemble(
    *,
    signature_id: str,
    signed_info: str,
    value: str,
    signer: SigningCertificate,
    signed_properties: str,
    unsigned: str,
) -> str:
    """Give the whole ds:Signature; `unsigned` is UnsignedProperties or nothing."""
    return (
        f'<ds:Signature Id="{signature_id}">{signed_info}{value}<ds:KeyInfo><ds:X509Data><ds:X509Certificate>'
        f"{signer.b64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object>"
        f'<xades:QualifyingProperties Target="#{signature_id}">{signed_properties}{unsigned}'
        f"</xades:QualifyingProperties></ds:Object></ds:Signature>"
    )


def _b64(encoded: bytes) -> str:
    return b2a_base64(encoded, newline=False).decode()


@lru_cache(maxsize=16)
def _moment(signed_at: datetime) -> str:
    """Give the time as xsd:dateTime in UTC; remembered, because signatures of one second share it."""
    return f"{signed_at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


@lru_cache(maxsize=256)
def _media_type(media_type: str) -> str:
    return text(media_type, field="media_type")


def _place(place: Place | None) -> str:
    if place is None or not place.text():
        return ""
    fields = (
        ("City", place.city),
        ("StreetAddress", place.street),
        ("StateOrProvince", place.state),
        ("PostalCode", place.postal_code),
        ("CountryName", place.country),
    )
    inner = "".join(f"<xades:{tag}>{text(value, field='place')}</xades:{tag}>" for tag, value in fields if value)
    return f"<xades:SignatureProductionPlaceV2>{inner}</xades:SignatureProductionPlaceV2>"


def _roles(roles: Sequence[str]) -> str:
    if not roles:
        return ""
    inner = "".join(f"<xades:ClaimedRole>{text(role, field='roles')}</xades:ClaimedRole>" for role in roles)
    return f"<xades:SignerRoleV2><xades:ClaimedRoles>{inner}</xades:ClaimedRoles></xades:SignerRoleV2>"
