"""The look of a visible signature, drawn by typst: embedded font subsets, fit for PDF/A, the same on every machine.

The text is passed as data, never as source, so no signer can inject typst. No system font, no clock.
"""

import json
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import typst

from esigner.ades.create.errors import PdfLayoutError
from esigner.ades.create.layout import JPEG, Visible

_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""For drawing only; none of it reaches the document."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_IMAGE_BYTES_AT_MOST: Final = 2 * 1024 * 1024
_SOURCE: Final = b"""
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 2pt, fill: none)
#set text(font: "Libertinus Serif", lang: "lv", hyphenate: true)
#let words(size) = {
  set text(size: size)
  set par(leading: 0.35em, spacing: 0.35em)
  for line in data.lines { par(line) }
}
#let picture = if data.image != none {
  image(bytes(data.image), format: data.format, fit: "contain", width: 100%, height: 100%)
}
#let fits(points, size) = {
  let parts = data.lines.map(line => line.split()).flatten().map(part => measure(text(size: points, part)).width)
  parts.all(width => width <= size.width) and measure(block(width: size.width, words(points))).height <= size.height
}
#let fitted = layout(size => {
  let points = 12
  while points > 3 and not fits(points * 1pt, size) { points = points - 0.5 }
  assert(fits(points * 1pt, size), message: "the text does not fit")
  words(points * 1pt)
})
#if data.image == none { fitted } else if data.lines.len() == 0 { picture } else {
  grid(columns: (1fr, 2fr), rows: 100%, column-gutter: 3pt, picture, fitted)
}
"""


class Standard(StrEnum):
    """The kind of document, which the appearance must suit."""

    PDF_A_1 = "a-1b"
    """No transparency."""
    PDF_A_2 = "a-2b"
    """Or a later part, or no PDF/A at all."""


def draw(visible: Visible, *, width: float, height: float, standard: Standard = Standard.PDF_A_2) -> bytes:
    """Return a PDF with one page of that size in points.

    Raises:
        PdfLayoutError: A character missing from the fonts, text that does not fit in the smallest size, an image
            that cannot be read or that is transparent where the standard allows none.
    """
    if any(_CONTROL.search(line) for line in visible.lines):
        raise PdfLayoutError(reason="control characters")
    if visible.image is not None and len(visible.image) > _IMAGE_BYTES_AT_MOST:
        raise PdfLayoutError(reason="the image is larger than 2 MiB")
    data = {
        "width": width,
        "height": height,
        "lines": visible.lines,
        "image": None if visible.image is None else list(visible.image),
        "format": "jpg" if visible.image is not None and visible.image.startswith(JPEG) else "png",
    }
    try:
        drawn = typst.compile(
            _SOURCE,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=standard.value,
            pdf_tags=False,
            timestamp=_MOMENT,
        )
    except typst.TypstError as error:
        raise PdfLayoutError(reason=str(error).splitlines()[0].removeprefix("assertion failed: ")) from error
    if not isinstance(drawn, bytes):
        raise PdfLayoutError(reason="more than one page")
    return drawn
