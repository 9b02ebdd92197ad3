"""The arguments of `prepare` as one value, from which every format's own `prepare` reads its part."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypedDict

from cryptography import x509

from esigner.ades.containers.files import DataFile
from esigner.ades.create.claims import NO_CLAIMS, Claims
from esigner.ades.create.errors import MetadataNotSupportedError, OneFileError, ShapeNotSupportedError
from esigner.ades.create.layout import Layout
from esigner.ades.encoding.algorithms import Maturity
from esigner.ades.encoding.formats import Format, Shape

UNSHAPED = Shape()


class Choices(TypedDict, total=False):
    """Choices for a signature in addition to its format, files, signer and time."""

    digest_algorithm: str
    """Of the files and the signature: SHA256 (the default), SHA384 or SHA512."""
    signature_algorithm: str | None
    """A name of `algorithms.signatures.WRITTEN`; by default the plain one of the key."""
    claims: Claims
    """What the signer claims."""
    reason: str | None
    """Why; PDF only."""
    shape: Shape
    """Packaging and the like, for formats that offer a choice."""
    maturity: Maturity
    """Whether keys whose use in the formats is not standardised are allowed."""
    layout: Layout | None
    """Field, look and certification of a PDF signature; PDF only."""


class Wanted(NamedTuple):
    """The arguments of `creation.prepare`; a tuple, because signatures are prepared in large numbers."""

    format: Format
    files: Sequence[DataFile]
    signer: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    signed_at: datetime
    """Aware, whole seconds."""
    digest_algorithm: str
    signature_algorithm: str | None
    claims: Claims = NO_CLAIMS
    reason: str | None = None
    """PDF only."""
    shape: Shape = UNSHAPED
    layout: Layout | None = None
    """PDF only."""

    def refuse_reason(self) -> None:
        """Refuse a reason: only PDF can hold it."""
        if self.reason:
            raise MetadataNotSupportedError(field="reason", format=self.format)

    def refuse_shape(self, *fields: str) -> None:
        """Refuse choices of these names, or of any name if none is given, that the format does not offer."""
        if self.shape is UNSHAPED:
            return
        for field in fields or ("packaging", "serialization", "canonicalization"):
            chosen = getattr(self.shape, field)
            if chosen is not None:
                raise ShapeNotSupportedError(field=field, value=chosen, format=self.format)

    def one_file(self) -> DataFile:
        """Return the only file; refuse none or several."""
        return one_file(self.files, format=self.format)


def one_file(files: Sequence[DataFile], *, format: Format) -> DataFile:  # noqa: A002  the word of the API
    """Return the only file; refuse none or several."""
    if len(files) != 1:
        raise OneFileError(count=len(files), format=format)
    return files[0]
