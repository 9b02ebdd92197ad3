"""Signed documents of the signing world, made through the engine's front door."""

from collections.abc import Sequence
from typing import Any

from esigner import ades
from tests.world.pdfs import pdf
from tests.world.signing_pki import SIGNED_AT, signing_pki

FILES = (
    ades.DataFile("līgums ar ņ un āč.txt", "text/plain; charset=utf-8", b"Sveiki, pasaule!\n"),
    ades.DataFile("mape/a+b & c #1 100%.bin", "application/octet-stream", bytes(range(256)) * 40),
)
ASCII_FILES = (
    ades.DataFile("plain.txt", "text/plain", b"Sveiki\n"),
    ades.DataFile("folder/two.bin", "application/octet-stream", bytes(1000)),
)


def signed(
    *,
    form: ades.Format,
    level: ades.Level,
    kind: str = "P-256",
    files: Sequence[ades.DataFile] | None = None,
    digest: str = "SHA256",
    algorithm: str | None = None,
    **claims: Any,  # noqa: ANN401  roles, place, reason as `prepare` takes them
) -> bytes:
    """Give a document signed at a level by the world's signer of a key kind, by way of stored JSON."""
    world = signing_pki()
    signer = world.signer(kind)
    chosen = files or (FILES if form is not ades.Format.PDF else [ades.DataFile("a.pdf", "application/pdf", pdf())])
    prepared = ades.prepare(
        format=form,
        files=chosen,
        signer=signer.certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
        digest_algorithm=digest,
        signature_algorithm=algorithm,
        **claims,
    )
    prepared = ades.Prepared.from_json(prepared.to_json())
    value = bytes(ades.sign(prepared, key=signer.key))
    timestamp = None if level is ades.Level.B else world.token(ades.timestamp_input(prepared, value))
    revocation = world.revocation(signer.certificate) if level is ades.Level.LT else None
    return ades.finalize(prepared, value, files=chosen, timestamp=timestamp, revocation=revocation)
