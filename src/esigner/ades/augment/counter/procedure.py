"""A countersignature in three steps, whatever the format of the countersigned signature.

1. `prepare` returns the bytes to be signed, as `creation.prepare` does.
2. `timestamp_input` returns the bytes that may be stamped.
3. `add` returns the document with it. No signed or stamped byte changes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeAlias

from cryptography import x509

from esigner.ades.augment.cades import CadesFile
from esigner.ades.augment.counter import cades, jades, xades
from esigner.ades.augment.errors import CountersignedMissingError
from esigner.ades.augment.harm import check_none_worse, check_unarchived
from esigner.ades.augment.jades import JadesFile
from esigner.ades.augment.opening import OpenedDocument, opened
from esigner.ades.augment.xades import XadesFile
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.containers.files import DataFile
from esigner.ades.create import procedure
from esigner.ades.create.claims import NO_CLAIMS, Claims
from esigner.ades.create.errors import TimestampMissingError
from esigner.ades.create.prepared import COUNTERSIGNED, Part, Prepared
from esigner.ades.create.values import check_value
from esigner.ades.encoding.algorithms import Maturity
from esigner.ades.encoding.work import bounded
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.candidate import Candidate

_Countersignable: TypeAlias = XadesFile | CadesFile | JadesFile
_FORMATS: Final = {XadesFile: xades.FORMAT, CadesFile: cades.FORMAT, JadesFile: jades.FORMAT}


@bounded
def prepare(
    document: bytes,
    *,
    countersigned: str,
    signer: x509.Certificate,
    chain: Sequence[x509.Certificate],
    signed_at: datetime,
    digest_algorithm: str = "SHA256",
    signature_algorithm: str | None = None,
    claims: Claims = NO_CLAIMS,
    maturity: Maturity = Maturity.STANDARD,
    detached: Sequence[DataFile] = (),
) -> Prepared:
    """Return a countersignature waiting for its value.

    Args:
        document: Container with XAdES or CAdES, or one of these or JAdES alone.
        countersigned: Id of the signature, as the validation report names it.
        signer: The certificate whose key will sign.
        chain: Its issuers, nearest first.
        signed_at: Claimed time, aware; whole seconds are kept.
        digest_algorithm: SHA256, SHA384 or SHA512.
        signature_algorithm: A name of `algorithms.signatures.WRITTEN`; by default the plain one of the key.
        claims: Roles and place; a countersignature commits to nothing and names no policy.
        maturity: As for `creation.prepare`.
        detached: The files that a signature outside a container covers.

    Raises:
        CountersignedMissingError: There is not exactly one signature with that Id.
        AugmentationRefusedError: It has no room for a countersignature, or an archive manifest covers it.
        LevelNotHeldError: It is a compact JWS.
        MetadataNotAllowedError: A claim with characters that no signature can hold.
        MetadataNotSupportedError: A commitment or a policy.
        ValueError: `signed_at` has no time zone; a bug of the caller.
    """
    held = opened(document, detached=detached, digest_algorithm="SHA256")
    path, number, carrier = _found(held, countersigned)
    check_unarchived([path], archived=held.archived)
    claims.refuse_commitment(format=_FORMATS[type(carrier)])
    wanted = procedure.wanted(
        format=_FORMATS[type(carrier)],
        files=(),
        signer=signer,
        chain=chain,
        signed_at=signed_at,
        digest_algorithm=digest_algorithm,
        signature_algorithm=signature_algorithm,
        claims=claims,
        maturity=maturity,
    )
    parts: dict[str, Part] = {COUNTERSIGNED: countersigned, "path": path}
    match carrier:
        case XadesFile():
            return xades.prepare(carrier, number, wanted, parts=parts)
        case CadesFile():
            return cades.prepare(carrier, number, wanted, parts=parts)
        case JadesFile():
            return jades.prepare(carrier, number, wanted, parts=parts)


def timestamp_input(prepared: Prepared, value: bytes) -> bytes:
    """Return the bytes whose digest the time-stamping authority stamps."""
    checked = check_value(prepared, value)
    if prepared.format is xades.FORMAT:
        return xades.timestamp_input(prepared, checked)
    if prepared.format is jades.FORMAT:
        return jades.timestamp_input(prepared, checked)
    return cades.timestamp_input(prepared, checked)


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
    """Return the document with the countersignature; its level follows from the arguments.

    Raises:
        SignatureValueMismatchError: The value was made by another key.
        FilesChangedError: The countersigned signature is not the one that was prepared.
        AugmentationRefusedError: An existing signature or timestamp would no longer be valid.
    """
    if revocation is not None and timestamp is None:
        raise TimestampMissingError
    held = opened(document, detached=detached, digest_algorithm="SHA256")
    if COUNTERSIGNED not in prepared.parts:
        raise FilesChangedError(name=prepared.format)
    path, number, carrier = _found(held, str(prepared.parts[COUNTERSIGNED]))
    if path != prepared.parts["path"] or _FORMATS[type(carrier)] is not prepared.format:
        raise FilesChangedError(name=path)
    checked = check_value(prepared, value)
    match carrier:
        case XadesFile():
            file = xades.with_counter(carrier, number, prepared, checked, timestamp=timestamp, revocation=revocation)
        case CadesFile():
            file = cades.with_counter(carrier, number, prepared, checked, timestamp=timestamp, revocation=revocation)
        case JadesFile():
            file = jades.with_counter(carrier, number, prepared, checked, timestamp=timestamp, revocation=revocation)
    countersigned = held.with_files({path: file}, written_at=prepared.signed_at)
    after = opened(countersigned, detached=detached, digest_algorithm="SHA256")
    check_none_worse(_candidates(held), _candidates(after))
    return countersigned


def _candidates(held: OpenedDocument) -> list[Candidate]:
    return [candidate for carrier in held.carriers.values() for candidate in carrier.candidates]


def _found(held: OpenedDocument, countersigned: str) -> tuple[str, int, _Countersignable]:
    """Return the path of the file with the signature, its number there, and the file."""
    rows = [
        (path, number, carrier)
        for path, carrier in held.carriers.items()
        for number, candidate in enumerate(carrier.candidates)
        if candidate.id == countersigned and isinstance(carrier, XadesFile | CadesFile | JadesFile)
    ]
    if len(rows) != 1:
        raise CountersignedMissingError(signature=countersigned)
    return rows[0]
