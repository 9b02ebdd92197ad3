"""A page as displayed: cropped, rotated, in points; and its position in the page's own coordinates.

Standard: ISO 32000-1, 7.7.3.3 (CropBox, MediaBox, Rotate, UserUnit), 12.5.5 (the matrix of an appearance).
"""

from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils.rw_common import PdfHandler, find_inherited_value_in_tree

from esigner.ades.create.errors import PdfLayoutError
from esigner.ades.encoding.pdf.reader import entry

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_QUARTER: Final = 90
_TURNS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The properties of a page that determine placement on it."""

    quarters: int
    """Clockwise quarter turns that a reader makes before display."""
    visible: Rectangle
    """In the page's own coordinates."""
    unit: float
    """Points per unit of these coordinates."""

    def own(self, seen: Rectangle) -> Rectangle:
        """Return the rectangle in the page's own coordinates for one in points from the displayed lower left corner.

        Raises:
            PdfLayoutError: It is not within the displayed part of the page.
        """
        left, bottom, right, top = self.visible
        width, height = self.turned(right - left, top - bottom)
        x0, y0, x1, y1 = (number / self.unit for number in seen)
        if min(x0, y0) < 0 or x1 > width or y1 > height:
            raise PdfLayoutError(reason="the rectangle is not within the page")
        x0, y0, x1, y1 = (
            (x0, y0, x1, y1),
            (height - y1, x0, height - y0, x1),
            (width - x1, height - y1, width - x0, height - y0),
            (y0, width - x1, y1, width - x0),
        )[self.quarters]
        return left + x0, bottom + y0, left + x1, bottom + y1

    def turned(self, width: float, height: float) -> tuple[float, float]:
        """Return the displayed width and height for a size in the page's own coordinates."""
        return (height, width) if self.quarters % 2 else (width, height)

    def matrix(self, width: float, height: float) -> tuple[float, ...]:
        """Return the matrix that displays a picture of this size upright, its corner kept at 0 0."""
        return (
            (1, 0, 0, 1, 0, 0),
            (0, 1, -1, 0, height, 0),
            (-1, 0, 0, -1, width, height),
            (0, -1, 1, 0, 0, width),
        )[self.quarters]


def numbered(handler: PdfHandler, number: int) -> Page:
    """Return the page with that number, counted from 1.

    Raises:
        PdfLayoutError: There are fewer pages.
    """
    pages: Any = handler.root["/Pages"]
    if number > int(pages["/Count"]):
        raise PdfLayoutError(reason=f"there is no page {number}")
    return _page(_found(handler, number - 1))


def of_annotation(handler: PdfHandler, annotation: Any) -> Page:  # noqa: ANN401  a PDF dictionary
    """Return the page of an annotation; its /P is optional, so the pages may have to be searched.

    Raises:
        PdfLayoutError: It is on no page.
    """
    if "/P" in annotation:
        return _page(annotation["/P"])
    pages: Any = handler.root["/Pages"]
    for number in range(int(pages["/Count"])):
        page = _found(handler, number)
        if any(one.get_object() is annotation for one in entry(page, "/Annots") or ()):
            return _page(page)
    raise PdfLayoutError(reason="the field stands on no page")


def _found(handler: Any, index: int) -> Any:  # noqa: ANN401  PDF objects
    return handler.find_page_for_modification(index)[0].get_object()


def _page(page: Any) -> Page:  # noqa: ANN401  a PDF dictionary
    media = _box(page, "/MediaBox")
    if media is None:
        raise PdfLayoutError(reason="the page has no size")
    turn = _inherited(page, "/Rotate")
    return Page(
        quarters=int(turn or 0) // _QUARTER % _TURNS,
        visible=_overlap(media, _box(page, "/CropBox") or media),
        unit=float(entry(page, "/UserUnit") or 1),
    )


def _box(page: Any, key: str) -> Rectangle | None:  # noqa: ANN401  a PDF dictionary
    found = _inherited(page, key)
    if found is None:
        return None
    x0, y0, x1, y1 = (float(number) for number in found)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _overlap(media: Rectangle, crop: Rectangle) -> Rectangle:
    """The displayed part is the crop box within the media box."""
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def _inherited(page: Any, key: str) -> Any:  # noqa: ANN401  PDF objects
    return find_inherited_value_in_tree(page, key, "/Parent")  # type: ignore[no-untyped-call]  # it has no types
