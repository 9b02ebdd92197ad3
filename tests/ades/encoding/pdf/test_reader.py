"""Null values do not exist (ISO 32000-1, 7.3.7 and 7.3.10): removed at every depth, nothing else touched."""

# ruff: noqa: ANN401 — objects of pyHanko, which publishes no types

from typing import Any

import pytest
from pyhanko.pdf_utils import generic

from esigner.ades.encoding.pdf.reader import PdfReader, elements, entry, present, stored
from tests.world.pdfs import assemble

_REFERENCE: Any = generic.IndirectObject
_DICTIONARY: Any = generic.DictionaryObject
NULL, NAME = generic.NullObject(), generic.NameObject("/x")
GONE, THERE = 7, 8
DEPTH = 64


def reference(number: int) -> Any:
    return _REFERENCE(number, 0, None)


def is_null(found: Any) -> bool:
    return bool(found.idnum == GONE)


def dictionary(**held: Any) -> Any:
    return _DICTIONARY({generic.NameObject(f"/{key}"): value for key, value in held.items()})


def array(*held: Any) -> generic.ArrayObject:
    return generic.ArrayObject(held)


def kept(found: Any, lists: set[tuple[int, int]] | None = None, **options: Any) -> Any:
    return present(found, is_null, set() if lists is None else lists, **options)


@pytest.mark.parametrize("found", [NULL, reference(GONE)])
def test_entry_that_is_null_or_leads_to_nothing_does_not_exist(found: Any) -> None:
    whole = dictionary(A=NAME, B=found, C=reference(THERE))
    whole.container_ref = generic.Reference(5, 0)
    made = kept(whole)
    assert dict.items(made) == {"/A": NAME, "/C": reference(THERE)}.items()
    assert made.container_ref == generic.Reference(5, 0)
    assert "/B" in whole, "the object that was read is another"


@pytest.mark.parametrize("found", [NULL, reference(GONE)])
def test_list_has_no_null_items_and_another_array_has_them_in_their_places(found: Any) -> None:
    whole = dictionary(Fields=array(found, NAME), Rect=array(found, NAME))
    made = kept(whole)
    assert list(list.__iter__(dict.__getitem__(made, "/Fields"))) == [NAME]
    assert list(list.__iter__(dict.__getitem__(made, "/Rect"))) == [found, NAME]
    assert list(list.__iter__(kept(array(found, NAME), is_list=True))) == [NAME]
    assert kept(array(found, NAME)) == array(found, NAME)


def test_array_that_is_made_anew_stands_where_it_stood() -> None:
    for whole in (array(NULL, NAME), array(NAME, dictionary(A=NULL))):
        whole.container_ref = generic.Reference(5, 0)
        made = kept(whole, is_list=True)
        assert made is not whole
        assert made.container_ref == generic.Reference(5, 0)


def test_what_has_no_null_values_is_the_same_object() -> None:
    for whole in (dictionary(A=NAME, B=array(NAME)), array(NAME, dictionary(A=NAME)), NAME, array(), dictionary()):
        assert kept(whole) is whole
        assert kept(whole, is_list=True) is whole


def test_null_in_an_object_inside_is_removed_too() -> None:
    made = kept(dictionary(A=dictionary(B=array(dictionary(C=NULL, D=NAME)))))
    assert dict.keys(made["/A"]["/B"][0]) == {"/D"}
    assert dict.keys(kept(array(NAME, dictionary(C=NULL)))[1]) == set()


def test_numbers_of_lists_elsewhere_are_noted() -> None:
    lists: set[tuple[int, int]] = set()
    kept(
        dictionary(Kids=reference(THERE), Annots=array(reference(9)), Rect=reference(10), Certs=reference(GONE)), lists
    )
    assert lists == {(0, THERE)}


@pytest.mark.parametrize(("depth", "gone"), [(0, True), (DEPTH, True), (DEPTH + 1, False)])
def test_nulls_are_removed_as_deep_as_objects_are_followed(depth: int, *, gone: bool) -> None:
    assert (dict.keys(kept(dictionary(A=NULL), depth=depth)) == set()) is gone
    assert (len(kept(array(NULL), is_list=True, depth=depth)) == 0) is gone


def test_depth_grows_with_every_object_inside() -> None:
    whole: Any = dictionary(A=NULL)
    for turn in range(DEPTH):
        whole = array(whole) if turn % 2 else dictionary(K=whole)
    deeper = dictionary(K=whole)
    assert kept(whole) is not whole
    assert kept(deeper) is deeper


def test_stream_is_left_as_it_is() -> None:
    stream = generic.StreamObject({generic.NameObject("/A"): NULL}, stream_data=b"x")
    assert kept(stream) is stream
    assert "/A" in stream


def test_object_to_be_decrypted_loses_its_null_values_before() -> None:
    clean, odd = dictionary(A=NAME), dictionary(A=NAME, B=NULL)
    handler: Any = object()
    same = generic.DecryptedObjectProxy(clean, handler)
    assert kept(same) is same
    made = kept(generic.DecryptedObjectProxy(odd, handler))
    assert dict.keys(made.raw_object) == {"/A"}
    assert made.handler is handler
    listed = kept(generic.DecryptedObjectProxy(array(NULL, NAME), handler), is_list=True)
    assert list(list.__iter__(listed.raw_object)) == [NAME]
    at_depth = generic.DecryptedObjectProxy(odd, handler)
    assert kept(at_depth, depth=DEPTH + 1) is at_depth


def test_what_is_no_dictionary_has_no_entries_and_what_is_no_array_no_elements() -> None:
    whole = dictionary(A=NAME)
    assert (entry(whole, "/A"), stored(whole, "/A")) == (NAME, NAME)
    for found, key in ((whole, "/B"), (NAME, "/A"), (None, "/A"), (array(NAME), "/A")):
        assert (entry(found, key), stored(found, key)) == (None, None)
    assert elements(array(NAME, reference(THERE))) == [NAME, reference(THERE)]
    assert [elements(one) for one in (whole, None, NAME)] == [[], [], []]


def _document(*objects: bytes, pages: bytes = b"2 0 R") -> PdfReader:
    return PdfReader(
        assemble(
            [
                b"<</Type/Catalog/Pages %b/A 4 0 R/B 5 0 R/C 99 0 R/Kids 6 0 R>>" % pages,
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
                *objects,
            ]
        )
    )


@pytest.mark.parametrize(
    ("found", "exists"),
    [(b"null", False), (b"%c\nnull", False), (b"%c\n(n)", True), (b"(n)", True), (b"true", True), (b"[null]", True)],
)
def test_reference_to_null_is_none_and_to_anything_else_is_one(found: bytes, *, exists: bool) -> None:
    document = _document(found, b"(there)", b"[null 3 0 R 99 0 R]")
    assert ("/A" in document.root) is exists
    assert "/B" in document.root
    assert "/C" not in document.root
    assert elements(document.root["/Kids"]) == [_REFERENCE(3, 0, document)]


@pytest.mark.parametrize(("found", "exists"), [(b"null", False), (b"(n)", True)])
def test_revision_has_no_null_values_either(found: bytes, *, exists: bool) -> None:
    document = _document(found, b"(there)", b"[null 3 0 R 99 0 R]")
    first = document.get_historical_resolver(0)
    assert first is document.get_historical_resolver(0)
    root = first.get_object(document.root_ref)
    assert root is first.get_object(document.root_ref)
    assert ("/A" in root) is exists
    assert "/B" in root
    assert "/C" not in root
    assert len(elements(root["/Kids"])) == 1


def test_object_is_read_once() -> None:
    document = _document(b"null", b"(there)", b"[]")
    assert document.get_object(document.root_ref) is document.get_object(document.root_ref)
