"""PAdES: prepare and finalize.

`Prepared` holds the incremental update, not the document; finalize combines both again.
Standard: EN 319 142-1, 5 and 6.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.containers.files import DataFile
from esigner.ades.create import cms_writing, signer_facts
from esigner.ades.create.assembly import check_order, check_timestamp
from esigner.ades.create.cades import message
from esigner.ades.create.cades.attributes import committed
from esigner.ades.create.errors import MetadataNotSupportedError, PdfOneFileError, SignatureTooLongError
from esigner.ades.create.layout import Layout
from esigner.ades.create.pades import document, plain
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.algorithms import choose, signature_named
from esigner.ades.trust.validation_data import ValidationData
from esigner.pkix.encoding import encoded_certificate

_ROOM_FOR_TIMESTAMP_BYTES: Final = 8192
"""A token with the unit's chain of RSA-4096 certificates takes about 7 kB."""
_ROOM_FOR_REST_BYTES: Final = 2048


def prepare(wanted: Wanted) -> Prepared:
    """Return a PAdES-B signature over the document, waiting for its value."""
    file = _one(wanted.files)
    wanted.refuse_shape()
    if wanted.reason and wanted.claims.commitment:
        # EN 319 142-1, 6.3: a reason and a commitment mean the same and shall not both be present.
        raise MetadataNotSupportedError(field="commitment", format=wanted.format)
    facts = signer_facts.of(wanted.signer)
    algorithm = choose(facts.kind, digest=wanted.digest_algorithm, signature=wanted.signature_algorithm)
    carried = len(facts.encoded) + sum(len(encoded_certificate(one)) for one in wanted.chain)
    attributes = partial(
        # No signing-time attribute: in PDF the claimed time is in /M (EN 319 142-1, 6.3).
        cms_writing.signed_attributes,
        digest=algorithm.digest,
        signer=facts,
        roles=wanted.claims.roles,
        further=committed(wanted.claims),
    )
    reserved = carried + len(attributes(content_digest=b"")) + _ROOM_FOR_TIMESTAMP_BYTES + _ROOM_FOR_REST_BYTES
    place = plain.place_signature if wanted.layout is None else _placing(wanted.layout)
    update = place(
        file.content,
        digest_algorithm=algorithm.digest.name,
        signed_at=wanted.signed_at,
        reserved_bytes=reserved,
        reason=wanted.reason,
        location=wanted.claims.place.text() if wanted.claims.place else None,
    )
    return Prepared(
        format=wanted.format,
        signature_algorithm=algorithm.name,
        to_be_signed=attributes(content_digest=update.digest),
        signed_at=wanted.signed_at,
        signer=wanted.signer,
        chain=wanted.chain,
        parts={
            "documentSha256": _sha256_b64(file.content),
            "updateBefore": b64encode(update.before).decode(),
            "updateAfter": b64encode(update.after).decode(),
            "reservedBytes": reserved,
        },
    )


def _placing(layout: Layout) -> Callable[..., document.Placeholder]:
    from esigner.ades.create.pades import placing  # noqa: PLC0415  it draws with typst, which takes a while to load

    return partial(placing.place_signature, layout=layout)


def timestamp_input(prepared: Prepared, value: SignatureValue) -> bytes:  # noqa: ARG001  the call is one for all formats
    """Return the bare value: the signature field of SignerInfo (RFC 3161, appendix A)."""
    return bytes(value)


def finalize(
    prepared: Prepared,
    value: SignatureValue,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the signed document; level LT adds the DSS in a separate update."""
    file = _one(files)
    if _sha256_b64(file.content) != prepared.parts["documentSha256"]:
        raise FilesChangedError(name=file.name)
    if timestamp is not None:
        token = check_timestamp(timestamp, over=timestamp_input(prepared, value))
        if revocation is not None:
            check_order(prepared, token=token, revocation=revocation)
    signed = _filled(prepared, file.content, _signed_data(prepared, value, timestamp=timestamp))
    if revocation is None:
        return signed
    certificates = dict.fromkeys((prepared.signer, *prepared.chain, *revocation.certificates))
    return document.add_security_store(
        signed,
        certificates=[encoded_certificate(one) for one in certificates],
        ocsp_responses=revocation.ocsp_responses,
        crls=revocation.crls,
    )


def _signed_data(prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None) -> bytes:
    signed = message.Signed(
        attributes=prepared.to_be_signed,
        value=value,
        algorithm=signature_named(prepared.signature_algorithm),
        signer=signer_facts.of(prepared.signer),
        timestamp=timestamp,
    )
    carried = [encoded_certificate(one) for one in prepared.chain]
    return message.content_info(signed, content=None, certificates=carried, revocation=None)


def _filled(prepared: Prepared, content: bytes, encoded: bytes) -> bytes:
    reserved = int(str(prepared.parts["reservedBytes"]))
    if len(encoded) > reserved:
        raise SignatureTooLongError(needed_bytes=len(encoded), kept_bytes=reserved)
    digits = encoded.hex().encode().ljust(2 * reserved, b"0")
    before, after = (b64decode(str(prepared.parts[name])) for name in ("updateBefore", "updateAfter"))
    return b"".join((content, before, digits, after))


def _one(files: Sequence[DataFile]) -> DataFile:
    if len(files) != 1:
        raise PdfOneFileError(count=len(files))
    return files[0]


def _sha256_b64(content: bytes) -> str:
    return b64encode(hashlib.sha256(content).digest()).decode()
