"""Prepare and finalize: the same two steps for every format.

1. `prepare` gives the bytes to be signed and what is needed to finish.
2. The signer's device makes the value; `check_value` refuses one made by another key.
3. `timestamp_input` gives what the time-stamping authority stamps (level T and above).
4. Revocation material is fetched, after the timestamp (level LT).
5. `finalize` assembles; the level follows from what was given.

Standards: EN 319 132-1, EN 319 142-1, EN 319 162-1.
"""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509

from esigner.ades.asic import signature as asic
from esigner.ades.errors import TimestampMissingError
from esigner.ades.files import DataFile
from esigner.ades.format import Format
from esigner.ades.material import Place, Revocation
from esigner.ades.pades import signature as pades
from esigner.ades.prepared import Prepared
from esigner.ades.values import check_value


def prepare(
    *,
    format: Format,  # noqa: A002  the word of the API and the standard
    files: Sequence[DataFile],
    signer: x509.Certificate,
    chain: Sequence[x509.Certificate],
    signed_at: datetime,
    digest_algorithm: str = "SHA256",
    signature_algorithm: str | None = None,
    roles: Sequence[str] = (),
    place: Place | str | None = None,
    reason: str | None = None,
) -> Prepared:
    """Build everything of a signature but its value.

    Args:
        format: What to make.
        files: At least one with unique names; exactly one for PDF.
        signer: The certificate whose key will sign.
        chain: Its issuers, nearest first.
        signed_at: Claimed time, aware; whole seconds are kept.
        digest_algorithm: Of the files and the signature: SHA256, SHA384 or SHA512.
        signature_algorithm: A name of `algorithms.SIGNATURES`; by default the plain one of the key.
        roles: Claimed roles of the signer.
        place: Where the signer claims to be; a text is a city.
        reason: Why; PDF only.

    Raises:
        AdesError: A subclass that names what cannot be signed and why.
        ValueError: `signed_at` has no time zone; a bug of the caller.
    """
    if signed_at.tzinfo is None:
        raise ValueError("signed_at has no time zone")
    format = Format(format)  # noqa: A001
    claimed = Place(city=place) if isinstance(place, str) else place
    prepare_format = pades.prepare if format is Format.PDF else asic.prepare
    return prepare_format(
        format=format,
        files=files,
        signer=signer,
        chain=tuple(chain),
        signed_at=signed_at.replace(microsecond=0) if signed_at.microsecond else signed_at,
        digest_algorithm=digest_algorithm,
        signature_algorithm=signature_algorithm,
        roles=tuple(roles),
        place=claimed,
        reason=reason,
    )


def timestamp_input(prepared: Prepared, value: bytes) -> bytes:
    """Give the bytes whose digest the time-stamping authority stamps."""
    checked = check_value(prepared, value)
    return pades.timestamp_input(checked) if prepared.format is Format.PDF else asic.timestamp_input(prepared, checked)


def finalize(
    prepared: Prepared,
    value: bytes,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None = None,
    revocation: Revocation | None = None,
) -> bytes:
    """Give the signed container or PDF; the level follows from what is given.

    Args:
        prepared: From `prepare`, perhaps by way of JSON.
        value: Made by the signer's key over `prepared.to_be_signed`.
        files: The same files as at `prepare`.
        timestamp: DER TimeStampToken over `timestamp_input`: level T.
        revocation: Fetched after the timestamp: level LT.

    Raises:
        SignatureValueMismatchError: The value was made by another key.
        FilesChangedError: The files are not those that were prepared.
        TimestampMismatchError: The token is over other bytes.
        TimestampMissingError: Revocation without a timestamp.
        RevocationBeforeTimestampError: The signer's OCSP answer is older than the timestamp.
    """
    if revocation is not None and timestamp is None:
        raise TimestampMissingError
    checked = check_value(prepared, value)
    finalize_format = pades.finalize if prepared.format is Format.PDF else asic.finalize
    return finalize_format(prepared, checked, files=files, timestamp=timestamp, revocation=revocation)
