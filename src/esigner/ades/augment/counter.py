"""A countersignature: another's signature over the value of one that stands, inside its unsigned properties (XAdES).

1. `prepare` gives the bytes to be signed, as `creation.prepare` does.
2. `timestamp_input` gives what may be stamped.
3. `add` gives the document with it. Not one byte that was there changes.

Everything is in exclusive canonical form, so that it stays the same wherever it is put.
Standard: EN 319 132-1, 5.2.7 (form) and 6 (baseline).
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from lxml import etree

from esigner.ades import signer as signers
from esigner.ades import xml
from esigner.ades.assembly import check_order, check_timestamp
from esigner.ades.augment.errors import AugmentationRefusedError, CountersignedMissingError
from esigner.ades.augment.holder import Held, opened
from esigner.ades.augment.xades import XadesFile
from esigner.ades.augment.xml_places import places
from esigner.ades.errors import FilesChangedError, TimestampMissingError
from esigner.ades.files import DataFile
from esigner.ades.format import Format
from esigner.ades.material import Place, Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.validation.xades.names import DS as DS_TAG
from esigner.ades.validation.xades.names import ids, required
from esigner.ades.values import check_value
from esigner.ades.xades import signature as xades
from esigner.ades.xades import unsigned
from esigner.ades.xades.enveloped import exclusive_canonical
from esigner.ades.xades.markup import C14N_11, DS, SIGNED_PROPERTIES_TYPE, XADES, attribute
from esigner.ades.xades.template import Template
from esigner.ades.xades.template import template as template_of

_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_TYPE: Final = "http://uri.etsi.org/01903#CountersignedSignature"
_NAMESPACES: Final = f' xmlns:ds="{DS}" xmlns:xades="{XADES}"'
_SIGNED_INFO: Final = f'<ds:SignedInfo xmlns:ds="{DS}">'
_DATA_OBJECTS: Final = re.compile(r"<xades:SignedDataObjectProperties>.*</xades:SignedDataObjectProperties>")


def prepare(
    document: bytes,
    *,
    countersigned: str,
    signer: x509.Certificate,
    chain: Sequence[x509.Certificate],
    signed_at: datetime,
    digest_algorithm: str = "SHA256",
    signature_algorithm: str | None = None,
    roles: Sequence[str] = (),
    place: Place | None = None,
    detached: Sequence[DataFile] = (),
) -> Prepared:
    """Give a countersignature waiting for its value.

    Args:
        document: Container with XAdES, or XAdES alone.
        countersigned: Id of the signature, as the validation report names it.
        signer: The certificate whose key will sign.
        chain: Its issuers, nearest first.
        signed_at: Claimed time, aware; whole seconds are kept.
        digest_algorithm: SHA256, SHA384 or SHA512.
        signature_algorithm: A name of `algorithms.SIGNATURES`; by default the plain one of the key.
        roles: Claimed roles.
        place: Where the signer claims to be.
        detached: The files that a signature outside a container covers.

    Raises:
        CountersignedMissingError: There is no one signature of that Id.
        AugmentationRefusedError: Its value has no Id that a reference could name.
    """
    path, _, value = _found(opened(document, detached=detached, digest_algorithm="SHA256"), countersigned)
    template = template_of(signers.of(signer), digest=digest_algorithm, signature=signature_algorithm)
    digest = template.digest.digest(xml.canonical(value, _EXCLUSIVE))
    signature_id, _, properties = xades.build(
        references=[("", "", digest)],
        template=template,
        signed_at=signed_at.replace(microsecond=0),
        roles=tuple(roles),
        place=place,
    )
    # What is countersigned is no data object with a media type (EN 319 132-1, 5.2.4).
    properties = _DATA_OBJECTS.sub("", properties)
    pointer = f'<ds:Reference Id="{signature_id}-r0" Type="{_TYPE}" URI="#{attribute(str(value.get("Id")))}">'
    return Prepared(
        format=Format.XADES,
        signature_algorithm=template.algorithm.name,
        to_be_signed=_signed_info(template, signature_id, pointer + _transformed(template, digest), properties),
        signed_at=signed_at.replace(microsecond=0),
        signer=signer,
        chain=tuple(chain),
        parts={
            "countersigned": countersigned,
            "path": path,
            "valueDigest": b64encode(digest).decode(),
            "digestAlgorithm": template.digest.name,
            "signatureId": signature_id,
            "signedProperties": properties,
        },
    )


def timestamp_input(prepared: Prepared, value: bytes) -> bytes:
    """Give the bytes whose digest the time-stamping authority stamps."""
    checked = check_value(prepared, value)
    return exclusive_canonical(xades.signature_value(str(prepared.parts["signatureId"]), checked), _NAMESPACES)


def add(
    document: bytes,
    prepared: Prepared,
    value: bytes,
    *,
    timestamp: bytes | None = None,
    revocation: Revocation | None = None,
    detached: Sequence[DataFile] = (),
) -> bytes:
    """Give the document with the countersignature; its level follows from what is given.

    Raises:
        SignatureValueMismatchError: The value was made by another key.
        FilesChangedError: The countersigned signature is not the one that was prepared.
    """
    if revocation is not None and timestamp is None:
        raise TimestampMissingError
    held = opened(document, detached=detached, digest_algorithm="SHA256")
    path, number, countersigned = _found(held, str(prepared.parts["countersigned"]))
    facts = signers.of(prepared.signer)
    digest_name = str(prepared.parts["digestAlgorithm"])
    template = template_of(facts, digest=digest_name, signature=prepared.signature_algorithm)
    digest = template.digest.digest(xml.canonical(countersigned, _EXCLUSIVE))
    if path != prepared.parts["path"] or b64encode(digest).decode() != prepared.parts["valueDigest"]:
        raise FilesChangedError(name=path)
    signature = _signature(prepared, value, timestamp=timestamp, revocation=revocation)
    content = held.carriers[path].content
    added = places(content)[number].filled(
        content, f'<xades:CounterSignature xmlns:xades="{XADES}">{signature}</xades:CounterSignature>'
    )
    return held.with_files({path: added}, written_at=prepared.signed_at)


def _signature(prepared: Prepared, value: bytes, *, timestamp: bytes | None, revocation: Revocation | None) -> str:
    checked, signature_id = check_value(prepared, value), str(prepared.parts["signatureId"])
    properties = ""
    if timestamp is not None:
        token = check_timestamp(timestamp, over=timestamp_input(prepared, checked))
        if revocation is not None:
            check_order(prepared, token=token, revocation=revocation)
        made = unsigned.properties(timestamp=timestamp, revocation=revocation, issuers=prepared.chain)
        properties = made.replace(C14N_11, _EXCLUSIVE, 1)
    signature = xades.assemble(
        signature_id=signature_id,
        signed_info=prepared.to_be_signed.decode().replace(_SIGNED_INFO, "<ds:SignedInfo>", 1),
        value=checked,
        signer=signers.of(prepared.signer),
        signed_properties=str(prepared.parts["signedProperties"]),
        unsigned=properties,
    )
    return signature.replace("<ds:Signature ", f"<ds:Signature{_NAMESPACES} ", 1)


def _found(held: Held, countersigned: str) -> tuple[str, int, etree._Element]:
    """Give the path of the file with the signature, its number there, and its SignatureValue."""
    rows = [
        (path, number, carrier)
        for path, carrier in held.carriers.items()
        for number, candidate in enumerate(carrier.candidates)
        if candidate.id == countersigned and isinstance(carrier, XadesFile)
    ]
    if len(rows) != 1:
        raise CountersignedMissingError(signature=countersigned)
    path, number, carrier = rows[0]
    signature = carrier.signatures()[number]
    value = required(signature, f"{DS_TAG}SignatureValue")
    identifier = value.get("Id")
    if identifier is None or len(ids(signature.getroottree().getroot())[identifier]) != 1:
        raise AugmentationRefusedError(signature=countersigned, reason="its value has no Id of its own")
    return path, number, value


def _signed_info(template: Template, signature_id: str, reference: str, properties: str) -> bytes:
    digest = template.digest.digest(exclusive_canonical(properties, _NAMESPACES))
    return (
        f'{_SIGNED_INFO}<ds:CanonicalizationMethod Algorithm="{_EXCLUSIVE}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{template.algorithm.xml_uri}"></ds:SignatureMethod>{reference}'
        f'<ds:Reference Type="{SIGNED_PROPERTIES_TYPE}" URI="#{signature_id}-sp">'
        f"{_transformed(template, digest)}</ds:SignedInfo>"
    ).encode()


def _transformed(template: Template, digest: bytes) -> str:
    """Give the rest of a reference, from its transforms to its end."""
    return (
        f'<ds:Transforms><ds:Transform Algorithm="{_EXCLUSIVE}"></ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{template.digest.xml_uri}"></ds:DigestMethod>'
        f"<ds:DigestValue>{b64encode(digest).decode()}</ds:DigestValue></ds:Reference>"
    )
