"""The cross-reference sections of a PDF, checked before pyHanko traverses their entries.

A stream of entries states their number in its dictionary but need not contain them: where all widths are 0, a
hundred bytes represent any number of objects.
"""

from typing import Any, Final

from pyhanko.pdf_utils import misc
from pyhanko.pdf_utils.xref import XRefBuilder

from esigner.bounds import spend

_WIDTH_AT_MOST: Final = 8
"""Bytes of a field; a file offset needs no more."""
_FIELDS: Final = 3
_STEPS_A_SECTION: Final = 800
_STEPS_AN_ENTRY: Final = 3


class Sections(XRefBuilder):
    """Follows the sections from the last one back, and spends for the entries they claim."""

    def _read_xref_stream_object(self) -> Any:  # noqa: ANN401  pyHanko's
        """Return the next stream of entries.

        Raises:
            PdfReadError: Its entries have no width, or there cannot be as many bytes as it claims.

        Standard: ISO 32000-1, 7.5.8.2.
        """
        read: Any = super()._read_xref_stream_object
        reference, stream = read()
        spend(_STEPS_A_SECTION + _STEPS_AN_ENTRY * _entries(stream))
        return reference, stream

    def _read_xref_stream(self, declared_startxref: int) -> Any:  # noqa: ANN401, ARG002  pyHanko's
        """Return where the previous section is; its entries are read when needed."""
        _, stream = self._read_xref_stream_object()
        return stream.get("/Prev")

    def _read_xref_table(self, declared_startxref: int) -> Any:  # noqa: ANN401  pyHanko's
        """Read a table, and its accompanying stream."""
        spend(_STEPS_A_SECTION)
        read: Any = super()._read_xref_table
        return read(declared_startxref)


def _entries(stream: Any) -> int:  # noqa: ANN401  PDF objects
    widths = _numbers(stream.get("/W"))
    if len(widths) != _FIELDS or max(widths) > _WIDTH_AT_MOST or sum(widths) == 0:
        message = "a cross-reference stream with entries of no width"
        raise misc.PdfReadError(message)
    index = _numbers(stream["/Index"]) if "/Index" in stream else [0, *_numbers([stream["/Size"]])]
    if len(index) % 2:
        message = "a cross-reference stream with half a range"
        raise misc.PdfReadError(message)
    return sum(index[1::2]) + len(index)


def _numbers(array: Any) -> list[int]:  # noqa: ANN401  PDF objects
    if not isinstance(array, list) or not all(isinstance(one, int) and one >= 0 for one in list.__iter__(array)):
        message = "a cross-reference stream with a broken dictionary"
        raise misc.PdfReadError(message)
    return [int(one) for one in list.__iter__(array)]
