"""Documents of the signing world that get another's signature: countersigned, or signed once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from esigner import ades
from esigner.ades.augment import counter, parallel
from esigner.ades.encoding.formats import Format, Packaging, Serialization, Shape
from tests.world.signed import VALIDATED_AT, trust
from tests.world.signing_pki import SIGNED_AT, signing_pki

TEXT: Final = ades.DataFile("a.txt", "text/plain", b"Sveiki")


@dataclass(frozen=True, kw_only=True)
class Shaped:
    """A format as it is made, and what its signature needs beside it."""

    format: Format
    packaging: Packaging | None = None
    serialization: Serialization | None = None
    detached: tuple[ades.DataFile, ...] = ()


CADES: Final = {
    "cades.asics": Shaped(format=Format.ASICS_CADES),
    "cades.asice": Shaped(format=Format.ASICE_CADES),
    "enveloping.p7m": Shaped(format=Format.CADES, packaging=Packaging.ENVELOPING),
    "detached.p7s": Shaped(format=Format.CADES, packaging=Packaging.DETACHED, detached=(TEXT,)),
}
"""Every shape with a CMS in it."""


JADES: Final = {
    "flattened.json": Shaped(format=Format.JADES, serialization=Serialization.FLATTENED),
    "general.json": Shaped(format=Format.JADES, serialization=Serialization.GENERAL),
    "detached.json": Shaped(format=Format.JADES, packaging=Packaging.DETACHED, detached=(TEXT,)),
}
"""Every shape of JSON that takes something more."""


SHAPES: Final = CADES | JADES | {"xades.asics": Shaped(format=Format.ASICS), "xades.asice": Shaped(format=Format.ASICE)}
"""Every shape that takes a signature beside the one that stands."""


def shaped(name: str, *, level: ades.Level = ades.Level.LT, kind: str = "P-256", file: ades.DataFile = TEXT) -> bytes:
    """Return a document of that shape."""
    shape, world = SHAPES[name], signing_pki()
    holder = world.signer(kind)
    prepared = ades.prepare(
        format=shape.format,
        files=[file],
        signer=holder.certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
        shape=Shape(packaging=shape.packaging, serialization=shape.serialization),
    )
    value = bytes(ades.sign(prepared, key=holder.key))
    stamp = None if level is ades.Level.B else world.token(ades.timestamp_input(prepared, value))
    material = world.revocation(holder.certificate) if level is ades.Level.LT else None
    return ades.finalize(prepared, value, files=[file], timestamp=stamp, revocation=material)


def joined(
    document: bytes,
    *,
    kind: str = "P-384",
    digest: str = "SHA256",
    level: ades.Level = ades.Level.LT,
    detached: Sequence[ades.DataFile] = (),
) -> bytes:
    """Return the document with a signature by another signer beside those that stand, by way of stored JSON."""
    world = signing_pki()
    holder = world.signer(kind)
    prepared = parallel.prepare(
        document,
        signer=holder.certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
        digest_algorithm=digest,
        detached=detached,
    )
    prepared = ades.Prepared.from_json(prepared.to_json())
    value = bytes(ades.sign(prepared, key=holder.key))
    stamp = None if level is ades.Level.B else world.token(parallel.timestamp_input(prepared, value))
    material = world.revocation(holder.certificate) if level is ades.Level.LT else None
    return parallel.add(document, prepared, value, timestamp=stamp, revocation=material, detached=detached)


def countersigned(
    document: bytes,
    *,
    of: int = 0,
    kind: str = "P-384",
    level: ades.Level = ades.Level.LT,
    detached: Sequence[ades.DataFile] = (),
) -> bytes:
    """Return the document with a countersignature on one of its signatures, by way of stored JSON."""
    world = signing_pki()
    holder = world.signer(kind)
    report = ades.validate(document, name="dokuments", trust=trust(), at=VALIDATED_AT, detached=detached)
    prepared = counter.prepare(
        document,
        countersigned=report.signatures[of].id,
        signer=holder.certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
        claims=ades.Claims(roles=("Vadītājs",)),
        detached=detached,
    )
    prepared = ades.Prepared.from_json(prepared.to_json())
    value = bytes(ades.sign(prepared, key=holder.key))
    stamp = None if level is ades.Level.B else world.token(counter.timestamp_input(prepared, value))
    material = world.revocation(holder.certificate) if level is ades.Level.LT else None
    return counter.add(document, prepared, value, timestamp=stamp, revocation=material, detached=detached)
