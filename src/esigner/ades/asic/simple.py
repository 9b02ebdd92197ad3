"""ASiC-S: a container of exactly one file, with a XAdES or CAdES signature, or with a timestamp alone.

Standard: EN 319 162-1, 4.3 and 5.2.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from esigner.ades.asic import signature as asic
from esigner.ades.asic.write import Entry, container
from esigner.ades.assembly import check_timestamp
from esigner.ades.cades import signature as cades
from esigner.ades.files import DataFile, check_for_container
from esigner.ades.format import Format
from esigner.ades.material import Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.values import SignatureValue
from esigner.ades.wanted import Wanted, one_file

MIMETYPE: Final = b"application/vnd.etsi.asic-s+zip"
XADES_NAME: Final = "META-INF/signatures.xml"
CADES_NAME: Final = "META-INF/signature.p7s"
TIMESTAMP_NAME: Final = "META-INF/timestamp.tst"


def prepare(wanted: Wanted) -> Prepared:
    """Give a XAdES-B or CAdES-B signature over the one file, waiting for its value."""
    wanted.refuse_shape()
    file = wanted.one_file()
    check_for_container(wanted.files)
    if wanted.format is Format.ASICS_CADES:
        return cades.over(wanted, file, parts={"name": file.name})
    return asic.prepare(wanted)


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:
    """Give the bytes whose digest the time-stamping authority stamps."""
    if prepared.format is Format.ASICS_CADES:
        return cades.timestamp_input(prepared, value)
    return asic.timestamp_input(prepared, value)


def finalize(
    prepared: Prepared,
    value: SignatureValue,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: Revocation | None,
) -> bytes:
    """Give the container."""
    file = one_file(files, format=prepared.format)
    if prepared.format is Format.ASICS_CADES:
        cades.check_content(prepared, file)
        signature = cades.signature(prepared, value, content=None, timestamp=timestamp, revocation=revocation)
        return _container(file, Entry(CADES_NAME, signature), at=prepared.signed_at)
    asic.check_unchanged(prepared, files)
    signature = asic.signature_xml(prepared, value, timestamp=timestamp, revocation=revocation)
    return _container(file, Entry(XADES_NAME, signature), at=prepared.signed_at)


def timestamped(file: DataFile, *, timestamp: bytes) -> bytes:
    """Give a container whose only proof is a timestamp over the bytes of the file; nobody signs.

    Args:
        file: Its content is what the time-stamping authority stamps.
        timestamp: DER TimeStampToken.

    Raises:
        TimestampMismatchError: The token is over other bytes.
    """
    check_for_container((file,))
    token = check_timestamp(timestamp, over=file.content)
    return _container(file, Entry(TIMESTAMP_NAME, timestamp), at=token.gen_time)


def _container(file: DataFile, proof: Entry, *, at: datetime) -> bytes:
    return container((Entry(file.name, file.content), proof), written_at=at, mimetype=MIMETYPE)
