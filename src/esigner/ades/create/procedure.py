"""Prepare and finalize: the same two steps for every format.

1. `prepare` returns the bytes to be signed and what is needed to finish.
2. The signer's device makes the value; `check_value` refuses one made by another key.
3. `timestamp_input` returns the bytes that the time-stamping authority stamps (level T and above).
4. Revocation material is fetched, after the timestamp (level LT).
5. `finalize` assembles; the level follows from what was supplied.

Standards: EN 319 132-1, EN 319 122-1, EN 319 142-1, EN 319 162-1, TS 119 182-1.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Final, Protocol, Unpack, cast

from cryptography import x509

from esigner.ades.containers.files import DataFile
from esigner.ades.create import signer_facts
from esigner.ades.create.claims import NO_CLAIMS, Claims
from esigner.ades.create.errors import MetadataNotSupportedError, TimestampMissingError
from esigner.ades.create.layout import Layout
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue, check_value
from esigner.ades.create.wanted import UNSHAPED, Choices, Wanted
from esigner.ades.encoding.algorithms import Maturity, check_maturity
from esigner.ades.encoding.formats import Format, Shape
from esigner.ades.encoding.markup import check_text
from esigner.ades.trust.validation_data import ValidationData

_MAKERS: Final = {
    Format.ASICE: "esigner.ades.create.asice_xades",
    Format.EDOC: "esigner.ades.create.asice_xades",
    Format.PDF: "esigner.ades.create.pades.signature",
    Format.ASICE_CADES: "esigner.ades.create.asice_cades",
    Format.ASICS: "esigner.ades.create.asics",
    Format.ASICS_CADES: "esigner.ades.create.asics",
    Format.XADES: "esigner.ades.create.xades.standalone",
    Format.CADES: "esigner.ades.create.cades.signature",
    Format.JADES: "esigner.ades.create.jades.signature",
}
"""Loaded on first use: a maker of containers needs neither a PDF writer nor an XML parser."""


class _Maker(Protocol):
    """The interface of a format's module."""

    def prepare(self, wanted: Wanted) -> Prepared: ...

    def timestamp_input(self, prepared: Prepared, value: SignatureValue) -> bytes: ...

    def finalize(
        self,
        prepared: Prepared,
        value: SignatureValue,
        *,
        files: Sequence[DataFile],
        timestamp: bytes | None,
        revocation: ValidationData | None,
    ) -> bytes: ...


@cache
def _maker(format: Format) -> _Maker:  # noqa: A002  the word of the API and the standard
    return cast("_Maker", import_module(_MAKERS[format]))


def prepare(
    *,
    format: Format,  # noqa: A002  the word of the API and the standard
    files: Sequence[DataFile],
    signer: x509.Certificate,
    chain: Sequence[x509.Certificate],
    signed_at: datetime,
    **choices: Unpack[Choices],
) -> Prepared:
    """Build a signature except its value.

    Args:
        format: What to make.
        files: At least one with unique names; exactly one where the format allows only one.
        signer: The certificate whose key will sign.
        chain: Its issuers, nearest first.
        signed_at: Claimed time, aware; whole seconds are kept.
        choices: Algorithms, claims, shape, as `Choices` lists them.

    Raises:
        AdesError: A subclass that says what cannot be signed and why.
        ValueError: `signed_at` has no time zone; a bug of the caller.
    """
    return prepared(wanted(format=format, files=files, signer=signer, chain=chain, signed_at=signed_at, **choices))


def prepared(wanted: Wanted) -> Prepared:
    """Return the format's result for the arguments of `prepare`."""
    return _maker(wanted.format).prepare(wanted)


def wanted(  # noqa: PLR0913  one argument for each field of `Choices`
    *,
    format: Format,  # noqa: A002  the word of the API and the standard
    files: Sequence[DataFile],
    signer: x509.Certificate,
    chain: Sequence[x509.Certificate],
    signed_at: datetime,
    digest_algorithm: str = "SHA256",
    signature_algorithm: str | None = None,
    claims: Claims = NO_CLAIMS,
    reason: str | None = None,
    shape: Shape = UNSHAPED,
    maturity: Maturity = Maturity.STANDARD,
    layout: Layout | None = None,
) -> Wanted:
    """Return the arguments of `prepare` as one value, with the checks that all formats share. Raises as `prepare`."""
    if not isinstance(format, Format):  # a string of the same spelling is accepted
        format = Format(format)  # noqa: A001
    if layout is not None and format is not Format.PDF:
        raise MetadataNotSupportedError(field="layout", format=format)
    check_maturity(signer_facts.of(signer).kind, maturity=maturity)
    if claims is not NO_CLAIMS:
        claims.check()
    if reason:
        check_text(reason, field="reason")
    return Wanted(
        format=format,
        files=files,
        signer=signer,
        chain=tuple(chain),
        signed_at=whole_seconds(signed_at),
        digest_algorithm=digest_algorithm,
        signature_algorithm=signature_algorithm,
        claims=claims,
        reason=reason,
        shape=shape,
        layout=layout,
    )


def whole_seconds(moment: datetime) -> datetime:
    """Return the time without fractions of a second, as in signatures.

    Raises:
        ValueError: It has no time zone; a bug of the caller.
    """
    if moment.tzinfo is None:
        raise ValueError("signed_at has no time zone")
    return moment.replace(microsecond=0) if moment.microsecond else moment


def timestamp_input(prepared: Prepared, value: bytes) -> bytes:
    """Return the bytes whose digest the time-stamping authority stamps."""
    return _maker(prepared.format).timestamp_input(prepared, check_value(prepared, value))


def finalize(
    prepared: Prepared,
    value: bytes,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None = None,
    revocation: ValidationData | None = None,
) -> bytes:
    """Return the signed document; the level follows from the arguments.

    Args:
        prepared: From `prepare`, perhaps by way of JSON.
        value: Made by the signer's key over `prepared.to_be_signed`.
        files: The same files as at `prepare`.
        timestamp: DER TimeStampToken over `timestamp_input`: level T.
        revocation: Fetched after the timestamp: level LT.

    Raises:
        SignatureValueMismatchError: The value was made by another key.
        FilesChangedError: The files are not those that were prepared.
        TimestampMismatchError: The token covers other bytes.
        TimestampMissingError: Revocation without a timestamp.
        RevocationBeforeTimestampError: The signer's OCSP answer is older than the timestamp.
    """
    if revocation is not None and timestamp is None:
        raise TimestampMissingError
    return _maker(prepared.format).finalize(
        prepared, check_value(prepared, value), files=files, timestamp=timestamp, revocation=revocation
    )
