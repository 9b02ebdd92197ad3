"""A countersignature in JAdES: `cSig` in `etsiU`, a JWS whose payload is the value of the signature that holds it.

It is flattened and contains its payload, so any JWS verifier can verify it; its timestamp and material are
in an `etsiU` of its own. Standard: TS 119 182-1, 5.3.2; RFC 7515, 7.2.2.
"""

from typing import Final

from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.jades import JadesFile
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create import signer_facts
from esigner.ades.create.jades import signature
from esigner.ades.create.jades.header import Json, b64url, protected_header
from esigner.ades.create.prepared import Part, Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.formats import Format
from esigner.ades.trust.validation_data import ValidationData

FORMAT: Final = Format.JADES


def prepare(carrier: JadesFile, number: int, wanted: Wanted, *, parts: dict[str, Part]) -> Prepared:
    """Return a countersignature on the signature of that number, waiting for its value.

    Raises:
        AugmentationRefusedError: It cannot be read.
        AlgorithmNotSupportedError: The key does not support it, or JOSE has no name for it.
    """
    facts = signer_facts.of(wanted.signer)
    algorithm = signature.algorithm_for(facts, wanted)
    # The value of a signature has no media type: a countersignature has no `cty`.
    header = b64url(protected_header(wanted, signer=facts, algorithm=algorithm, data={}))
    return Prepared(
        format=FORMAT,
        signature_algorithm=algorithm.name,
        to_be_signed=f"{header}.{_payload(carrier, number)}".encode(),
        signed_at=wanted.signed_at,
        signer=wanted.signer,
        chain=wanted.chain,
        parts=parts,
    )


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:
    """Return the value as written in the countersignature."""
    return signature.timestamp_input(prepared, value)


def with_counter(
    carrier: JadesFile,
    number: int,
    prepared: Prepared,
    value: SignatureValue,
    *,
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the document with the countersignature.

    Raises:
        FilesChangedError: The countersigned signature is not the one that was prepared.
    """
    payload = _payload(carrier, number)
    if prepared.to_be_signed.decode().partition(".")[2] != payload:
        raise FilesChangedError(name=str(prepared.parts["countersigned"]))
    made = signature.signature_object(prepared, value, timestamp=timestamp, revocation=revocation)
    inside: dict[str, Json] = {"payload": payload}
    return carrier.grown({number: [{"cSig": inside | made}]})


def _payload(carrier: JadesFile, number: int) -> str:
    """Return what is countersigned."""
    countersigned = carrier.candidates[number]
    if not countersigned.signature_value:
        raise AugmentationRefusedError(signature=countersigned.id, reason="it cannot be read")
    return b64url(countersigned.signature_value)
