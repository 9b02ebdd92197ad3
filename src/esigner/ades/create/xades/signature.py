"""XAdES-B: SignedProperties, SignedInfo, and the ds:Signature around them.

Standard: EN 319 132-1, 5 and 6; W3C XML Signature 1.1.
"""

from binascii import b2a_base64
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from esigner.ades.create.claims import NO_CLAIMS, Claims, ProductionPlace
from esigner.ades.create.signer_facts import SigningCertificate
from esigner.ades.create.xades.claimed import commitment_indication, policy_identifier
from esigner.ades.create.xades.template import PROPERTIES_REFERENCE, Template
from esigner.ades.encoding.markup import NAMESPACES, text

_SIGNED_PROPERTIES: Final = "<xades:SignedProperties"
_SEED_BYTES: Final = 8
_SEED_MASK: Final = (1 << 8 * _SEED_BYTES) - 1
_SPREAD: Final = 0x100000001B3
"""Prevents the same Id for files in another order or for two alike."""
_CANONICAL_PROPERTIES: Final = f"{_SIGNED_PROPERTIES}{NAMESPACES}"


Reference = tuple[str, str, bytes]
"""One signed file, as ds:Reference and xades:DataObjectFormat name it: URI (percent-encoded), media type, digest.

Plain tuples, here and for the result of `build`: named ones cost as much as the text they carry.
"""


def build(
    *,
    references: Sequence[Reference],
    template: Template,
    signed_at: datetime,
    claims: Claims,
) -> tuple[str, bytes, str]:
    """Return the signature's Id, its canonical SignedInfo, and its SignedProperties as written in the document."""
    signature_id, signed_info, properties = compose(references, template, signed_at, properties_of(claims))
    return signature_id, signed_info.encode(), properties


Claimed = tuple[str, str]
"""What the signer claims, as properties: of the signature, and of what is signed."""


def properties_of(claims: Claims) -> Claimed:
    """Return the claims as text; two empty ones if nothing is claimed."""
    if claims is NO_CLAIMS:
        return "", ""
    own = f"{policy_identifier(claims.policy)}{_place(claims.place)}{_roles(claims.roles)}"
    return own, commitment_indication(claims.commitment) if claims.commitment is not None else ""


def compose(
    references: Sequence[Reference], template: Template, signed_at: datetime, claimed: Claimed
) -> tuple[str, str, str]:
    """As `build`, with the claims as text and a canonical SignedInfo as text; for signatures made in bulk."""
    opening, seed = _opening(template, signed_at)
    for _, _, file_digest in references:
        seed = seed * _SPREAD + int.from_bytes(file_digest[:_SEED_BYTES], "big")
    signature_id = f"S-{seed & _SEED_MASK:016x}"
    files = formats = ""
    for number, (uri, media_type, file_digest) in enumerate(references):
        name = f"{signature_id}-r{number}"
        files += (
            f'<ds:Reference Id="{name}" URI="{uri}{template.digest_method}'
            f"{b2a_base64(file_digest, newline=False).decode()}</ds:DigestValue></ds:Reference>"
        )
        formats += (
            f'<xades:DataObjectFormat ObjectReference="#{name}"><xades:MimeType>'
            f"{_media_type(media_type)}</xades:MimeType></xades:DataObjectFormat>"
        )
    properties = (
        f' Id="{signature_id}{opening}{claimed[0]}</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>'
        f"{formats}{claimed[1]}</xades:SignedDataObjectProperties></xades:SignedProperties>"
    )
    digest = template.digest.begin(f"{_CANONICAL_PROPERTIES}{properties}".encode()).digest()
    signed_info = (
        f"{template.signed_info}{files}{PROPERTIES_REFERENCE}{signature_id}{template.properties_reference}"
        f"{b2a_base64(digest, newline=False).decode()}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
    return signature_id, signed_info, f"{_SIGNED_PROPERTIES}{properties}"


@lru_cache(maxsize=64)
def _opening(template: Template, signed_at: datetime) -> tuple[str, int]:
    """Return SignedProperties from the signature's Id to the claims, and the part of the Id for this signer and time.

    An Id is derived, not random: the same input produces the same bytes; another signer, time or file another one.
    Cached, because signatures of one second share it.
    """
    moment = f"{signed_at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"
    seed = template.digest.digest(template.certificate_digest + moment.encode())
    return (
        f'-sp"><xades:SignedSignatureProperties><xades:SigningTime>{moment}{template.signing_certificate}',
        int.from_bytes(seed[:_SEED_BYTES], "big"),
    )


def signature_value(signature_id: str, value: bytes) -> str:
    """Return ds:SignatureValue; its canonical form is what the signature timestamp is over."""
    return f'<ds:SignatureValue Id="{signature_id}-sv">{_b64(value)}</ds:SignatureValue>'


def assemble(
    signature_id: str,
    signed_info: str,
    value: bytes,
    signer: SigningCertificate,
    signed_properties: str,
    unsigned: str,
    head: str = "",
    tail: str = "",
) -> str:
    """Return the whole ds:Signature.

    `unsigned` is UnsignedProperties or empty, `head` and `tail` surround it.
    """
    return (
        f'{head}<ds:Signature Id="{signature_id}">{signed_info}<ds:SignatureValue Id="{signature_id}-sv">'
        f"{b2a_base64(value, newline=False).decode()}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>"
        f"{signer.b64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object>"
        f'<xades:QualifyingProperties Target="#{signature_id}">{signed_properties}{unsigned}'
        f"</xades:QualifyingProperties></ds:Object></ds:Signature>{tail}"
    )


def _b64(encoded: bytes) -> str:
    return b2a_base64(encoded, newline=False).decode()


@lru_cache(maxsize=256)
def _media_type(media_type: str) -> str:
    return text(media_type, field="media_type")


def _place(place: ProductionPlace | None) -> str:
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
