"""Formats without a specific sealing method: both steps, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from esigner.ades.containers.files import DataFile
from esigner.ades.create import procedure, signer_facts, streaming
from esigner.ades.create.batch.unfinished import BatchSigner
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import Device, PrivateKey, SignatureValue, sign, signing
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.algorithms import choose
from esigner.ades.trust.validation_data import ValidationData


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
        """Return the bytes whose digest the time-stamping authority stamps."""
        return procedure.timestamp_input(self.prepared, self.value)

    def finish(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> bytes:
        """Return the document."""
        return procedure.finalize(
            self.prepared, self.value, files=self.files, timestamp=timestamp, revocation=revocation
        )

    def parts(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> dict[str, bytes]:
        """Return the entries of META-INF."""
        return streaming.parts(self.prepared, self.value, files=self.files, timestamp=timestamp, revocation=revocation)


def batch_signer(wanted: Wanted, *, key: PrivateKey | Device) -> BatchSigner:
    """Return the signing function for these choices."""
    if isinstance(key, PrivateKey):
        facts = signer_facts.of(wanted.signer)
        signing(
            key, facts, choose(facts.kind, digest=wanted.digest_algorithm, signature=None).name
        )  # does it belong to the signer?

    def sign_files(files: Sequence[DataFile], signed_at: datetime) -> TwoStep:
        prepared = procedure.prepared(wanted._replace(files=files, signed_at=signed_at))
        return TwoStep(prepared, sign(prepared, key=key), files)

    return sign_files
