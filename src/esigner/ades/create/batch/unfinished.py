"""A signature that has its value, and the methods of every format to finish it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from cryptography import x509

from esigner.ades.containers.files import DataFile
from esigner.ades.trust.validation_data import ValidationData


class Unfinished(Protocol):
    """A signature with its value and its files, waiting for the external data its level needs."""

    @property
    def signer(self) -> x509.Certificate:
        """The certificate of the key."""
        ...

    def timestamp_input(self) -> bytes:
        """Return the bytes whose digest the time-stamping authority stamps."""
        ...

    def finish(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> bytes:
        """Return the document; the level follows from the arguments, as in `creation.finalize`.

        Raises:
            TimestampMismatchError: The token covers other bytes.
            TimestampMissingError: Revocation without a timestamp.
            RevocationBeforeTimestampError: The signer's OCSP answer is older than the timestamp.
        """
        ...

    def parts(self, *, timestamp: bytes | None = None, revocation: ValidationData | None = None) -> dict[str, bytes]:
        """Return the entries of META-INF, by name: the container without its files, for callers that write those.

        Raises:
            FormatNotStreamedError: Not a container with XAdES.
            AdesError: As `finish`.
        """
        ...


BatchSigner = Callable[[Sequence[DataFile], datetime], Unfinished]
"""Signs files at a time in whole seconds."""
