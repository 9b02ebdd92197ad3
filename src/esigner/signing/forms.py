"""What a session can be asked to make: formats, their shapes, levels; refused at the opening, not at the signing."""

from typing import Final

from esigner.ades import Format, Level, Packaging, Serialization, Shape
from esigner.ades.create.errors import LevelNotHeldError, OneFileError, ShapeNotSupportedError
from esigner.ades.encoding.format_table import FORMATS
from esigner.signing.errors import LevelNotSupportedError, NotOnSigningPageError, OnePdfRequiredError
from esigner.signing.new_session import NewSession

ON_SIGNING_PAGE: Final = frozenset({Format.ASICE, Format.EDOC, Format.PDF})
"""Formats that the page explains to a person; the others are signed in two steps."""


def check(new: NewSession) -> None:
    """Refuse what cannot be signed.

    Raises:
        ShapeNotSupportedError: The format offers no such packaging or serialization.
        OneFileError, OnePdfRequiredError: The format holds one document.
        NotOnSigningPageError: A return URL, where the signing page does not show the format.
    """
    shape, documents = new.shape, new.documents
    if shape.packaging is not None and shape.packaging not in FORMATS[new.format].packagings:
        raise ShapeNotSupportedError(field="packaging", value=shape.packaging, format=new.format)
    if shape.serialization is not None and new.format is not Format.JADES:
        raise ShapeNotSupportedError(field="serialization", value=shape.serialization, format=new.format)
    if new.return_url and new.format not in ON_SIGNING_PAGE:
        raise NotOnSigningPageError(format=new.format)
    if new.format is Format.PDF and (len(documents) != 1 or documents[0].media_type != "application/pdf"):
        raise OnePdfRequiredError
    if len(documents) != 1 and _holds_one(new.format, shape):
        raise OneFileError(count=len(documents), format=new.format)


def _holds_one(format: Format, shape: Shape) -> bool:  # noqa: A002 - as above
    facts = FORMATS[format]
    packaging = shape.packaging or next(iter(facts.packagings), None)
    is_one = (format, packaging) in {(Format.XADES, Packaging.ENVELOPED), (Format.JADES, Packaging.ENVELOPING)}
    return facts.holds_one_file or is_one


def check_level(level: Level, *, shape: Shape, by_digest: bool) -> None:
    """Refuse a level that the document cannot have.

    Raises:
        LevelNotSupportedError: LTA over documents that are not here: its timestamp is over their bytes.
        LevelNotHeldError: A compact JWS is of level B.
    """
    if level is Level.LTA and by_digest:
        raise LevelNotSupportedError(level=level)
    if shape.serialization is Serialization.COMPACT and level is not Level.B:
        raise LevelNotHeldError(shape=shape.serialization)
