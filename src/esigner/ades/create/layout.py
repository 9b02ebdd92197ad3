"""What a PDF signature may have beyond its bytes: a place on a page, an appearance, its own field, a certification."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from esigner.ades.create.errors import PdfLayoutError

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
_SMALLEST_POINTS: Final = 10
_LARGEST_POINTS: Final = 14_400
"""ISO 32000-1, annex C."""
_LINES_AT_MOST: Final = 20
_CHARACTERS_AT_MOST: Final = 200


class Certification(IntEnum):
    """What the author allows afterwards (ISO 32000-1, table 254)."""

    NO_CHANGES = 1
    FORM_FILLING = 2
    ANNOTATIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """The visible part of the signature."""

    lines: tuple[str, ...] = ()
    """Text, any script in the fonts; complete for Latvian."""
    image: bytes | None = None
    """PNG or JPEG, shown before the text."""
    page: int = 1
    """Counted from 1; ignored where the field already has a place."""
    rectangle: tuple[int, int, int, int] | None = None
    """Left, bottom, right, top in points from the lower left corner of the page as shown, cropped and rotated;
    None for the place of an existing field."""

    def __post_init__(self) -> None:
        """Refuse values that cannot be drawn anywhere."""
        if not self.lines and self.image is None:
            raise PdfLayoutError(reason="neither text nor image")
        if len(self.lines) > _LINES_AT_MOST or any(len(line) > _CHARACTERS_AT_MOST for line in self.lines):
            raise PdfLayoutError(reason="too much text")
        if self.image is not None and not self.image.startswith((PNG, JPEG)):
            raise PdfLayoutError(reason="the image is neither PNG nor JPEG")
        if self.page < 1:
            raise PdfLayoutError(reason="pages are counted from 1")
        if self.rectangle is not None:
            check_rectangle(self.rectangle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the signature is placed in the PDF; by default invisible, in a new field, as an approval."""

    field: str | None = None
    """Name of an empty signature field in the document."""
    visible: Visible | None = None
    certification: Certification | None = None


def check_rectangle(rectangle: tuple[float, float, float, float]) -> None:
    """Refuse a rectangle without area, or beyond the PDF limits."""
    left, bottom, right, top = rectangle
    if right - left < _SMALLEST_POINTS or top - bottom < _SMALLEST_POINTS:
        raise PdfLayoutError(reason=f"the rectangle is smaller than {_SMALLEST_POINTS} points")
    if max(map(abs, rectangle)) > _LARGEST_POINTS:
        raise PdfLayoutError(reason="the rectangle is too far away")
