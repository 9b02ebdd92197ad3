"""A countersignature in CAdES: a SignerInfo over the value of one that stands, among its unsigned attributes.

Certificates and status answers go into the SignedData that holds both, where EN 319 122-1 keeps those of level LT.
Standard: RFC 5652, 11.4; EN 319 122-1, 5.2 (signing-certificate-v2 and the claims).
"""

from base64 import b64encode
from typing import Final

from esigner.ades import cms as made
from esigner.ades import signer as signers
from esigner.ades.algorithms import choose, signature_named
from esigner.ades.augment import cms_places as places
from esigner.ades.augment.cades import CadesFile
from esigner.ades.cades import attributes, message
from esigner.ades.cades import signature as cades
from esigner.ades.errors import FilesChangedError
from esigner.ades.format import Format
from esigner.ades.material import Revocation
from esigner.ades.prepared import Part, Prepared
from esigner.ades.reading import cms
from esigner.ades.signed_data import encoded_certificate
from esigner.ades.values import SignatureValue
from esigner.ades.wanted import Wanted

FORMAT: Final = Format.CADES


def prepare(carrier: CadesFile, number: int, wanted: Wanted, *, parts: dict[str, Part]) -> Prepared:
    """Give a countersignature on the signature of that number, waiting for its value.

    Raises:
        AugmentationRefusedError: An archive timestamp of an old version leaves no place.
    """
    carrier.refuse_old_archive()
    facts = signers.of(wanted.signer)
    algorithm = choose(facts.kind, digest=wanted.digest_algorithm, signature=wanted.signature_algorithm)
    digest = algorithm.digest.digest(carrier.signed.signers[number].value)
    return Prepared(
        format=FORMAT,
        signature_algorithm=algorithm.name,
        to_be_signed=made.countersigned_attributes(
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
    """Give the bare value."""
    return bytes(value)


def with_counter(
    carrier: CadesFile,
    number: int,
    prepared: Prepared,
    value: SignatureValue,
    *,
    timestamp: bytes | None,
    revocation: Revocation | None,
) -> bytes:
    """Give the CMS with the countersignature.

    Raises:
        FilesChangedError: The countersigned signature is not the one that was prepared.
    """
    algorithm = signature_named(prepared.signature_algorithm)
    digest = algorithm.digest.digest(carrier.signed.signers[number].value)
    if b64encode(digest).decode() != prepared.parts["valueDigest"]:
        raise FilesChangedError(name=str(prepared.parts["path"]))
    info = message.signer_info(cades.signed(prepared, value, timestamp=timestamp, revocation=revocation))
    return places.grown(
        carrier.content,
        attributes={number: (made.attribute(cms.COUNTERSIGNATURE, info),)},
        certificates=[encoded_certificate(one) for one in (prepared.signer, *prepared.chain)],
        material=() if revocation is None else (revocation,),
    )
