"""JAdES: prepare and finalize; JSON (flattened or general) or compact, with the payload inside or detached by sigD.

Standard: TS 119 182-1, 6; RFC 7515, 7.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import ec

from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.containers.files import DataFile, check_for_container
from esigner.ades.create import signer_facts
from esigner.ades.create.assembly import check_order, check_timestamp
from esigner.ades.create.errors import LevelNotHeldError, PreparedUnreadableError
from esigner.ades.create.jades import unsigned_header
from esigner.ades.create.jades.header import Json, b64, b64url, detached_data, encoded, protected_header
from esigner.ades.create.prepared import Part, Prepared
from esigner.ades.create.signer_facts import SigningCertificate
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.algorithms import choose, digest_named
from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from esigner.ades.encoding.formats import Packaging, Serialization
from esigner.ades.trust.validation_data import ValidationData
from esigner.algorithms.keys import CURVES
from esigner.algorithms.signatures import SignatureAlgorithm


def prepare(wanted: Wanted) -> Prepared:
    """Return a JAdES-B signature, waiting for its value; the one file is inside unless it is detached."""
    wanted.refuse_reason()
    wanted.refuse_shape("canonicalization")
    packaging = wanted.shape.packaging or Packaging.ENVELOPING
    if packaging is Packaging.ENVELOPED:
        wanted.refuse_shape("packaging")
    check_for_container(wanted.files)
    detached = packaging is Packaging.DETACHED
    facts, digest = signer_facts.of(wanted.signer), digest_named(wanted.digest_algorithm)
    algorithm = algorithm_for(facts, wanted)
    data: dict[str, Json] = detached_data(wanted.files, digest) if detached else {"cty": wanted.one_file().media_type}
    header = b64url(protected_header(wanted, signer=facts, algorithm=algorithm, data=data))
    payload = "" if detached else b64url(wanted.one_file().content)
    files: list[Part] = [[file.name, file.media_type, b64(file.digest(digest))] for file in wanted.files]
    return Prepared(
        format=wanted.format,
        signature_algorithm=algorithm.name,
        to_be_signed=f"{header}.{payload}".encode(),
        signed_at=wanted.signed_at,
        signer=wanted.signer,
        chain=wanted.chain,
        parts={
            "serialization": (wanted.shape.serialization or Serialization.FLATTENED).value,
            "digestAlgorithm": digest.name,
            "files": files,
        },
    )


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:  # noqa: ARG001  the call is one for all formats
    """Return the value as written in the signature (TS 119 182-1, 5.3.4)."""
    return b64url(value).encode()


def finalize(
    prepared: Prepared,
    value: SignatureValue,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the JSON document, or the one line of a compact signature."""
    check_unchanged(prepared, files)
    serialization = Serialization(str(prepared.parts["serialization"]))
    header, _, payload = prepared.to_be_signed.decode().partition(".")
    if serialization is Serialization.COMPACT:
        if timestamp is not None:
            raise LevelNotHeldError(shape=serialization)
        return f"{header}.{payload}.{b64url(value)}".encode()
    signature = signature_object(prepared, value, timestamp=timestamp, revocation=revocation)
    # RFC 7515, appendix F: a detached payload is omitted.
    inside: dict[str, Json] = {"payload": payload} if payload else {}
    if serialization is Serialization.FLATTENED:
        return encoded(inside | signature)
    return encoded(inside | {"signatures": [signature]})


def signature_object(
    prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
) -> dict[str, Json]:
    """Return the members of one signature: protected, header from level T on, signature."""
    signature: dict[str, Json] = {"protected": prepared.to_be_signed.decode().partition(".")[0]}
    if timestamp is not None:
        token = check_timestamp(timestamp, over=timestamp_input(prepared, value))
        if revocation is not None:
            check_order(prepared, token=token, revocation=revocation)
        signature["header"] = {"etsiU": _unsigned(prepared, timestamp, revocation)}
    return signature | {"signature": b64url(value)}


def _unsigned(prepared: Prepared, timestamp: bytes, revocation: ValidationData | None) -> list[Json]:
    found = [unsigned_header.signature_timestamp(timestamp)]
    if revocation is not None:
        held = {prepared.signer, *prepared.chain}
        found += unsigned_header.values(
            certificates=[one for one in revocation.certificates if one not in held],
            ocsp_responses=revocation.ocsp_responses,
            crls=revocation.crls,
        )
    return [unsigned_header.encoded_component(component) for component in found]


def algorithm_for(signer: SigningCertificate, wanted: Wanted) -> SignatureAlgorithm:
    """Return the requested algorithm, or the plain one of the key.

    Raises:
        AlgorithmNotSupportedError: The key does not support it, or JOSE has no name for it.
    """
    key = signer.public_key
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return choose(signer.kind, digest=wanted.digest_algorithm, signature=wanted.signature_algorithm)
    of_curve = CURVES[key.curve.name].digest  # RFC 7518, 3.4: an `alg` is for one curve
    algorithm = choose(signer.kind, digest=of_curve, signature=wanted.signature_algorithm)
    if algorithm.digest.name != of_curve:
        raise AlgorithmNotSupportedError(algorithm=algorithm.name)
    return algorithm


def check_unchanged(prepared: Prepared, files: Sequence[DataFile]) -> None:
    """Refuse files other than those prepared."""
    rows = prepared.parts["files"]
    digest = digest_named(str(prepared.parts["digestAlgorithm"]))
    if not isinstance(rows, list):
        raise PreparedUnreadableError
    for row, file in zip(rows, files, strict=False):
        if row != [file.name, file.media_type, b64(file.digest(digest))]:
            raise FilesChangedError(name=file.name)
    if len(rows) != len(files):
        raise FilesChangedError(name=str(len(files)))
