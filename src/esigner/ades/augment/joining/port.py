"""What joining asks of a kind of document."""

from collections.abc import Sequence
from typing import Protocol

from esigner.ades.files import DataFile
from esigner.ades.format import Format
from esigner.ades.material import Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.values import SignatureValue
from esigner.ades.wanted import Wanted


class Joinable(Protocol):
    """A document that takes one more signature."""

    @property
    def format(self) -> Format:
        """Of the signature that is to be added."""
        ...

    @property
    def files(self) -> Sequence[DataFile]:
        """What the signature must be over, in order."""
        ...

    def prepare(self, wanted: Wanted) -> Prepared:
        """Give a signature over the files, waiting for its value."""
        ...

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: Revocation | None
    ) -> bytes:
        """Give the document with it."""
        ...
