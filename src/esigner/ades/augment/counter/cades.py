"""A countersignature in CAdES: a SignerInfo over the value of an existing one, among its unsigned attributes.

Certificates and status answers go into the SignedData that holds both, where EN 319 122-1 keeps those of level LT.
Standard: RFC 5652, 11.4; EN 319 122-1, 5.2 (signing-certificate-v2 and the claims).
"""

from base64 import b64encode
from typing import Final

from esigner.ades.augment import cms_places
from esigner.ades.augment.cades import CadesFile
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create import cms_writing, signer_facts
from esigner.ades.create.cades import attributes, message, signature
from esigner.ades.create.prepared import Part, Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.algorithms import choose, signature_named
from esigner.ades.encoding.formats import Format
from esigner.ades.trust.validation_data import ValidationData
from esigner.cms import oids, writing
from esigner.pkix.encoding import encoded_certificate

FORMAT: Final = Format.CADES


def prepare(carrier: CadesFile, number: int, wanted: Wanted, *, parts: dict[str, Part]) -> Prepared:
    """Return a countersignature on the signature of that number, waiting for its value.

    Raises:
        AugmentationRefusedError: An archive timestamp of an old version leaves no room.
    """
    carrier.refuse_old_archive()
    facts = signer_facts.of(wanted.signer)
    algorithm = choose(facts.kind, digest=wanted.digest_algorithm, signature=wanted.signature_algorithm)
    digest = algorithm.digest.digest(carrier.signed.signers[number].value)
    return Prepared(
        format=FORMAT,
        signature_algorithm=algorithm.name,
        to_be_signed=cms_writing.countersigned_attributes(
            value_digest=digest,
            digest=algorithm.digest,
            signer=facts,
            signing_time=wanted.signed_at,
            roles=wanted.claims.roles,
            further=attributes.located(wanted.claims.place),
        ),
        signed_at=wanted.signed_at,
        signer=wanted.signer,
        chain=wanted.chain,
        parts={**parts, "valueDigest": b64encode(digest).decode()},
    )


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:  # noqa: ARG001  the call is that of XAdES
    """Return the bare value."""
    return bytes(value)


def with_counter(
    carrier: CadesFile,
    number: int,
    prepared: Prepared,
    value: SignatureValue,
    *,
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the CMS with the countersignature.

    Raises:
        FilesChangedError: The countersigned signature is not the one that was prepared.
    """
    algorithm = signature_named(prepared.signature_algorithm)
    digest = algorithm.digest.digest(carrier.signed.signers[number].value)
    if b64encode(digest).decode() != prepared.parts["valueDigest"]:
        raise FilesChangedError(name=str(prepared.parts["path"]))
    info = message.signer_info(signature.signed(prepared, value, timestamp=timestamp, revocation=revocation))
    return cms_places.grown(
        carrier.content,
        attributes={number: (writing.attribute(oids.COUNTERSIGNATURE, info),)},
        certificates=[encoded_certificate(one) for one in (prepared.signer, *prepared.chain)],
        material=() if revocation is None else (revocation,),
    )
