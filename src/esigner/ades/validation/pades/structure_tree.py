"""The structure tree grows with a signature's field: its place for those who listen to the document.

Only adding an element for a signature's widget is allowed (ISO 32000-1, 14.7.4.3): all that was in the tree
stays unchanged and in place, and no new element claims content of a page or replaces its text.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import ModificationLevel, QualifiedWhitelistRule, ReferenceUpdate
from pyhanko.sign.diff_analysis.commons import compare_dicts

from esigner.ades.encoding.pdf.reader import elements, entry, stored

_GROWS: Final = frozenset({"/K"})
_ROOT_GROWS: Final = frozenset({"/K", "/ParentTree", "/ParentTreeNextKey"})
_OF_ELEMENT: Final = frozenset({"/Type", "/S", "/P", "/K", "/Pg", "/ID", "/T", "/Alt", "/Lang", "/A", "/NS"})
"""Keys allowed in a new element: no /ActualText, which is read out instead of the content."""
_OF_OBJECT: Final = frozenset({"/Type", "/Obj", "/Pg"})
_OF_NUMBERS: Final = frozenset({"/Type", "/Nums", "/Kids", "/Limits"})
_ELEMENTS_AT_MOST: Final = 200_000
_NESTED_AT_MOST: Final = 8


class _RefusedError(Exception):
    """Not the addition of a signature; the update stays unexplained and is therefore refused."""


class StructureTreeRule(QualifiedWhitelistRule):
    """Explains the objects that add new signature fields to a structure tree."""

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, ReferenceUpdate]]:
        """Return the allowed updates; none if one of them is not allowed."""
        try:
            explained = list(_Comparison(old, new).explained())
        except _RefusedError:
            return ()
        return [(ModificationLevel.FORM_FILLING, ReferenceUpdate(one)) for one in explained]


class _Comparison:
    """Two revisions of one tree."""

    def __init__(self, old: HistoricalResolver, new: HistoricalResolver) -> None:
        self.old: Any = old
        self.new: Any = new
        updated: Any = new.explicit_refs_in_revision
        self.updated: Any = updated()
        self.added: set[Any] = set()

    def explained(self) -> Iterator[Any]:
        """Return the updated or added references of the tree, all of them checked."""
        before, after = (self._root(view) for view in (self.old, self.new))
        if before is None or before != after:
            return
        root, grown = self.old(before), self.new(before)
        yield from self._existing(before, root, grown, grows=_ROOT_GROWS)
        yield from self._elements(before)
        yield from self._parent_tree(root, grown)
        yield from self.added

    def _root(self, view: Any) -> Any:  # noqa: ANN401  PDF objects
        found = stored(view.root, "/StructTreeRoot")
        return found.reference if isinstance(found, generic.IndirectObject) else None

    def _elements(self, root: Any) -> Iterator[Any]:  # noqa: ANN401  as above
        """Walk the old tree; updated parts may only have grown."""
        waiting, seen = [root], {root}
        while waiting:
            if len(seen) > _ELEMENTS_AT_MOST:
                raise _RefusedError
            for kid in _kids(self.old(waiting.pop())):
                reference = getattr(kid, "reference", None)
                if reference is None or reference in seen:
                    continue
                seen.add(reference)
                element = self.old(reference)
                if not _is_element(element):
                    continue
                waiting.append(reference)
                if reference in self.updated:
                    yield from self._existing(reference, element, self.new(reference), grows=_GROWS)

    def _existing(self, reference: Any, before: Any, after: Any, *, grows: frozenset[str]) -> Iterator[Any]:  # noqa: ANN401  as above
        if not _same(before, after, but=grows):
            raise _RefusedError
        was, now = (_kids(one) for one in (before, after))
        if [kid for kid in now if kid in was] != was:
            raise _RefusedError
        for kid in now:
            if kid not in was:
                self._take(kid, parent=reference, depth=0)
        if reference in self.updated:
            yield reference
        yield from self._array(stored(before, "/K"), stored(after, "/K"))

    def _array(self, before: Any, after: Any) -> Iterator[Any]:  # noqa: ANN401  as above
        """Return the reference to an array of kids that is its own object, and was updated."""
        if not isinstance(after, generic.IndirectObject) or after.reference not in self.updated:
            return
        if isinstance(self.new(after.reference), generic.ArrayObject):
            if before != after:
                self._check_fresh(after.reference)
            yield after.reference

    def _take(self, kid: Any, *, parent: Any, depth: int) -> None:  # noqa: ANN401  as above
        """Check a new element and its descendants."""
        reference = self._fresh(kid)
        element = self.new(reference)
        above = stored(element, "/P")
        if depth > _NESTED_AT_MOST or not _is_element(element) or getattr(above, "reference", None) != parent:
            raise _RefusedError
        if not _OF_ELEMENT.issuperset(dict.keys(element)) or reference in self.added:
            raise _RefusedError
        self.added.add(reference)
        for inner in _kids(element):
            if _is_object(self.new, inner):
                self._check_object(inner)
            else:
                self._take(inner, parent=reference, depth=depth + 1)

    def _check_object(self, kid: Any) -> None:  # noqa: ANN401  as above
        if isinstance(kid, generic.IndirectObject):
            self.added.add(self._fresh(kid))
        held = self.new(kid.reference) if isinstance(kid, generic.IndirectObject) else kid
        aim = stored(held, "/Obj")
        widget = self.new(aim.reference) if isinstance(aim, generic.IndirectObject) else None
        if not _OF_OBJECT.issuperset(dict.keys(held)) or not isinstance(widget, generic.DictionaryObject):
            raise _RefusedError
        if entry(widget, "/Subtype") != "/Widget" or _field_type(widget) != "/Sig":
            raise _RefusedError

    def _parent_tree(self, before: Any, after: Any) -> Iterator[Any]:  # noqa: ANN401  as above
        was, nodes = _numbers(self.old, stored(before, "/ParentTree"))
        now, after_nodes = _numbers(self.new, stored(after, "/ParentTree"))
        if any(key not in now or now[key] != value for key, value in was.items()):
            raise _RefusedError
        if any(getattr(now[key], "reference", None) not in self.added for key in now.keys() - was.keys()):
            raise _RefusedError
        for node in after_nodes:
            if node in self.updated:
                # An object that was something else before must not be changed by this tree.
                if node not in nodes:
                    self._check_fresh(node)
                yield node

    def _fresh(self, kid: Any) -> Any:  # noqa: ANN401  as above
        """Return the reference to an object missing from the older revision."""
        if not isinstance(kid, generic.IndirectObject):
            raise _RefusedError
        reference: Any = kid.reference
        self._check_fresh(reference)
        return reference

    def _check_fresh(self, reference: Any) -> None:  # noqa: ANN401  as above
        if self.old.reader.xrefs.get_introducing_revision(reference) <= self.old.revision:
            raise _RefusedError


def _same(before: Any, after: Any, *, but: frozenset[str]) -> bool:  # noqa: ANN401  as above
    is_dictionary = isinstance(after, generic.DictionaryObject) and not isinstance(after, generic.StreamObject)
    return is_dictionary and compare_dicts(before, after, but, raise_exc=False)


def _kids(element: Any) -> list[Any]:  # noqa: ANN401  as above
    """Return the kids of an element."""
    found = stored(element, "/K")
    held = entry(element, "/K")
    if isinstance(held, generic.ArrayObject):
        return elements(held)
    return [] if found is None else [found]


def _is_element(found: Any) -> bool:  # noqa: ANN401  as above
    if not isinstance(found, generic.DictionaryObject) or isinstance(found, generic.StreamObject):
        return False
    return entry(found, "/Type") in (None, "/StructElem") and "/S" in found


def _is_object(view: Any, kid: Any) -> bool:  # noqa: ANN401  as above
    held = view(kid.reference) if isinstance(kid, generic.IndirectObject) else kid
    return bool(entry(held, "/Type") == "/OBJR")


def _field_type(widget: Any) -> Any:  # noqa: ANN401  as above
    above = entry(widget, "/Parent")
    return entry(widget, "/FT") or entry(above, "/FT")


def _numbers(view: Any, top: Any) -> tuple[dict[int, Any], set[Any]]:  # noqa: ANN401  as above
    """Return the entries of a number tree, and the references of its nodes (ISO 32000-1, 7.9.7)."""
    entries: dict[int, Any] = {}
    nodes: set[Any] = set()
    waiting = [] if top is None else [top]
    while waiting:
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            if item.reference in nodes or len(nodes) > _ELEMENTS_AT_MOST:
                raise _RefusedError
            nodes.add(item.reference)
            item = view(item.reference)
        if not isinstance(item, generic.DictionaryObject) or not _OF_NUMBERS.issuperset(dict.keys(item)):
            raise _RefusedError
        pairs = elements(entry(item, "/Nums"))
        for key, value in zip(pairs[::2], pairs[1::2], strict=False):
            if not isinstance(key, int) or int(key) in entries:
                raise _RefusedError
            entries[int(key)] = value
        waiting.extend(elements(entry(item, "/Kids")))
    return entries, nodes
