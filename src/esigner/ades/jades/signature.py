"""JAdES: prepare and finalize; JSON (flattened or general) or compact, with the payload inside or detached by sigD.

Standard: TS 119 182-1, 6; RFC 7515, 7.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from esigner.ades import signer as signers
from esigner.ades.algorithms import SignatureAlgorithm, choose, digest_named
from esigner.ades.assembly import check_order, check_timestamp
from esigner.ades.errors import (
    AlgorithmNotSupportedError,
    FilesChangedError,
    LevelNotHeldError,
    PreparedUnreadableError,
)
from esigner.ades.files import DataFile, check_for_container
from esigner.ades.format import Packaging, Serialization
from esigner.ades.jades.header import Json, b64, b64url, encoded, protected_header
from esigner.ades.material import Revocation
from esigner.ades.prepared import Part, Prepared
from esigner.ades.signed_data import encoded_certificate
from esigner.ades.signer import SigningCertificate
from esigner.ades.values import SignatureValue
from esigner.ades.wanted import Wanted

_DIGEST_OF_CURVE: Final = {"secp256r1": "SHA256", "secp384r1": "SHA384", "secp521r1": "SHA512"}
"""RFC 7518, 3.4: ES256, ES384 and ES512 are for one curve each."""


def prepare(wanted: Wanted) -> Prepared:
    """Give a JAdES-B signature, waiting for its value; the one file is inside unless it is detached."""
    wanted.refuse_reason()
    wanted.refuse_shape("canonicalization")
    packaging = wanted.shape.packaging or Packaging.ENVELOPING
    if packaging is Packaging.ENVELOPED:
        wanted.refuse_shape("packaging")
    check_for_container(wanted.files)
    detached = packaging is Packaging.DETACHED
    facts, digest = signers.of(wanted.signer), digest_named(wanted.digest_algorithm)
    algorithm = _algorithm(facts, wanted)
    header = b64url(protected_header(wanted, signer=facts, algorithm=algorithm, detached=detached))
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
    """Give the value as it stands in the signature (TS 119 182-1, 5.3.4)."""
    return b64url(value).encode()


def finalize(
    prepared: Prepared,
    value: SignatureValue,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: Revocation | None,
) -> bytes:
    """Give the JSON document, or the one line of a compact signature."""
    _check_unchanged(prepared, files)
    serialization = Serialization(str(prepared.parts["serialization"]))
    header, _, payload = prepared.to_be_signed.decode().partition(".")
    if serialization is Serialization.COMPACT:
        if timestamp is not None:
            raise LevelNotHeldError(shape=serialization)
        return f"{header}.{payload}.{b64url(value)}".encode()
    signature: dict[str, Json] = {"protected": header}
    if timestamp is not None:
        token = check_timestamp(timestamp, over=timestamp_input(prepared, value))
        if revocation is not None:
            check_order(prepared, token=token, revocation=revocation)
        signature["header"] = {"etsiU": _unsigned(prepared, timestamp, revocation)}
    signature["signature"] = b64url(value)
    # RFC 7515, appendix F: a detached payload is left out.
    inside: dict[str, Json] = {"payload": payload} if payload else {}
    if serialization is Serialization.FLATTENED:
        return encoded(inside | signature)
    return encoded(inside | {"signatures": [signature]})


def _unsigned(prepared: Prepared, timestamp: bytes, revocation: Revocation | None) -> list[Json]:
    """Give the components of etsiU, each as base64url of its JSON, so that their bytes stay as they are."""
    found: list[dict[str, Json]] = [{"sigTst": {"tstTokens": [{"val": b64(timestamp)}]}}]
    if revocation is not None:
        held = {prepared.signer, *prepared.chain}
        certificates = [one for one in dict.fromkeys(revocation.certificates) if one not in held]
        values = [{"x509Cert": {"val": b64(encoded_certificate(one))}} for one in certificates]
        found += [{"xVals": values}] if values else []
        lists = {"crlVals": _values(revocation.crls), "ocspVals": _values(revocation.ocsp_responses)}
        found.append({"rVals": {name: inner for name, inner in lists.items() if inner}})
    return [b64url(encoded(component)) for component in found]


def _values(items: Iterable[bytes]) -> list[dict[str, Json]]:
    return [{"val": b64(item)} for item in dict.fromkeys(items)]


def _algorithm(signer: SigningCertificate, wanted: Wanted) -> SignatureAlgorithm:
    key = signer.public_key
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return choose(signer.kind, digest=wanted.digest_algorithm, signature=wanted.signature_algorithm)
    of_curve = _DIGEST_OF_CURVE[key.curve.name]
    algorithm = choose(signer.kind, digest=of_curve, signature=wanted.signature_algorithm)
    if algorithm.digest.name != of_curve:
        raise AlgorithmNotSupportedError(algorithm=algorithm.name)
    return algorithm


def _check_unchanged(prepared: Prepared, files: Sequence[DataFile]) -> None:
    rows = prepared.parts["files"]
    digest = digest_named(str(prepared.parts["digestAlgorithm"]))
    if not isinstance(rows, list):
        raise PreparedUnreadableError
    for row, file in zip(rows, files, strict=False):
        if row != [file.name, file.media_type, b64(file.digest(digest))]:
            raise FilesChangedError(name=file.name)
    if len(rows) != len(files):
        raise FilesChangedError(name=str(len(files)))
