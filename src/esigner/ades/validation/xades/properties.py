"""The qualifying properties: what the signer claims, signed, and what was added later, unsigned."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from esigner.ades.encoding import xml
from esigner.ades.encoding.crypto import digest
from esigner.ades.encoding.elements import DS, XADES, XADES141, octets, only, required, text
from esigner.ades.rules import Finding, RefusedError, signature_rules
from esigner.ades.trust.validation_data import ValidationData
from esigner.algorithms import digests
from esigner.asn1 import nodes
from esigner.bounds import spend
from esigner.pkix import fields
from esigner.pkix.bundles import load_certificates

_TIMEMARK_POLICY = "1.3.6.1.4.1.10015.1000.3.2.1"


@dataclass(frozen=True, kw_only=True)
class Properties:
    """The xades:QualifyingProperties of one signature."""

    signed: etree._Element
    unsigned: etree._Element | None
    """The xades:UnsignedSignatureProperties."""


def find(signature: etree._Element) -> Properties:
    """Return the one set of properties, in its only correct place.

    Raises:
        RefusedError: None, or more than one anywhere in the signature, or one of another signature.
    """
    spend(xml.nodes_under(signature) // 8)
    everywhere = [e for e in signature.iter(f"{XADES}SignedProperties") if not _in_countersignature(e, signature)]
    placed = [
        properties
        for part in signature.findall(f"{DS}Object")
        for properties in part.findall(f"{XADES}QualifyingProperties")
    ]
    if not everywhere:
        raise RefusedError(signature_rules.SIGNED_PROPERTIES_MISSING)
    if len(placed) != 1 or len(everywhere) != 1 or everywhere[0].getparent() is not placed[0]:
        raise RefusedError(signature_rules.SIGNED_PROPERTIES_DUPLICATE)
    target = placed[0].get("Target")
    if target is not None and target.removeprefix("#") != signature.get("Id", ""):
        raise RefusedError(signature_rules.SIGNED_PROPERTIES_DUPLICATE, "Target names another signature")
    unsigned = only(placed[0], f"{XADES}UnsignedProperties", f"{XADES}UnsignedSignatureProperties")
    return Properties(signed=everywhere[0], unsigned=unsigned)


def _in_countersignature(element: etree._Element, signature: etree._Element) -> bool:
    for ancestor in element.iterancestors():
        spend(1)
        if ancestor is signature:
            return False
        if ancestor.tag == f"{XADES}CounterSignature":
            return True
    return False


def _signature_properties(properties: Properties) -> etree._Element | None:
    return only(properties.signed, f"{XADES}SignedSignatureProperties")


def signed_at(properties: Properties) -> datetime | None:
    """Return the claimed time."""
    parent = _signature_properties(properties)
    element = None if parent is None else only(parent, f"{XADES}SigningTime")
    if element is None:
        return None
    try:
        moment = datetime.fromisoformat(text(element).strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise RefusedError(signature_rules.SIGNATURE_MALFORMED, "SigningTime") from error


def claims_timemark(properties: Properties) -> bool:
    """Return whether the signature policy is that of BDOC with time-mark."""
    parent = _signature_properties(properties)
    if parent is None:
        return False
    steps = ("SignaturePolicyIdentifier", "SignaturePolicyId", "SigPolicyId", "Identifier")
    element = only(parent, *(f"{XADES}{step}" for step in steps))
    return element is not None and text(element).strip().endswith(_TIMEMARK_POLICY)


def identify(properties: Properties, key_info: list[x509.Certificate]) -> tuple[x509.Certificate | None, list[Finding]]:
    """Return the signing certificate: the one of KeyInfo that the signed properties name."""
    if not key_info:
        return None, [Finding(rule=signature_rules.SIGNING_CERTIFICATE_MISSING)]
    parent = _signature_properties(properties)
    named = None if parent is None else _named(parent)
    if named is None:
        return key_info[0], [Finding(rule=signature_rules.SIGNING_CERTIFICATE_UNSIGNED)]
    method = required(named, f"{XADES}CertDigest", f"{DS}DigestMethod").get("Algorithm", "")
    if method not in digests.BY_URI:
        return key_info[0], [Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=method)]
    algorithm = digests.BY_URI[method].name
    value = octets(required(named, f"{XADES}CertDigest", f"{DS}DigestValue"))
    matching = [c for c in key_info if digest(algorithm, c.public_bytes(Encoding.DER)) == value]
    if not matching or _serial(named) not in (None, fields.of(matching[0]).serial):
        return key_info[0], [Finding(rule=signature_rules.SIGNING_CERTIFICATE_MISMATCH)]
    weak = (
        []
        if algorithm in digests.STRONG
        else [Finding(rule=signature_rules.ALGORITHM_WEAK, detail=f"CertDigest {algorithm}")]
    )
    return matching[0], weak


def _named(parent: etree._Element) -> etree._Element | None:
    """Return the first xades:Cert; with both spellings at once, two readers could see two signers."""
    newer, older = (only(parent, f"{XADES}{name}") for name in ("SigningCertificateV2", "SigningCertificate"))
    if newer is not None and older is not None:
        raise RefusedError(signature_rules.SIGNATURE_MALFORMED, "SigningCertificate in two versions")
    holder = newer if newer is not None else older
    if holder is None:
        return None
    certificates = holder.findall(f"{XADES}Cert")
    return certificates[0] if certificates else None


def _serial(named: etree._Element) -> int | None:
    """Return the serial number if present; the issuer's name is already covered by the digest."""
    older = only(named, f"{XADES}IssuerSerial", f"{DS}X509SerialNumber")
    newer = only(named, f"{XADES}IssuerSerialV2")
    try:
        if older is not None:
            return int(text(older).strip())
        return None if newer is None else nodes.read_ber(octets(newer)).child(1).as_integer()
    except ValueError as error:
        raise RefusedError(signature_rules.SIGNATURE_MALFORMED, "serial number") from error


def media_types(properties: Properties) -> dict[str, str]:
    """Return the signed media types by the Id of the reference."""
    parent = only(properties.signed, f"{XADES}SignedDataObjectProperties")
    found: dict[str, str] = {}
    for item in () if parent is None else parent.findall(f"{XADES}DataObjectFormat"):
        mime = only(item, f"{XADES}MimeType")
        if mime is not None:
            found[item.get("ObjectReference", "").removeprefix("#")] = text(mime).strip()
    return found


def evidence(properties: Properties) -> ValidationData:
    """Return the revocation material, of the signature and of its timestamps."""
    if properties.unsigned is None:
        return ValidationData()
    answers, lists = [], []
    for values in properties.unsigned.iter(f"{XADES}RevocationValues"):
        answers += [octets(e) for e in values.iterfind(f"{XADES}OCSPValues/{XADES}EncapsulatedOCSPValue")]
        lists += [octets(e) for e in values.iterfind(f"{XADES}CRLValues/{XADES}EncapsulatedCRLValue")]
    return ValidationData(ocsp_responses=tuple(answers), crls=tuple(lists))


def certificates(properties: Properties) -> tuple[list[x509.Certificate], int]:
    """Return the certificates that were added, and how many of them are malformed."""
    if properties.unsigned is None:
        return [], 0
    found = properties.unsigned.iter(f"{XADES}EncapsulatedX509Certificate")
    return load_certificates([octets(e) for e in found])


def timestamps(properties: Properties) -> list[etree._Element]:
    """Return the timestamp elements directly among the unsigned properties, in order."""
    if properties.unsigned is None:
        return []
    known = {f"{XADES}SignatureTimeStamp", f"{XADES141}ArchiveTimeStamp"}
    return [e for e in properties.unsigned if e.tag in known]
