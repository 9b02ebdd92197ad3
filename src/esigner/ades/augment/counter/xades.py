"""A countersignature in XAdES: a signature inside the unsigned properties of an existing one.

Everything is in exclusive canonical form, so it stays the same wherever it is placed.
Standard: EN 319 132-1, 5.2.7 (form) and 6 (baseline).
"""

import re
from base64 import b64encode
from typing import Final

from lxml import etree

from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.xades import XadesFile
from esigner.ades.augment.xml_places import places
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create import signer_facts, xades
from esigner.ades.create.assembly import check_order, check_timestamp
from esigner.ades.create.prepared import Part, Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.create.xades import unsigned_properties
from esigner.ades.create.xades.enveloped import exclusive_of
from esigner.ades.create.xades.template import Template, template_of
from esigner.ades.encoding import xml
from esigner.ades.encoding.elements import DS, ids, required
from esigner.ades.encoding.formats import Format
from esigner.ades.encoding.markup import C14N_11, DS_NAMESPACE, SIGNED_PROPERTIES_TYPE, XADES_NAMESPACE, attribute
from esigner.ades.trust.validation_data import ValidationData

FORMAT: Final = Format.XADES
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_TYPE: Final = "http://uri.etsi.org/01903#CountersignedSignature"
_NAMESPACES: Final = f' xmlns:ds="{DS_NAMESPACE}" xmlns:xades="{XADES_NAMESPACE}"'
_SIGNED_INFO: Final = f'<ds:SignedInfo xmlns:ds="{DS_NAMESPACE}">'
_DATA_OBJECTS: Final = re.compile(r"<xades:SignedDataObjectProperties>.*</xades:SignedDataObjectProperties>")


def prepare(carrier: XadesFile, number: int, wanted: Wanted, *, parts: dict[str, Part]) -> Prepared:
    """Return a countersignature on the signature of that number, waiting for its value.

    Raises:
        AugmentationRefusedError: Its value has no Id that a reference could name.
    """
    value = _value(carrier, number)
    template = template_of(
        signer_facts.of(wanted.signer), digest=wanted.digest_algorithm, signature=wanted.signature_algorithm
    )
    digest = template.digest.digest(xml.canonical(value, _EXCLUSIVE))
    signature_id, _, properties = xades.build(
        references=[("", "", digest)],
        template=template,
        signed_at=wanted.signed_at,
        claims=wanted.claims,
    )
    # The countersigned value is not a data object with a media type (EN 319 132-1, 5.2.4).
    properties = _DATA_OBJECTS.sub("", properties)
    pointer = f'<ds:Reference Id="{signature_id}-r0" Type="{_TYPE}" URI="#{attribute(str(value.get("Id")))}">'
    return Prepared(
        format=FORMAT,
        signature_algorithm=template.algorithm.name,
        to_be_signed=_signed_info(template, signature_id, pointer + _transformed(template, digest), properties),
        signed_at=wanted.signed_at,
        signer=wanted.signer,
        chain=wanted.chain,
        parts={
            **parts,
            "valueDigest": b64encode(digest).decode(),
            "digestAlgorithm": template.digest.name,
            "signatureId": signature_id,
            "signedProperties": properties,
        },
    )


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:
    """Return ds:SignatureValue in exclusive canonical form."""
    return exclusive_of(xades.signature_value(str(prepared.parts["signatureId"]), value), "ds:SignatureValue")


def with_counter(
    carrier: XadesFile,
    number: int,
    prepared: Prepared,
    value: SignatureValue,
    *,
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the file with the countersignature.

    Raises:
        FilesChangedError: The countersigned signature is not the one that was prepared.
    """
    countersigned = _value(carrier, number)
    facts = signer_facts.of(prepared.signer)
    digest_name = str(prepared.parts["digestAlgorithm"])
    template = template_of(facts, digest=digest_name, signature=prepared.signature_algorithm)
    digest = template.digest.digest(xml.canonical(countersigned, _EXCLUSIVE))
    if b64encode(digest).decode() != prepared.parts["valueDigest"]:
        raise FilesChangedError(name=str(prepared.parts["path"]))
    signature = _signature(prepared, value, timestamp=timestamp, revocation=revocation)
    content = carrier.content
    return places(content)[number].filled(
        content, f'<xades:CounterSignature xmlns:xades="{XADES_NAMESPACE}">{signature}</xades:CounterSignature>'
    )


def _signature(
    prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
) -> str:
    signature_id = str(prepared.parts["signatureId"])
    properties = ""
    if timestamp is not None:
        token = check_timestamp(timestamp, over=timestamp_input(prepared, value))
        if revocation is not None:
            check_order(prepared, token=token, revocation=revocation)
        made = unsigned_properties.properties(timestamp=timestamp, revocation=revocation, issuers=prepared.chain)
        properties = made.replace(C14N_11, _EXCLUSIVE, 1)
    signature = xades.assemble(
        signature_id=signature_id,
        signed_info=prepared.to_be_signed.decode().replace(_SIGNED_INFO, "<ds:SignedInfo>", 1),
        value=value,
        signer=signer_facts.of(prepared.signer),
        signed_properties=str(prepared.parts["signedProperties"]),
        unsigned=properties,
    )
    return signature.replace("<ds:Signature ", f"<ds:Signature{_NAMESPACES} ", 1)


def _value(carrier: XadesFile, number: int) -> etree._Element:
    """Return the SignatureValue that is countersigned."""
    signature = carrier.signatures()[number]
    value = required(signature, f"{DS}SignatureValue")
    identifier = value.get("Id")
    if identifier is None or len(ids(signature.getroottree().getroot())[identifier]) != 1:
        raise AugmentationRefusedError(signature=carrier.candidates[number].id, reason="its value has no Id of its own")
    return value


def _signed_info(template: Template, signature_id: str, reference: str, properties: str) -> bytes:
    digest = template.digest.digest(exclusive_of(properties, "xades:SignedProperties"))
    return (
        f'{_SIGNED_INFO}<ds:CanonicalizationMethod Algorithm="{_EXCLUSIVE}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{template.algorithm.xml_uri}"></ds:SignatureMethod>{reference}'
        f'<ds:Reference Type="{SIGNED_PROPERTIES_TYPE}" URI="#{signature_id}-sp">'
        f"{_transformed(template, digest)}</ds:SignedInfo>"
    ).encode()


def _transformed(template: Template, digest: bytes) -> str:
    """Return the rest of a reference, from its transforms to its end."""
    return (
        f'<ds:Transforms><ds:Transform Algorithm="{_EXCLUSIVE}"></ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{template.digest.xml_uri}"></ds:DigestMethod>'
        f"<ds:DigestValue>{b64encode(digest).decode()}</ds:DigestValue></ds:Reference>"
    )
