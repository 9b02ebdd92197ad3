"""One key that seals any number of documents with the same choices.

1. `Sealer(…)` checks what all seals share: key and certificate, algorithms, claims, shape.
2. `sign` returns a signature with its value over some files; `seal` finishes it at level B at once.
3. For higher levels: stamp `timestamp_input()`, fetch revocation after that, and `finish`.

Standards: EN 319 132-1, EN 319 122-1, EN 319 142-1, EN 319 162-1, TS 119 182-1.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Final, Protocol, Unpack, cast

from cryptography import x509

from esigner.ades.containers.files import DataFile
from esigner.ades.create import procedure
from esigner.ades.create.batch.unfinished import BatchSigner, Unfinished
from esigner.ades.create.values import Device, PrivateKey
from esigner.ades.create.wanted import Choices, Wanted
from esigner.ades.encoding.formats import Format

_BY_FORMAT: Final = {
    Format.ASICE: "esigner.ades.create.batch.xades",
    Format.EDOC: "esigner.ades.create.batch.xades",
    Format.CADES: "esigner.ades.create.batch.cades",
}
"""Formats for bulk sealing; the others go through the two steps."""
_OTHERS: Final = "esigner.ades.create.batch.two_step"

_LATER: Final = datetime.fromtimestamp(0, UTC)
"""Placeholder for the time of each seal."""


class _Maker(Protocol):
    """The interface of a format's module."""

    def batch_signer(self, wanted: Wanted, *, key: PrivateKey | Device) -> BatchSigner:
        """Return the signing function for these choices; `wanted` has no files or time yet."""
        ...


class Sealer:
    """A key in this process with its certificate, ready to seal; safe to use from several threads."""

    def __init__(
        self,
        *,
        format: Format,  # noqa: A002  the word of the API and the standard
        key: PrivateKey | Device,
        signer: x509.Certificate,
        chain: Sequence[x509.Certificate],
        **choices: Unpack[Choices],
    ) -> None:
        """Compute what all seals share; the arguments are those of `creation.prepare`.

        Raises:
            AdesError: A subclass that says what cannot be signed and why.
            SignatureValueMismatchError: The key does not belong to the certificate.
        """
        wanted = procedure.wanted(format=format, files=(), signer=signer, chain=chain, signed_at=_LATER, **choices)
        module = cast("_Maker", import_module(_BY_FORMAT.get(wanted.format, _OTHERS)))
        self._sign = module.batch_signer(wanted, key=key)

    def sign(self, files: Sequence[DataFile], *, signed_at: datetime) -> Unfinished:
        """Return the signature over the files, with its value; refuse whatever `creation.prepare` refuses."""
        if signed_at.microsecond or signed_at.tzinfo is None:
            signed_at = procedure.whole_seconds(signed_at)
        return self._sign(files, signed_at)

    def seal(self, files: Sequence[DataFile], *, signed_at: datetime) -> bytes:
        """Return the sealed document of level B."""
        return self.sign(files, signed_at=signed_at).finish()
