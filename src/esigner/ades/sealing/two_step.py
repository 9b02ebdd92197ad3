"""Formats without a way of their own: both steps, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from esigner.ades import creation
from esigner.ades import signer as signers
from esigner.ades.algorithms import choose
from esigner.ades.asic import stream
from esigner.ades.files import DataFile
from esigner.ades.material import Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.sealing.unfinished import BatchSigner
from esigner.ades.values import Device, PrivateKey, SignatureValue, sign, signing
from esigner.ades.wanted import Wanted


@dataclass(frozen=True, slots=True)
class TwoStep:
    """A signature between the steps; its value may have been made elsewhere."""

    prepared: Prepared
    value: SignatureValue
    files: Sequence[DataFile]

    @property
    def signer(self) -> x509.Certificate:
        """The signer's certificate."""
        return self.prepared.signer

    def timestamp_input(self) -> bytes:
        """Give the bytes whose digest the time-stamping authority stamps."""
        return creation.timestamp_input(self.prepared, self.value)

    def finish(self, *, timestamp: bytes | None = None, revocation: Revocation | None = None) -> bytes:
        """Give the document."""
        return creation.finalize(
            self.prepared, self.value, files=self.files, timestamp=timestamp, revocation=revocation
        )

    def parts(self, *, timestamp: bytes | None = None, revocation: Revocation | None = None) -> dict[str, bytes]:
        """Give the entries of META-INF."""
        return stream.parts(self.prepared, self.value, files=self.files, timestamp=timestamp, revocation=revocation)


def batch_signer(wanted: Wanted, *, key: PrivateKey | Device) -> BatchSigner:
    """Give what signs files as wanted."""
    if isinstance(key, PrivateKey):
        facts = signers.of(wanted.signer)
        signing(
            key, facts, choose(facts.kind, digest=wanted.digest_algorithm, signature=None).name
        )  # is it the signer's?

    def sign_files(files: Sequence[DataFile], signed_at: datetime) -> TwoStep:
        prepared = creation.prepared(wanted._replace(files=files, signed_at=signed_at))
        return TwoStep(prepared, sign(prepared, key=key), files)

    return sign_files
