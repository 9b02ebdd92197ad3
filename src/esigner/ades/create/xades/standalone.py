"""XAdES outside a container: enveloped by XML, enveloping its data, or detached from it.

SignedInfo and SignedProperties are in exclusive canonical form, so they stay the same wherever the signature is
placed. Standard: EN 319 132-1, 6; W3C XML Signature 1.1.
"""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from typing import Final

from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.containers.files import DataFile, check_for_container
from esigner.ades.create import signer_facts
from esigner.ades.create.assembly import check_order, check_timestamp
from esigner.ades.create.errors import PreparedUnreadableError
from esigner.ades.create.prepared import Part, Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted, one_file
from esigner.ades.create.xades import stored_parts, unsigned_properties
from esigner.ades.create.xades.enveloped import Place, canonical_document, exclusive_of, with_signature
from esigner.ades.create.xades.signature import Reference, assemble, build, signature_value
from esigner.ades.create.xades.template import Template, template_of
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.formats import Canonicalization, Packaging
from esigner.ades.encoding.markup import C14N_11, DS_NAMESPACE, SIGNED_PROPERTIES_TYPE, XADES_NAMESPACE, uri
from esigner.ades.trust.validation_data import ValidationData

_EXCLUSIVE: Final = Canonicalization.EXCLUSIVE.value
_ENVELOPED: Final = f"{DS_NAMESPACE}enveloped-signature"
_BASE64: Final = f"{DS_NAMESPACE}base64"
_OBJECT_TYPE: Final = f"{DS_NAMESPACE}Object"
_NAMESPACES: Final = f' xmlns:ds="{DS_NAMESPACE}" xmlns:xades="{XADES_NAMESPACE}"'
_SIGNED_INFO: Final = f'<ds:SignedInfo xmlns:ds="{DS_NAMESPACE}">'
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def prepare(wanted: Wanted) -> Prepared:
    """Return a XAdES-B signature over the files, waiting for its value; over XML it is enveloped by default."""
    wanted.refuse_reason()
    wanted.refuse_shape("serialization")
    packaging = wanted.shape.packaging or Packaging.ENVELOPED
    canonicalization = wanted.shape.canonicalization or Canonicalization.EXCLUSIVE
    if packaging is Packaging.ENVELOPED:
        wanted.one_file()
    else:
        wanted.refuse_shape("canonicalization")
    check_for_container(wanted.files)
    facts = signer_facts.of(wanted.signer)
    template = template_of(facts, digest=wanted.digest_algorithm, signature=wanted.signature_algorithm)
    rows, place = _rows(wanted, template, packaging, canonicalization)
    signature_id, _, properties = build(
        references=rows,
        template=template,
        signed_at=wanted.signed_at,
        claims=wanted.claims,
    )
    references = "".join(
        _reference(
            signature_id, number, row, template, _pointer(packaging, canonicalization, signature_id, number, row)
        )
        for number, row in enumerate(rows)
    )
    # A file is recognised later by its bytes, not by their canonical form.
    files: list[Part] = [
        [file.name, file.media_type, b64encode(file.digest(template.digest)).decode()] for file in wanted.files
    ]
    return Prepared(
        format=wanted.format,
        signature_algorithm=template.algorithm.name,
        to_be_signed=_signed_info(signature_id, references, properties, template),
        signed_at=wanted.signed_at,
        signer=wanted.signer,
        chain=wanted.chain,
        parts={
            "packaging": packaging.value,
            "canonicalization": canonicalization.value,
            "signatureId": signature_id,
            "signedProperties": properties,
            "digestAlgorithm": template.digest.name,
            "files": files,
            "place": list(place) if place else None,
        },
    )


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:
    """Return ds:SignatureValue in exclusive canonical form."""
    return exclusive_of(signature_value(str(prepared.parts["signatureId"]), value), "ds:SignatureValue")


def finalize(
    prepared: Prepared,
    value: SignatureValue,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the signed XML document, or the XML of the signature where the data is inside it or elsewhere."""
    packaging = Packaging(str(prepared.parts["packaging"]))
    check_unchanged(prepared, files)
    element = signature(prepared, value, timestamp=timestamp, revocation=revocation)
    if packaging is Packaging.ENVELOPED:
        document = one_file(files, format=prepared.format).content
        return with_signature(document, element, at=stored_parts.place(prepared.parts))
    if packaging is Packaging.ENVELOPING:
        end, signature_id = "</ds:Signature>", str(prepared.parts["signatureId"])
        objects = "".join(_object(signature_id, number, file) for number, file in enumerate(files))
        element = f"{element.removesuffix(end)}{objects}{end}"
    return f"{_HEAD}{element}\n".encode()


def signature(
    prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
) -> str:
    """Return the ds:Signature, which declares every prefix it uses; the data it will envelop is not inside."""
    signature_id = str(prepared.parts["signatureId"])
    properties = ""
    if timestamp is not None:
        token = check_timestamp(timestamp, over=timestamp_input(prepared, value))
        if revocation is not None:
            check_order(prepared, token=token, revocation=revocation)
        made = unsigned_properties.properties(timestamp=timestamp, revocation=revocation, issuers=prepared.chain)
        properties = made.replace(C14N_11, _EXCLUSIVE, 1)
    element = assemble(
        signature_id=signature_id,
        signed_info=prepared.to_be_signed.decode().replace(_SIGNED_INFO, "<ds:SignedInfo>", 1),
        value=value,
        signer=signer_facts.of(prepared.signer),
        signed_properties=str(prepared.parts["signedProperties"]),
        unsigned=properties,
    )
    return element.replace("<ds:Signature ", f"<ds:Signature{_NAMESPACES} ", 1)


def _rows(
    wanted: Wanted, template: Template, packaging: Packaging, canonicalization: Canonicalization
) -> tuple[list[Reference], Place | None]:
    """Return the content of the references, and the position of the signature in the enveloping document."""
    if packaging is not Packaging.ENVELOPED:
        return [(file.name, file.media_type, file.digest(template.digest)) for file in wanted.files], None
    file = wanted.one_file()
    canonical, place = canonical_document(file.content, canonicalization)
    return [(file.name, file.media_type, template.digest.digest(canonical))], place


def _pointer(
    packaging: Packaging, canonicalization: Canonicalization, signature_id: str, number: int, row: Reference
) -> str:
    """Return the reference's attributes that say where the data is, and the transforms to apply."""
    if packaging is Packaging.DETACHED:
        return f' URI="{uri(row[0])}">'
    if packaging is Packaging.ENVELOPING:
        return f' Type="{_OBJECT_TYPE}" URI="#{_object_id(signature_id, number)}">{_transforms(_BASE64)}'
    return f' URI="">{_transforms(_ENVELOPED, canonicalization.value)}'


@cache
def _transforms(*algorithms: str) -> str:
    inner = "".join(f'<ds:Transform Algorithm="{algorithm}"></ds:Transform>' for algorithm in algorithms)
    return f"<ds:Transforms>{inner}</ds:Transforms>"


def _reference(signature_id: str, number: int, row: Reference, template: Template, pointer: str) -> str:
    return f'<ds:Reference Id="{signature_id}-r{number}"{pointer}{_digested(template, row[2])}</ds:Reference>'


def _digested(template: Template, digest: bytes) -> str:
    return (
        f'<ds:DigestMethod Algorithm="{template.digest.xml_uri}"></ds:DigestMethod>'
        f"<ds:DigestValue>{b64encode(digest).decode()}</ds:DigestValue>"
    )


def _signed_info(signature_id: str, references: str, properties: str, template: Template) -> bytes:
    digest = template.digest.digest(exclusive_of(properties, "xades:SignedProperties"))
    return (
        f'{_SIGNED_INFO}<ds:CanonicalizationMethod Algorithm="{_EXCLUSIVE}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{template.algorithm.xml_uri}"></ds:SignatureMethod>{references}'
        f'<ds:Reference Type="{SIGNED_PROPERTIES_TYPE}" URI="#{signature_id}-sp">{_transforms(_EXCLUSIVE)}'
        f"{_digested(template, digest)}</ds:Reference></ds:SignedInfo>"
    ).encode()


def _object(signature_id: str, number: int, file: DataFile) -> str:
    return f'<ds:Object Id="{_object_id(signature_id, number)}">{b64encode(file.content).decode()}</ds:Object>'


def _object_id(signature_id: str, number: int) -> str:
    return f"{signature_id}-o{number}"


def check_unchanged(prepared: Prepared, files: Sequence[DataFile]) -> None:
    """Refuse files that differ, by order or content, from those prepared."""
    algorithm = digest_named(str(prepared.parts["digestAlgorithm"]))
    rows = prepared.parts["files"]
    if not isinstance(rows, list):
        raise PreparedUnreadableError
    for row, file in zip(rows, files, strict=False):
        digest = stored_parts.digest_of(file, prepared.parts, algorithm=algorithm)
        if row != [file.name, file.media_type, b64encode(digest).decode()]:
            raise FilesChangedError(name=file.name)
    if len(rows) != len(files):
        raise FilesChangedError(name=str(len(files)))
