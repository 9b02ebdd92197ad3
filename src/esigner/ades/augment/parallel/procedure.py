"""One more signature in an existing document, ours or another's; nothing signed or stamped changes.

1. `prepare` returns the bytes to be signed; the signature covers what the existing signatures cover.
2. `timestamp_input` returns the bytes that may be stamped.
3. `add` returns the document with one more signature.

ASiC-E gets a further signature file under the next free name, with CAdES and its ASiCManifest; ASiC-S a further
ds:Signature in its signatures.xml; a CMS, in ASiC-S or alone, a further SignerInfo; JSON a further item of
`signatures`. A PDF needs none of this: `creation` adds its signature to a signed PDF as to any other.
Standard: EN 319 162-1, 4.3 and 4.4; RFC 5652, 5.1; RFC 7515, 7.2.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from cryptography import x509

from esigner.ades.augment.errors import AugmentationRefusedError, ContainerNotJoinableError
from esigner.ades.augment.parallel.asice_cades import AsiceCades
from esigner.ades.augment.parallel.asice_xades import AsiceXades
from esigner.ades.augment.parallel.asics_xades import AsicsXades
from esigner.ades.augment.parallel.cades import Cms, CmsInContainer
from esigner.ades.augment.parallel.jades import Json
from esigner.ades.augment.parallel.port import Joinable
from esigner.ades.containers import reading
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.containers.files import DataFile
from esigner.ades.create import procedure
from esigner.ades.create.errors import TimestampMissingError
from esigner.ades.create.prepared import COUNTERSIGNED, Prepared
from esigner.ades.create.values import check_value
from esigner.ades.create.wanted import Choices
from esigner.ades.encoding.format_table import ASIC_E, ASIC_S
from esigner.ades.encoding.sniffing import Kind, sniff
from esigner.ades.encoding.work import bounded
from esigner.ades.rules import RefusedError, container_rules
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import asice_cades, container


@bounded
def prepare(
    document: bytes,
    *,
    signer: x509.Certificate,
    chain: Sequence[x509.Certificate],
    signed_at: datetime,
    detached: Sequence[DataFile] = (),
    **choices: Unpack[Choices],
) -> Prepared:
    """Return a signature waiting for its value.

    Args:
        document: Container, or CAdES or JAdES alone.
        signer: The certificate whose key will sign.
        chain: Its issuers, nearest first.
        signed_at: Claimed time, aware; whole seconds are kept.
        detached: The data that a signature outside a container covers, if it is not inside.
        choices: As for `creation.prepare`, except the shape.

    Raises:
        RefusedError: The document cannot be read.
        ContainerNotJoinableError: A container of a kind that takes no further signature.
        AugmentationRefusedError: A signature outside a container that allows no other.
        SignatureNotJoinableError: JSON with a structure that allows no other.
        AdesError: As `creation.prepare`.
    """
    joinable = _joinable(document, detached)
    wanted = procedure.wanted(
        format=joinable.format, files=joinable.files, signer=signer, chain=chain, signed_at=signed_at, **choices
    )
    wanted.refuse_shape()  # it follows from the existing signatures
    return joinable.prepare(wanted)


def timestamp_input(prepared: Prepared, value: bytes) -> bytes:
    """Return the bytes whose digest the time-stamping authority stamps."""
    return procedure.timestamp_input(prepared, value)


@bounded
def add(
    document: bytes,
    prepared: Prepared,
    value: bytes,
    *,
    timestamp: bytes | None = None,
    revocation: ValidationData | None = None,
    detached: Sequence[DataFile] = (),
) -> bytes:
    """Return the document with the signature; the level follows from the arguments.

    Args:
        document: The same as at `prepare`; signatures that others added meanwhile do not matter, except for ASiC-E with
            CAdES, where the signature names its own file.
        prepared: From `prepare`, perhaps by way of JSON.
        value: Made by the signer's key over `prepared.to_be_signed`.
        timestamp: DER TimeStampToken over `timestamp_input`.
        revocation: Fetched after the timestamp.
        detached: As for `prepare`.

    Raises:
        FilesChangedError: What is signed is not what was prepared.
        SignatureValueMismatchError: The value was made by another key.
        AugmentationRefusedError: An existing signature would no longer be valid.
    """
    if revocation is not None and timestamp is None:
        raise TimestampMissingError
    joinable = _joinable(document, detached)
    if joinable.format is not prepared.format or COUNTERSIGNED in prepared.parts:
        raise FilesChangedError(name=joinable.format)
    return joinable.joined(prepared, check_value(prepared, value), timestamp=timestamp, revocation=revocation)


def _joinable(document: bytes, detached: Sequence[DataFile]) -> Joinable:
    kind = sniff(document)
    if kind is Kind.ZIP:
        return of_container(document, reading.read(document))
    if kind is Kind.CMS:
        return Cms(document, detached=detached)
    if kind is Kind.XML:
        # A reference to the whole document, as in enveloped signatures, covers every signature that is added;
        # and a document that is a signature has no room next to it.
        raise AugmentationRefusedError(signature="", reason="XAdES outside a container takes no signature beside it")
    if kind is Kind.JSON:
        return Json(document, detached=detached)
    raise RefusedError(container_rules.FORMAT_UNKNOWN)


def of_container(document: bytes, held: reading.Container) -> Joinable:
    """Return the container, as read, as a document that takes one more signature.

    Raises:
        ContainerNotJoinableError: A container of a kind that takes none.
    """
    with_xades, with_cades = container.signature_files(held), asice_cades.signature_files(held)
    if held.mimetype in (ASIC_E, None) and not with_cades:
        return AsiceXades(document, held)
    if held.mimetype == ASIC_E and not with_xades:
        return AsiceCades(document, held)
    if held.mimetype == ASIC_S and len(held.data_files) == 1 and len(with_xades) + len(with_cades) == 1:
        return (
            CmsInContainer(document, held, with_cades[0]) if with_cades else AsicsXades(document, held, with_xades[0])
        )
    raise ContainerNotJoinableError(media_type=held.mimetype)
