"""Documents of signers whose names are legal enough to be met with, and that few libraries read."""

from dataclasses import replace

from esigner import ades
from tests.world import strangers
from tests.world.pdfs import pdf
from tests.world.signed import FILES, TEXT
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, SIGNED_AT, signing_pki
from tests.world.strangers import Made

NAMES = {
    "Jörgen": strangers.string(strangers.T61, b"J\xf6rgen"),
    "a_b@c*": strangers.string(strangers.PRINTABLE, b"a_b@c*"),
    "B\ufffdrz": strangers.string(strangers.UTF8, b"B\xe7rz"),
}
"""How each is shown, by the DER of the name."""


def issuing() -> Made:
    """The authority that issues to them, as a maker of certificates takes it."""
    holder = signing_pki().issuing
    return Made(holder.certificate, holder.key, holder.certificate.subject.public_bytes())  # type: ignore[arg-type]


def signer_named(name: bytes, *extensions: bytes, issuer: Made | None = None) -> Made:
    """A signer of this name (DER), with further extensions."""
    return strangers.make(
        subject=name, issuer=issuer or issuing(), not_before=NOT_BEFORE, not_after=NOT_AFTER,
        extensions=strangers.signer_extensions(*extensions),
    )  # fmt: skip


def signed_by(signer: Made, *, format: ades.Format, revocation: ades.ValidationData) -> bytes:  # noqa: A002  as the engine
    world = signing_pki()
    file = ades.DataFile("dokuments.pdf", "application/pdf", pdf(text="Sveiki"))
    files = (file,) if format is ades.Format.PDF else FILES if format is ades.Format.ASICE else (TEXT,)
    prepared = ades.prepare(
        format=format, files=files, signer=signer.certificate, chain=world.chain, signed_at=SIGNED_AT
    )
    prepared = ades.Prepared.from_json(prepared.to_json())
    value = ades.sign(prepared, key=signer.key)
    stamp = world.token(ades.timestamp_input(prepared, value))
    return ades.finalize(prepared, value, files=files, timestamp=stamp, revocation=revocation)


def authorities() -> ades.ValidationData:
    """Validation data without a status of the signer."""
    """A document of level LT by the signer."""
    world = signing_pki()
    return ades.ValidationData(
        crls=(world.crl(world.root),), certificates=(world.issuing.certificate, world.root.certificate)
    )


def with_list() -> ades.ValidationData:
    """The same with the list that the signer's status stands in."""
    return replace(authorities(), crls=(*authorities().crls, signing_pki().crl(signing_pki().issuing)))
