"""PDFs read as ISO 32000-1 intends: an entry that is null, or refers to nothing, does not exist.

7.3.7: a dictionary entry whose value is null is treated the same as if the entry does not exist. 7.3.10: a reference to
an undefined object is a reference to null. Here both are removed once, when objects are read, so that every lookup in a
dictionary returns the same answer. In a list of fields, annotations, pages or validation data
null elements are skipped as well. The bytes of the file do not change.

Each revision is read separately: an object absent from an earlier one stays absent there even if a later one wrote it.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from esigner.ades.encoding.pdf.bounded import BoundedReader, BoundedRevision, look_at
from esigner.bounds import spend
from esigner.errors import EsignerError

_LISTS: Final = frozenset({"/Fields", "/Annots", "/Kids", "/Certs", "/OCSPs", "/CRLs", "/Reference"})
"""Keys whose arrays are lists of items; elsewhere a null has a position and a meaning (7.3.6)."""
_OBJECT: Final = re.compile(rb"\s*[0-9]+\s+[0-9]+\s+obj\s*(.)", re.DOTALL)
_HEAD_BYTES: Final = 64
_NEW_DICTIONARY: Final[Any] = generic.DictionaryObject
_DEPTH_AT_MOST: Final = 64


class PdfReader(BoundedReader):
    """The reader with a cost for everything, without null values."""

    def __init__(self, document: bytes) -> None:
        """Read the structure; most PDFs in the wild break some rule, so it is not strict."""
        self._present: dict[tuple[int, int], Any] = {}
        self._lists: set[tuple[int, int]] = set()
        super().__init__(document)
        trailer: Any
        for trailer in self.trailer._trailer_revisions:  # noqa: SLF001  there is no other way to them
            for key in [key for key, value in dict.items(trailer) if _leads_nowhere(value, self._is_null)]:
                dict.pop(trailer, key)

    def get_object(self, ref: Any, revision: Any = None, **options: Any) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Return the current object without null values; unchanged if options or a revision are given."""
        if revision is not None or options:
            return self._stored(ref, revision, **options)
        key = (ref.generation, ref.idnum)
        if key not in self._present:
            found = self._stored(ref, transparent_decrypt=False)
            self._present[key] = present(found, self._is_null, self._lists, is_list=key in self._lists)
        look_at(self._present[key])
        return _decrypted(self._present[key])

    def _stored(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401  as above
        read: Any = super().get_object
        return read(*args, **options)

    def _is_null(self, reference: Any) -> bool:  # noqa: ANN401  as above
        try:
            marker: Any = self.xrefs[reference]
        except KeyError:
            return True
        if marker is None:
            return True
        if isinstance(marker, int) and not self._may_be_null(marker):
            return False
        read: Any = self._read_object
        return _gives_null(lambda: read(reference, marker, never_decrypt=True))

    def _may_be_null(self, at: int) -> bool:
        """Return whether the object there is worth reading: checking its first byte is cheaper."""
        spend(1)
        before = self.stream.tell()
        self.stream.seek(at)
        begins = _OBJECT.match(self.stream.read(_HEAD_BYTES))
        self.stream.seek(before)
        return begins is None or begins[1] in b"n%"

    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        """Return the document as of a revision."""
        known = self._historical_resolver_cache
        if revision not in known:
            known[revision] = _Revision(self, revision)
        return known[revision]


class _Revision(BoundedRevision):
    """One revision, without its null values."""

    def __init__(self, reader: PdfFileReader, revision: int) -> None:
        super().__init__(reader, revision)
        self._present: dict[Any, Any] = {}
        self._lists: set[tuple[int, int]] = set()
        self._trailer: Any = present(self._trailer, self._is_null, self._lists)

    def get_object(self, ref: Any, as_metadata_stream: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002  as above
        if as_metadata_stream:
            return super().get_object(ref, as_metadata_stream)
        if ref not in self._present:
            super().get_object(ref)
            is_list = (ref.generation, ref.idnum) in self._lists
            self._present[ref] = present(self.cache[ref], self._is_null, self._lists, is_list=is_list)
        self.charge(self._present[ref], known=True)
        return _decrypted(self._present[ref])

    def _is_null(self, reference: Any) -> bool:  # noqa: ANN401  as above
        read: Any = super().get_object
        return _gives_null(lambda: read(reference))


def _gives_null(read: Callable[[], Any]) -> bool:
    """Return whether an object is null; an unreadable one is not null, and fails when needed."""
    try:
        return isinstance(read(), generic.NullObject)
    except (EsignerError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a parser of foreign input trips in any way
        return False


def entry(found: Any, key: str) -> Any:  # noqa: ANN401  PDF objects
    """Return the value of a key in a dictionary, resolved; None without value or dictionary."""
    try:
        return found[key] if isinstance(found, generic.DictionaryObject) else None
    except KeyError:
        return None


def stored(found: Any, key: str) -> Any:  # noqa: ANN401  as above
    """Return the value of a key, references unresolved; None without value or dictionary."""
    try:
        return found.raw_get(key) if isinstance(found, generic.DictionaryObject) else None
    except KeyError:
        return None


def elements(found: Any) -> list[Any]:  # noqa: ANN401  as above
    """Return the elements of an array, references unresolved; empty if it is not an array."""
    return [found.raw_get(place) for place in range(len(found))] if isinstance(found, generic.ArrayObject) else []


def present(found: Any, is_null: Any, lists: set[tuple[int, int]], *, is_list: bool = False, depth: int = 0) -> Any:  # noqa: ANN401  PDF objects
    """Return an object without its null values; the same object if there are none, or if it is a stream.

    Args:
        found: An object as read.
        is_null: Returns whether a reference leads to nothing.
        lists: Receives the numbers of the arrays that are lists, for later reading.
        is_list: Whether it is one.
        depth: Of direct objects around it.
    """
    if isinstance(found, generic.DecryptedObjectProxy):
        raw: Any = found.raw_object
        kept = present(raw, is_null, lists, is_list=is_list, depth=depth)
        return found if kept is raw else generic.DecryptedObjectProxy(raw_object=kept, handler=found.handler)
    if depth > _DEPTH_AT_MOST or isinstance(found, generic.StreamObject):
        return found
    if isinstance(found, generic.DictionaryObject):
        return _dictionary(found, is_null, lists, depth)
    if isinstance(found, generic.ArrayObject):
        return _array(found, is_null, lists, is_list=is_list, depth=depth)
    return found


def _dictionary(found: Any, is_null: Any, lists: set[tuple[int, int]], depth: int) -> Any:  # noqa: ANN401  as above
    kept, changed = {}, False
    for key, value in dict.items(found):
        if _leads_nowhere(value, is_null):
            changed = True
            continue
        if key in _LISTS and isinstance(value, generic.IndirectObject):
            lists.add((value.generation, value.idnum))
        kept[key] = present(value, is_null, lists, is_list=key in _LISTS, depth=depth + 1)
        changed = changed or kept[key] is not value
    if not changed:
        return found
    made = _NEW_DICTIONARY(kept)
    made.container_ref = found.container_ref
    return made


def _array(found: Any, is_null: Any, lists: set[tuple[int, int]], *, is_list: bool, depth: int) -> Any:  # noqa: ANN401  as above
    items = list.__iter__(found)
    kept = [
        present(item, is_null, lists, depth=depth + 1)
        for item in items
        if not (is_list and _leads_nowhere(item, is_null))
    ]
    if len(kept) == len(found) and all(one is other for one, other in zip(kept, list.__iter__(found), strict=True)):
        return found
    made: Any = generic.ArrayObject(kept)
    made.container_ref = found.container_ref
    return made


def _decrypted(found: Any) -> Any:  # noqa: ANN401  as above
    return found.decrypted if isinstance(found, generic.DecryptedObjectProxy) else found


def _leads_nowhere(value: Any, is_null: Any) -> bool:  # noqa: ANN401  as above
    if isinstance(value, generic.IndirectObject):
        return bool(is_null(value.reference))
    return isinstance(value, generic.NullObject)
