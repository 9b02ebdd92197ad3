"""What a session can be asked to make: formats, their shapes, levels; refused at the opening, not at the signing."""

from collections.abc import Sequence
from typing import Final

from esigner.ades import Format, Level, Packaging, Serialization, Shape
from esigner.ades.create.errors import LevelNotHeldError, OneFileError, ShapeNotSupportedError
from esigner.ades.encoding.format_table import FORMATS
from esigner.signing.errors import LevelNotSupportedError, NotOnSigningPageError, OnePdfRequiredError
from esigner.signing.snapshots import NewDocument

ON_SIGNING_PAGE: Final = frozenset({Format.ASICE, Format.EDOC, Format.PDF})
"""Formats that the page explains to a person; the others are signed in two steps."""


def check(*, format: Format, shape: Shape, documents: Sequence[NewDocument], has_return_url: bool) -> None:  # noqa: A002 - the API's own word
    """Refuse what no signature can be made of.

    Raises:
        ShapeNotSupportedError: The format offers no such packaging or serialization.
        OneFileError, OnePdfRequiredError: The format holds one document.
        NotOnSigningPageError: A return URL, where nobody can be sent to the signing page.
    """
    if shape.packaging is not None and shape.packaging not in FORMATS[format].packagings:
        raise ShapeNotSupportedError(field="packaging", value=shape.packaging, format=format)
    if shape.serialization is not None and format is not Format.JADES:
        raise ShapeNotSupportedError(field="serialization", value=shape.serialization, format=format)
    if has_return_url and format not in ON_SIGNING_PAGE:
        raise NotOnSigningPageError(format=format)
    if format is Format.PDF and (len(documents) != 1 or documents[0].media_type != "application/pdf"):
        raise OnePdfRequiredError
    if len(documents) != 1 and _holds_one(format, shape):
        raise OneFileError(count=len(documents), format=format)


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


def stored(shape: Shape) -> dict[str, str]:
    """Return the shape as a row keeps it."""
    chosen = {"packaging": shape.packaging, "serialization": shape.serialization}
    return {name: value.value for name, value in chosen.items() if value is not None}


def read(row: dict[str, str]) -> Shape:
    """Return the shape that a row keeps."""
    return Shape(
        packaging=Packaging(row["packaging"]) if "packaging" in row else None,
        serialization=Serialization(row["serialization"]) if "serialization" in row else None,
    )
