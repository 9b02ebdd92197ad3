"""CAdES: prepare and finalize; attached (.p7m) by default, detached (.p7s) on request.

Standard: EN 319 122-1, 6.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence

from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.containers.files import DataFile
from esigner.ades.create import signer_facts
from esigner.ades.create.assembly import check_order, check_timestamp
from esigner.ades.create.cades import message
from esigner.ades.create.cades.attributes import signed_attributes
from esigner.ades.create.prepared import Part, Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted, one_file
from esigner.ades.encoding.algorithms import choose, signature_named
from esigner.ades.encoding.formats import Packaging
from esigner.ades.trust.validation_data import ValidationData
from esigner.pkix.encoding import encoded_certificate


def prepare(wanted: Wanted) -> Prepared:
    """Return a CAdES-B signature over the one file, waiting for its value."""
    packaging = check_wanted(wanted)
    return over(wanted, wanted.one_file(), parts={"packaging": packaging.value})


def check_wanted(wanted: Wanted) -> Packaging:
    """Return the packaging; refuse what CAdES does not offer."""
    wanted.refuse_reason()
    wanted.refuse_shape("serialization", "canonicalization")
    packaging = wanted.shape.packaging or Packaging.ENVELOPING
    if packaging is Packaging.ENVELOPED:
        wanted.refuse_shape("packaging")
    return packaging


def over(wanted: Wanted, content: DataFile, *, parts: dict[str, Part]) -> Prepared:
    """Return a signature over this content; `parts` holds what the caller needs to finish."""
    wanted.refuse_reason()
    facts = signer_facts.of(wanted.signer)
    algorithm = choose(facts.kind, digest=wanted.digest_algorithm, signature=wanted.signature_algorithm)
    content_digest = content.digest(algorithm.digest)
    return Prepared(
        format=wanted.format,
        signature_algorithm=algorithm.name,
        to_be_signed=signed_attributes(
            wanted, signer=facts, algorithm=algorithm, content_digest=content_digest, media_type=content.media_type
        ),
        signed_at=wanted.signed_at,
        signer=wanted.signer,
        chain=wanted.chain,
        parts={**parts, "contentDigest": b64encode(content_digest).decode()},
    )


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:  # noqa: ARG001  the call is one for all formats
    """Return the bare value: the signature field of SignerInfo (EN 319 122-1, 5.3)."""
    return bytes(value)


def finalize(
    prepared: Prepared,
    value: SignatureValue,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the message, with the file inside unless it is detached."""
    file = one_file(files, format=prepared.format)
    check_content(prepared, file)
    attached = prepared.parts["packaging"] == Packaging.ENVELOPING.value
    content = file.content if attached else None
    return signed_message(prepared, value, content=content, timestamp=timestamp, revocation=revocation)


def check_content(prepared: Prepared, content: DataFile) -> None:
    """Refuse content that differs from what was prepared."""
    digest = signature_named(prepared.signature_algorithm).digest
    if content.digest(digest) != b64decode(str(prepared.parts["contentDigest"])):
        raise FilesChangedError(name=content.name)


def signed_message(
    prepared: Prepared,
    value: SignatureValue,
    *,
    content: bytes | None,
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the message; `content` is None where the signature is detached."""
    carried = (*prepared.chain, *(revocation.certificates if revocation is not None else ()))
    return message.content_info(
        signed(prepared, value, timestamp=timestamp, revocation=revocation),
        content=content,
        certificates=[encoded_certificate(one) for one in carried],
        revocation=revocation,
    )


def signed(
    prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
) -> message.Signed:
    """Return the parts of the SignerInfo, after checking timestamp and revocation against the value."""
    if timestamp is not None:
        token = check_timestamp(timestamp, over=bytes(value))
        if revocation is not None:
            check_order(prepared, token=token, revocation=revocation)
    return message.Signed(
        attributes=prepared.to_be_signed,
        value=value,
        algorithm=signature_named(prepared.signature_algorithm),
        signer=signer_facts.of(prepared.signer),
        timestamp=timestamp,
    )
