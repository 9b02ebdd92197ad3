"""The interface that joining needs from a kind of document."""

from collections.abc import Sequence
from typing import Protocol

from esigner.ades.containers.files import DataFile
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.formats import Format
from esigner.ades.trust.validation_data import ValidationData


class Joinable(Protocol):
    """A document that takes one more signature."""

    @property
    def format(self) -> Format:
        """Of the signature to be added."""
        ...

    @property
    def files(self) -> Sequence[DataFile]:
        """What the signature must be over, in order."""
        ...

    def prepare(self, wanted: Wanted) -> Prepared:
        """Return a signature over the files, waiting for its value."""
        ...

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
    ) -> bytes:
        """Return the document with it."""
        ...
