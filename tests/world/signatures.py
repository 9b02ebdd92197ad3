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
XML_FILES = (
    ades.DataFile(
        "rēķins.xml",
        "application/xml",
        """<?xml version="1.0" encoding="UTF-8"?>
<!-- ārpus saknes -->
<r:rēķins xmlns:r="urn:rekins" xmlns:dsig="http://www.w3.org/2000/09/xmldsig#" xmlns="urn:cits" b="2" a="1">
  <summa valūta='EUR'>10 &lt; 20 &amp; &#xD;<![CDATA[<jā>]]></summa><!-- iekšā --><tukšs/>
</r:rēķins>
""".encode(),
    ),
)
ONE_FILE_FORMATS = frozenset(
    {ades.Format.ASICS, ades.Format.ASICS_CADES, ades.Format.CADES, ades.Format.JADES, ades.Format.XADES}
)


def files_for(form: ades.Format) -> Sequence[ades.DataFile]:
    """Return files that the format can sign as it usually comes."""
    if form is ades.Format.PDF:
        return (ades.DataFile("a.pdf", "application/pdf", pdf()),)
    if form is ades.Format.XADES:
        return XML_FILES
    return FILES[:1] if form in ONE_FILE_FORMATS else FILES


def signed(
    *,
    form: ades.Format,
    level: ades.Level,
    kind: str = "P-256",
    files: Sequence[ades.DataFile] | None = None,
    digest: str = "SHA256",
    algorithm: str | None = None,
    **claims: Any,  # noqa: ANN401  claims, reason as `prepare` takes them
) -> bytes:
    """Return a document signed at a level by the world's signer of a key kind, by way of stored JSON."""
    world = signing_pki()
    signer = world.signer(kind)
    chosen = files or files_for(form)
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
