"""Bytes that cost steps when read: every action of a parser is a step.

pyHanko reads a PDF a byte at a time, and looks ahead by a few. So the number of reads measures its work on
comments, white space, names, hexadecimal digits, elements of an array or sections of a cross-reference table alike.
"""

from io import BytesIO
from typing import Final

from pyhanko.pdf_utils.misc import PdfReadError

from esigner.bounds import spend

_BYTES: Final = 64
_STEPS: Final = 38
"""Per this many bytes read one by one, each taking 0.6 microseconds including its processing."""
_LOOK: Final = 2
"""Steps for a read of several bytes: pyHanko looks ahead and goes back."""
_COPIED_AT_ONCE: Final = 4096
_OF_A_NUMBER: Final = 16
"""Bytes of a number that pyHanko reads at a time."""
_PARTS_OF_A_NUMBER: Final = 16
"""ISO 32000-1, annex C: numbers need a tenth of it."""


class MeteredBytes(BytesIO):
    """A stream that spends from the budget in force.

    Standard: ISO 32000-1, 7.2 and 7.3.
    """

    def __init__(self, content: bytes) -> None:
        """Start at the first byte."""
        super().__init__(content)
        self._read_singly = 0
        self._parts = 0
        self._after_part = -1

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes.

        Raises:
            PdfReadError: They belong to an endless number, for which pyHanko takes quadratic time.
        """
        found = super().read(size)
        if size == 1:
            self._read_singly += 1
            if self._read_singly == _BYTES:
                self._read_singly = 0
                spend(_STEPS)
            return found
        spend(_LOOK + len(found) // _COPIED_AT_ONCE)
        if size == _OF_A_NUMBER:
            self._check_number()
        return found

    def _check_number(self) -> None:
        here = self.tell()
        self._parts = self._parts + 1 if here - _OF_A_NUMBER == self._after_part else 1
        self._after_part = here
        if self._parts > _PARTS_OF_A_NUMBER:
            message = "a number without end"
            raise PdfReadError(message)
