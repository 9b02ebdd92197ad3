"""pyHanko's reader with a cost for everything a file can make it repeat.

Nothing but references from object to object can make a walk through a PDF longer than the PDF: objects that share
their kids make trees of any size out of a few lines. So resolving a reference costs steps, as does everything in
the object; streams cost steps by their decoded size; and object streams are parsed once, not per object.
"""

from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeContext,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, process_data_at_eof

from esigner.ades.encoding.pdf.metered import MeteredBytes
from esigner.ades.encoding.pdf.sections import Sections
from esigner.bounds import spend

_MIB: Final = 1024 * 1024
_LIMITS: Final = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=64 * _MIB),
    per_purpose={**DEFAULT_PURPOSE_LIMITS, DecodePurpose.XREF_STREAM: StreamDecodeLimits(max_output_size=16 * _MIB)},
    document_budget=DocumentDecodeBudget(base_allowance=64 * _MIB, max_ratio=8),
)
_BYTES_A_STEP: Final = 64
_READ: Final = 1
"""Steps for each item in an object read from the file, in addition to those for its bytes."""
LOOKED_AT: Final = 8
"""Items per step in an object that is already loaded."""
_TEXT_BYTES: Final = 256
_WAY: Final = 20
"""Steps for a path from the trailer to an object."""


def look_at(found: Any) -> None:  # noqa: ANN401  PDF objects
    """Spend for an object that is already loaded and is traversed again."""
    spend(1 + things_in(found) // LOOKED_AT)


class _Context(DecodeContext):
    """Spends for decoded stream data."""

    def fresh(self) -> DecodeContext:
        """Return a new context for another revision."""
        return _Context(self.limits, input_size=self.input_size)

    def record_output(self, size: int) -> None:
        """Spend for it."""
        spend(1 + size // _BYTES_A_STEP)
        super().record_output(size)


class BoundedRevision(HistoricalResolver):
    """Spends for objects resolved in an earlier revision."""

    _for_each = 1

    def _load_reverse_xref_cache(self) -> None:
        """Collect every path to every object: each reference followed here is stored as a path, step by step."""
        self._for_each = _WAY
        try:
            super()._load_reverse_xref_cache()  # type: ignore[no-untyped-call]  # pyHanko types none of it
        finally:
            self._for_each = 1

    def get_object(self, ref: generic.Reference, as_metadata_stream: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002  pyHanko's
        """Return the object."""
        known = ref in self.cache
        found = super().get_object(ref, as_metadata_stream)
        self.charge(found, known=known)
        return found

    def charge(self, found: Any, *, known: bool) -> None:  # noqa: ANN401  PDF objects
        """Spend for an object that a reference led to."""
        spend(self._for_each + things_in(found) // (LOOKED_AT if known else 1))


class BoundedReader(PdfFileReader):
    """A reader that spends from the budget in force."""

    def __init__(self, document: bytes) -> None:
        """Read the cross-references."""
        spend(1 + len(document) // 256)
        self._taken_apart: dict[int, tuple[BytesIO, dict[int, int]]] = {}
        stream = MeteredBytes(document)
        self.strict = False
        self._decode_context = DecodeContext(_LIMITS, input_size=len(document))
        last: Any = process_data_at_eof
        stream.seek(max(0, len(document) - 1))
        Sections(self, stream, strict=False, last_startxref=last(stream)).read_xrefs()  # type: ignore[no-untyped-call]  # pyHanko types none of it
        super().__init__(stream, strict=False, decode_limits=_LIMITS)

    @property
    def _decode_context(self) -> DecodeContext:
        return self._context

    @_decode_context.setter
    def _decode_context(self, made: DecodeContext) -> None:
        self._context = _Context(made.limits, input_size=made.input_size)

    def get_object(self, ref: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401  pyHanko's
        """Return the object."""
        found = super().get_object(ref, *given, **named)  # type: ignore[no-untyped-call]  # pyHanko types none of it
        look_at(found)
        return found

    def _read_object(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401  pyHanko's
        found = super()._read_object(*given, **named)
        spend(_READ * (1 + things_in(found)))
        return found

    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        """Return the view of a revision."""
        cache = self._historical_resolver_cache
        if revision not in cache:
            cache[revision] = BoundedRevision(self, revision)
        return cache[revision]

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:  # noqa: ANN401  pyHanko's
        """Return an object of an object stream, null where it is missing or not permitted there (7.5.7)."""
        stream = self.get_object(generic.Reference(stmnum, 0, self))
        if stmnum not in self._taken_apart:
            self._taken_apart[stmnum] = _taken_apart(stream)
        content, places = self._taken_apart[stmnum]
        if not 0 <= idx < stream["/N"] or idnum not in places:
            return generic.NullObject()
        content.seek(stream["/First"] + places[idnum])
        try:
            return generic.read_object(content, generic.Reference(idnum, 0, self))
        except (misc.PdfStreamError, misc.PdfReadError):
            return generic.NullObject()


def _taken_apart(stream: Any) -> tuple[BytesIO, dict[int, int]]:  # noqa: ANN401  PDF objects
    """Return the content of an object stream, and the offset of each object in it."""
    if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
        message = "an object stream is no such stream"
        raise misc.PdfReadError(message)
    content = MeteredBytes(stream.read_data(DecodePurpose.OBJECT_STREAM))
    places: dict[int, int] = {}
    for _ in range(stream["/N"]):
        spend(_READ)
        try:
            number = _number(content)
            places.setdefault(number, _number(content))
        except (ValueError, misc.PdfStreamError):
            break
    return content, places


def _number(content: BytesIO) -> int:
    after_white: Any = misc.read_non_whitespace
    number: Any = generic.NumberObject
    after_white(content, seek_back=True)
    return int(number.read_from_stream(content))


def things_in(item: Any) -> int:  # noqa: ANN401  PDF objects
    """Return the number of items in an object itself, long strings counted by length."""
    count, waiting = 0, [item]
    while waiting:
        one = waiting.pop()
        count += 1
        one = one.raw_object if isinstance(one, generic.DecryptedObjectProxy) else one
        if isinstance(one, dict):
            waiting.extend(dict.values(one))
        elif isinstance(one, list):
            waiting.extend(list.__iter__(one))
        elif isinstance(one, str | bytes):
            count += len(one) // _TEXT_BYTES
    return count
