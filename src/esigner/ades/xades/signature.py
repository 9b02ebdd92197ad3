"""XAdES-B: SignedProperties, SignedInfo, and the ds:Signature around them.

Standard: EN 319 132-1, 5 and 6; W3C XML Signature 1.1.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from esigner.ades.algorithms import DigestAlgorithm, SignatureAlgorithm
from esigner.ades.material import Place
from esigner.ades.signer import SigningCertificate
from esigner.ades.xades.markup import C14N_11, SIGNED_PROPERTIES_TYPE, canonical, text


@dataclass(frozen=True, slots=True)
class Reference:
    """One signed file: what stands in ds:Reference and xades:DataObjectFormat."""

    uri: str
    """Percent-encoded, ASCII."""
    media_type: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A signature without its value: its Id, its canonical SignedInfo and its SignedProperties."""

    signature_id: str
    signed_info: bytes
    signed_properties: str


def build(
    *,
    references: Sequence[Reference],
    digest: DigestAlgorithm,
    algorithm: SignatureAlgorithm,
    signer: SigningCertificate,
    signed_at: datetime,
    roles: Sequence[str],
    place: Place | None,
) -> Unsigned:
    """Give everything of a ds:Signature but SignatureValue and KeyInfo."""
    moment = f"{signed_at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"
    certificate_digest = signer.digest(digest)
    # Derived, not random: the same input gives the same bytes; another signer, time or file gives another Id.
    seed = b"".join((certificate_digest, moment.encode(), *[reference.digest for reference in references]))
    signature_id = f"S-{digest.digest(seed)[:8].hex()}"
    signed_properties = _signed_properties(
        signature_id, references=references, digest=digest, signer=signer, moment=moment, roles=roles, place=place
    )
    properties_digest = digest.digest(canonical(signed_properties, "xades:SignedProperties"))
    method, value = digest.xml_uri, b64encode
    files = "".join(
        f'<ds:Reference Id="{signature_id}-r{number}" URI="{reference.uri}">'
        f'<ds:DigestMethod Algorithm="{method}"></ds:DigestMethod>'
        f"<ds:DigestValue>{value(reference.digest).decode()}</ds:DigestValue></ds:Reference>"
        for number, reference in enumerate(references)
    )
    signed_info = (
        f'<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{C14N_11}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{algorithm.xml_uri}"></ds:SignatureMethod>{files}'
        f'<ds:Reference Type="{SIGNED_PROPERTIES_TYPE}" URI="#{signature_id}-sp"><ds:Transforms>'
        f'<ds:Transform Algorithm="{C14N_11}"></ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{method}"></ds:DigestMethod>'
        f"<ds:DigestValue>{value(properties_digest).decode()}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
    return Unsigned(signature_id, canonical(signed_info, "ds:SignedInfo"), signed_properties)


def signature_value(signature_id: str, value: bytes) -> str:
    """Give ds:SignatureValue; its canonical form is what the signature timestamp is over."""
    return f'<ds:SignatureValue Id="{signature_id}-sv">{b64encode(value).decode()}</ds:SignatureValue>'


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


def _signed_properties(
    signature_id: str,
    *,
    references: Sequence[Reference],
    digest: DigestAlgorithm,
    signer: SigningCertificate,
    moment: str,
    roles: Sequence[str],
    place: Place | None,
) -> str:
    formats = "".join(
        f'<xades:DataObjectFormat ObjectReference="#{signature_id}-r{number}">'
        f"<xades:MimeType>{text(reference.media_type, field='media_type')}</xades:MimeType></xades:DataObjectFormat>"
        for number, reference in enumerate(references)
    )
    return (
        f'<xades:SignedProperties Id="{signature_id}-sp"><xades:SignedSignatureProperties>'
        f"<xades:SigningTime>{moment}</xades:SigningTime>{_signing_certificate(signer, digest)}"
        f"{_place(place)}{_roles(roles)}</xades:SignedSignatureProperties>"
        f"<xades:SignedDataObjectProperties>{formats}</xades:SignedDataObjectProperties></xades:SignedProperties>"
    )


@lru_cache(maxsize=256)
def _signing_certificate_of(b64_digest: str, uri: str, b64_issuer_serial: str) -> str:
    return (
        f'<xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="{uri}">'
        f"</ds:DigestMethod><ds:DigestValue>{b64_digest}</ds:DigestValue></xades:CertDigest>"
        f"<xades:IssuerSerialV2>{b64_issuer_serial}</xades:IssuerSerialV2></xades:Cert></xades:SigningCertificateV2>"
    )


def _signing_certificate(signer: SigningCertificate, digest: DigestAlgorithm) -> str:
    return _signing_certificate_of(
        b64encode(signer.digest(digest)).decode(), digest.xml_uri, b64encode(signer.general_issuer_serial).decode()
    )


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
