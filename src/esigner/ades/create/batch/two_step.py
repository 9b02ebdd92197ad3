"""Formats without a way of their own: both steps, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from esigner.ades.containers.files import DataFile
from esigner.ades.create import procedure, signer_facts
from esigner.ades.create.batch.unfinished import Press
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import Device, PrivateKey, SignatureValue, sign, signing
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.algorithms import choose
from esigner.ades.trust.validation_data import ValidationData


@dataclass(frozen=True, slots=True)
class _Stepwise:
    """A signature between the steps."""

    prepared: Prepared
    value: SignatureValue
    files: Sequence[DataFile]

    def timestamp_input(self) -> bytes:
        """Return the bytes whose digest the time-stamping authority stamps."""
        return procedure.timestamp_input(self.prepared, self.value)

    def finish(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> bytes:
        """Return the document."""
        return procedure.finalize(
            self.prepared, self.value, files=self.files, timestamp=timestamp, revocation=revocation
        )


def press(wanted: Wanted, *, key: PrivateKey | Device) -> Press:
    """Return what signs files as wanted."""
    if isinstance(key, PrivateKey):
        facts = signer_facts.of(wanted.signer)
        signing(
            key, facts, choose(facts.kind, digest=wanted.digest_algorithm, signature=None).name
        )  # is it the signer's?

    def sign_files(files: Sequence[DataFile], signed_at: datetime) -> _Stepwise:
        prepared = procedure.prepared(wanted._replace(files=files, signed_at=signed_at))
        return _Stepwise(prepared, sign(prepared, key=key), files)

    return sign_files
