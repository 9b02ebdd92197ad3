"""ASiC-E with XAdES, and its Latvian sister .edoc: prepare and finalize.

Standard: EN 319 162-1, 4.4.
"""

from binascii import b2a_base64
from collections.abc import Sequence
from datetime import datetime

from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.containers.files import DataFile, check_for_container
from esigner.ades.containers.manifest import MANIFEST_NAME, manifest, of_one
from esigner.ades.containers.writing import Entry, container
from esigner.ades.create import signer_facts, xades
from esigner.ades.create.assembly import check_order, check_timestamp
from esigner.ades.create.errors import PreparedUnreadableError
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.create.xades import unsigned_properties
from esigner.ades.create.xades.template import template_of
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.format_table import signature_path
from esigner.ades.encoding.formats import Format
from esigner.ades.encoding.markup import NAMESPACES, canonical, in_document, uri
from esigner.ades.trust.validation_data import ValidationData

HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<asic:XAdESSignatures{NAMESPACES}>'
TAIL = "</asic:XAdESSignatures>\n"


def prepare(wanted: Wanted) -> Prepared:
    """Return a XAdES-B signature over the files, waiting for its value."""
    files = wanted.files
    check_for_container(files)
    wanted.refuse_reason()
    wanted.refuse_shape()
    template = template_of(
        signer_facts.of(wanted.signer), digest=wanted.digest_algorithm, signature=wanted.signature_algorithm
    )
    digest = template.digest
    digests = [file.digest(digest) for file in files]
    signature_id, signed_info, signed_properties = xades.build(
        references=[(uri(file.name), file.media_type, value) for file, value in zip(files, digests, strict=True)],
        template=template,
        signed_at=wanted.signed_at,
        claims=wanted.claims,
    )
    return Prepared(
        format=wanted.format,
        signature_algorithm=template.algorithm.name,
        to_be_signed=signed_info,
        signed_at=wanted.signed_at,
        signer=wanted.signer,
        chain=wanted.chain,
        parts={
            "signatureId": signature_id,
            "signedProperties": signed_properties,
            "digestAlgorithm": digest.name,
            "files": [[file.name, file.media_type, _b64(value)] for file, value in zip(files, digests, strict=True)],
        },
    )


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:
    """Return the canonical ds:SignatureValue."""
    return canonical(xades.signature_value(str(prepared.parts["signatureId"]), value), "ds:SignatureValue")


def finalize(
    prepared: Prepared,
    value: SignatureValue,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the container."""
    check_unchanged(prepared, files)
    signature = signature_xml(prepared, value, timestamp=timestamp, revocation=revocation)
    return containing(files, signature, format=prepared.format, written_at=prepared.signed_at)


def containing(
    files: Sequence[DataFile],
    signature: bytes,
    *,
    format: Format,  # noqa: A002  the word of the API and the standard
    written_at: datetime,
) -> bytes:
    """Return the container of the files and the signatures document over them."""
    return container(
        (
            Entry(MANIFEST_NAME, _manifest(files)),
            *[Entry(file.name, file.content) for file in files],
            Entry(signature_path(format), signature),
        ),
        written_at=written_at,
    )


def entries(
    files: Sequence[DataFile],
    signature: bytes,
    *,
    format: Format,  # noqa: A002  as above
) -> dict[str, bytes]:
    """Return the entries of META-INF, by name: the container without its files."""
    return {MANIFEST_NAME: _manifest(files), signature_path(format): signature}


def _manifest(files: Sequence[DataFile]) -> bytes:
    if len(files) == 1:
        return of_one(files[0].name, files[0].media_type)
    return manifest([(file.name, file.media_type) for file in files])


def signature_xml(
    prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
) -> bytes:
    """Return the signatures document of the container, without the container."""
    parts = prepared.parts
    signature_id = str(parts["signatureId"])
    properties = ""
    if timestamp is not None:
        token = check_timestamp(timestamp, over=timestamp_input(prepared, value))
        if revocation is not None:
            check_order(prepared, token=token, revocation=revocation)
        properties = unsigned_properties.properties(timestamp=timestamp, revocation=revocation, issuers=prepared.chain)
    return xades.assemble(
        signature_id=signature_id,
        signed_info=in_document(prepared.to_be_signed, "ds:SignedInfo"),
        value=value,
        signer=signer_facts.of(prepared.signer),
        signed_properties=str(parts["signedProperties"]),
        unsigned=properties,
        head=HEAD,
        tail=TAIL,
    ).encode()


def check_unchanged(prepared: Prepared, files: Sequence[DataFile]) -> None:
    """Refuse files that differ, by order or content, from those prepared."""
    rows = prepared.parts["files"]
    digest = digest_named(str(prepared.parts["digestAlgorithm"]))
    if not isinstance(rows, list):
        raise PreparedUnreadableError
    for row, file in zip(rows, files, strict=False):
        if not isinstance(row, list) or row[:2] != [file.name, file.media_type]:
            raise FilesChangedError(name=file.name)
        if row[2] != _b64(file.digest(digest)):
            raise FilesChangedError(name=file.name)
    if len(rows) != len(files):
        raise FilesChangedError(name=str(len(files)))


def _b64(encoded: bytes) -> str:
    return b2a_base64(encoded, newline=False).decode()
