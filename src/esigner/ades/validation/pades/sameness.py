"""Whether two objects of two revisions are identical, including everything they refer to."""

from decimal import Decimal
from typing import Any, Final

from pyhanko.pdf_utils import generic

from esigner.bounds import spend

_ENCODING: Final = frozenset({"/Length", "/Filter", "/DecodeParms"})
_BYTES_A_STEP: Final = 4096


class Sameness:
    """Compares objects of one revision with those of another; identical ones are not compared again."""

    def __init__(self) -> None:
        """Begin with nothing compared."""
        self._known: set[Any] = set()

    def holds(self, before: Any, after: Any) -> bool:  # noqa: ANN401  PDF objects
        """Return whether both are the same; references are compared by their targets."""
        waiting, seen = [(before, after)], set[Any]()
        while waiting:
            pair = waiting.pop()
            spend(1)
            if all(isinstance(one, generic.IndirectObject) for one in pair):
                references = tuple((one.reference.idnum, one.reference.generation) for one in pair)
                if references in seen or references in self._known:
                    continue
                seen.add(references)
            parts = _parts(*(_resolved(one) for one in pair))
            if parts is None:
                return False
            waiting.extend(parts)
        self._known |= seen  # only now: something below one of them might have differed
        return True


def _resolved(found: Any) -> Any:  # noqa: ANN401  as above
    if isinstance(found, generic.IndirectObject):
        reference: Any = found
        found = reference.get_object()
    return found.decrypted if isinstance(found, generic.DecryptedObjectProxy) else found


def _parts(before: Any, after: Any) -> list[tuple[Any, Any]] | None:  # noqa: ANN401  as above
    """Return the pairs that must be equal for both to be equal; None if they differ regardless of their parts."""
    if isinstance(before, generic.DictionaryObject) and isinstance(after, generic.DictionaryObject):
        return _entries(before, after)
    if isinstance(before, generic.ArrayObject) and isinstance(after, generic.ArrayObject):
        elements = [[one.raw_get(place) for place in range(len(one))] for one in (before, after)]
        return list(zip(*elements, strict=True)) if len(before) == len(after) else None
    return [] if _kind(before) == _kind(after) and before == after else None


def _entries(before: Any, after: Any) -> list[tuple[Any, Any]] | None:  # noqa: ANN401  as above
    left_out = frozenset[str]()
    if isinstance(before, generic.StreamObject) or isinstance(after, generic.StreamObject):
        if not _same_bytes(before, after):
            return None
        left_out = _ENCODING
    keys = [{key for key in dict.keys(one) if key not in left_out} for one in (before, after)]
    return [(before.raw_get(key), after.raw_get(key)) for key in keys[0]] if keys[0] == keys[1] else None


def _same_bytes(before: Any, after: Any) -> bool:  # noqa: ANN401  as above
    if not isinstance(before, generic.StreamObject) or not isinstance(after, generic.StreamObject):
        return False
    spend(len(before.encoded_data) // _BYTES_A_STEP)
    filters = [[one.get(key) for key in ("/Filter", "/DecodeParms")] for one in (before, after)]
    if filters[0] == filters[1] and before.encoded_data == after.encoded_data:
        return True
    return bool(before.data == after.data)


def _kind(found: Any) -> str:  # noqa: ANN401  as above
    """Return an object's value regardless of spelling: a name is not a string, and 1 is 1.0 but not true."""
    if isinstance(found, generic.NameObject):
        return "name"
    if isinstance(found, generic.TextStringObject):
        return "text"
    is_number = isinstance(found, int | float | Decimal) and not isinstance(found, bool)
    return "number" if is_number else type(found).__name__
