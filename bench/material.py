"""The same key, certificates, revocation and documents for us and for those we are measured against."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from esigner import ades
from esigner.ades.create.values import PrivateKey
from tests.world.signing_pki import Holder, SigningPki

FOR_XML = b"0123456789abcdef" * 64
FOR_CONTAINER = b"0123456789" * 1024


@dataclass(frozen=True, kw_only=True)
class Material:
    """A signer of one kind of key, with all that level LT needs."""

    world: SigningPki
    kind: str
    pdf: bytes
    revocation: ades.ValidationData = field(init=False)

    def __post_init__(self) -> None:
        """Have the revocation at hand: an OCSP answer for signer and time-stamping unit, a list for the authority."""
        world, signer = self.world, self.signer.certificate
        given = ades.ValidationData(
            ocsp_responses=(world.ocsp(signer), world.ocsp(world.tsu.certificate)),
            crls=(world.crl(),),
            certificates=(world.issuing.certificate, world.root.certificate, world.responder.certificate),
        )
        object.__setattr__(self, "revocation", given)

    @property
    def signer(self) -> Holder:
        """Who signs."""
        return self.world.signer(self.kind)

    def write(self, folder: Path) -> None:
        """Write all of it as the Java programs read it."""
        world = self.world
        holders = {"signer": self.signer, "issuing": world.issuing, "root": world.root, "tsu": world.tsu}
        for name, holder in holders.items():
            (folder / f"{name}.pem").write_bytes(holder.pem)
        (folder / "key.der").write_bytes(pkcs8(self.signer.key))
        (folder / "tsu.der").write_bytes(pkcs8(world.tsu.key))
        (folder / "signer.ocsp").write_bytes(self.revocation.ocsp_responses[0])
        (folder / "tsu.ocsp").write_bytes(self.revocation.ocsp_responses[1])
        (folder / "root.crl").write_bytes(self.revocation.crls[0])
        (folder / "xml.txt").write_bytes(FOR_XML)
        (folder / "container.txt").write_bytes(FOR_CONTAINER)
        (folder / "a.pdf").write_bytes(self.pdf)


def pkcs8(key: PrivateKey) -> bytes:
    """Return the key unencrypted, DER."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
