"""ASiC-S: a container of exactly one file, with a XAdES or CAdES signature, or with a timestamp alone.

Standard: EN 319 162-1, 4.3 and 5.2.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from esigner.ades.containers.files import DataFile, check_for_container
from esigner.ades.containers.writing import Entry, container
from esigner.ades.create import asice_xades, cades
from esigner.ades.create.assembly import check_timestamp
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted, one_file
from esigner.ades.encoding.format_table import ASIC_S, signature_path
from esigner.ades.encoding.formats import Format
from esigner.ades.trust.validation_data import ValidationData

CADES_NAME: Final = "META-INF/signature.p7s"
TIMESTAMP_NAME: Final = "META-INF/timestamp.tst"


def prepare(wanted: Wanted) -> Prepared:
    """Return a XAdES-B or CAdES-B signature over the one file, waiting for its value."""
    wanted.refuse_shape()
    file = wanted.one_file()
    check_for_container(wanted.files)
    if wanted.format is Format.ASICS_CADES:
        return cades.over(wanted, file, parts={"name": file.name})
    return asice_xades.prepare(wanted)


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:
    """Return the bytes whose digest the time-stamping authority stamps."""
    if prepared.format is Format.ASICS_CADES:
        return cades.timestamp_input(prepared, value)
    return asice_xades.timestamp_input(prepared, value)


def finalize(
    prepared: Prepared,
    value: SignatureValue,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the container."""
    file = one_file(files, format=prepared.format)
    if prepared.format is Format.ASICS_CADES:
        cades.check_content(prepared, file)
        signature = cades.signed_message(prepared, value, content=None, timestamp=timestamp, revocation=revocation)
        return _container(file, Entry(CADES_NAME, signature), at=prepared.signed_at)
    asice_xades.check_unchanged(prepared, files)
    signature = asice_xades.signature_xml(prepared, value, timestamp=timestamp, revocation=revocation)
    return _container(file, Entry(signature_path(Format.ASICS), signature), at=prepared.signed_at)


def timestamped(file: DataFile, *, timestamp: bytes) -> bytes:
    """Return a container whose only proof is a timestamp over the bytes of the file; there is no signer.

    Args:
        file: The time-stamping authority stamps its content.
        timestamp: DER TimeStampToken.

    Raises:
        TimestampMismatchError: The token covers other bytes.
    """
    check_for_container((file,))
    token = check_timestamp(timestamp, over=file.content)
    return _container(file, Entry(TIMESTAMP_NAME, timestamp), at=token.gen_time)


def _container(file: DataFile, proof: Entry, *, at: datetime) -> bytes:
    return container((Entry(file.name, file.content), proof), written_at=at, mimetype=ASIC_S)
