"""Objects of two revisions compared (ISO 32000-1, 7.3): the same value in another spelling is the same."""

# ruff: noqa: ANN401 — objects of pyHanko, which publishes no types

from decimal import Decimal
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler

from esigner import bounds
from esigner.ades.validation.pades import structure_tree
from esigner.ades.validation.pades.sameness import Sameness

_BOOLEAN: Any = generic.BooleanObject
_NUMBER: Any = generic.NumberObject
_FLOAT: Any = generic.FloatObject
TRUE, NULL = _BOOLEAN(True), generic.NullObject()
_REFERENCE: Any = generic.IndirectObject


class Objects(PdfHandler):
    """Objects by number, as a reader has them; counts how often each is asked for."""

    def __init__(self, **held: Any) -> None:
        self.held = {int(name[1:]): value for name, value in held.items()}
        self.asked: list[int] = []

    def get_object(self, reference: Any, as_metadata_stream: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 — as there
        self.asked.append(reference.idnum)
        return self.held[reference.idnum]

    def __call__(self, reference: Any) -> Any:
        return self.get_object(reference)

    def to(self, number: int) -> Any:
        return _REFERENCE(number, 0, self)


def dictionary(**held: Any) -> Any:
    made: Any = generic.DictionaryObject
    return made({name(key): value for key, value in held.items()})


def name(text: str) -> generic.NameObject:
    return generic.NameObject(f"/{text}")


def number(value: int) -> Any:
    return _NUMBER(value)


def array(*held: Any) -> generic.ArrayObject:
    return generic.ArrayObject(held)


def stream(data: bytes, *, deflated: bool = False, **held: Any) -> generic.StreamObject:
    made: Any = generic.StreamObject
    found = made({name(key): value for key, value in held.items()}, stream_data=data)
    if deflated:
        found.apply_filter("/FlateDecode")
    assert found.encoded_data is not None
    result: generic.StreamObject = found
    return result


def same(before: Any, after: Any) -> bool:
    return Sameness().holds(before, after)


VALUES: list[Any] = [
    name("a"),
    name("b"),
    generic.TextStringObject("/a"),
    generic.TextStringObject("b"),
    generic.ByteStringObject(b"c"),
    number(1),
    number(2),
    _FLOAT("1.5"),
    TRUE,
    _BOOLEAN(False),
    NULL,
    array(),
    array(number(1)),
    array(number(2)),
    array(number(1), number(1)),
    dictionary(),
    dictionary(A=number(1)),
    dictionary(A=number(2)),
    dictionary(B=number(1)),
    dictionary(A=number(1), B=number(1)),
    dictionary(A=array(dictionary(B=name("c")))),
    dictionary(A=array(dictionary(B=name("d")))),
    stream(b"x"),
    stream(b"y"),
    stream(b"x", A=number(1)),
]


@pytest.mark.parametrize("at", range(len(VALUES)))
def test_every_value_is_itself_and_no_other(at: int) -> None:
    assert [same(VALUES[at], other) for other in VALUES] == [number == at for number in range(len(VALUES))]


def test_number_in_another_spelling_is_the_same() -> None:
    assert same(number(1), _FLOAT("1.0"))
    assert same(_FLOAT("0.5"), Decimal("0.5"))
    assert not same(number(1), TRUE)
    assert not same(TRUE, number(1))


def test_stream_is_its_data_whatever_the_filter() -> None:
    assert same(stream(b"x" * 99), stream(b"x" * 99, deflated=True))
    assert not same(stream(b"x" * 99), stream(b"y" * 99, deflated=True))
    assert not same(stream(b"x", deflated=True), stream(b"x", deflated=True, A=number(1)))
    assert not same(stream(b"x"), dictionary())
    assert not same(dictionary(), stream(b"x"))


@pytest.mark.attack
def test_same_bytes_under_another_filter_are_another_stream() -> None:
    packed = stream(b"x" * 99, deflated=True)
    raw = stream(packed.encoded_data or b"")
    assert raw.encoded_data == packed.encoded_data
    assert not same(packed, raw)
    assert not same(raw, packed)


def test_references_are_compared_by_what_they_lead_to() -> None:
    before, after = Objects(n1=name("a"), n2=name("b")), Objects(n3=name("a"), n4=name("c"))
    assert same(before.to(1), after.to(3))
    assert not same(before.to(2), after.to(4))
    assert same(before.to(1), name("a"))
    assert same(name("b"), before.to(2))
    assert not same(array(before.to(1), before.to(2)), array(after.to(3), after.to(4)))


def test_circle_ends() -> None:
    before, after = Objects(n1=NULL), Objects(n1=NULL)
    for view in (before, after):
        view.held[1] = dictionary(A=view.to(1), B=name("b"))
    assert same(before.to(1), after.to(1))
    after.held[1] = dictionary(A=after.to(1), B=name("c"))
    assert not same(before.to(1), after.to(1))


def test_what_was_the_same_is_not_compared_again_and_what_was_not_is() -> None:
    before, after = Objects(n1=name("a"), n2=array()), Objects(n1=name("a"), n2=array())
    held = Sameness()
    for _ in range(2):
        assert held.holds(before.to(1), after.to(1))
    assert before.asked == [1]
    before.held[3], after.held[3] = array(before.to(2), name("x")), array(after.to(2), name("y"))
    assert not held.holds(before.to(3), after.to(3))
    assert not held.holds(before.to(3), after.to(3))
    after.held[3] = before.held[3]
    assert held.holds(before.to(3), after.to(3))


def test_comparison_costs_a_step_for_each_pair_and_each_page_of_bytes() -> None:
    with bounds.allowance(steps=100):
        same(array(number(1), number(2)), array(number(1), number(2)))
        assert bounds.spent() == 3
    with bounds.allowance(steps=100):
        same(stream(b"x" * 8192), stream(b"x" * 8192))
        assert bounds.spent() == 1 + 2


OBJECT: Any = dictionary(Type=name("OBJR"))


@pytest.mark.parametrize(
    ("found", "is_one"),
    [
        (dictionary(S=name("P")), True),
        (dictionary(S=name("P"), Type=name("StructElem")), True),
        (dictionary(S=name("P"), Type=name("OBJR")), False),
        (dictionary(Type=name("StructElem")), False),
        (stream(b"", S=name("P")), False),
        (array(), False),
        (NULL, False),
    ],
)
def test_element_of_the_tree_has_a_kind(found: Any, *, is_one: bool) -> None:
    """ISO 32000-1, 14.7.2."""
    assert structure_tree._is_element(found) is is_one


def test_kids_are_one_or_many_and_stay_references() -> None:
    view = Objects(n1=array(number(7)))
    assert structure_tree._kids(dictionary()) == []
    assert structure_tree._kids(dictionary(K=number(7))) == [number(7)]
    assert structure_tree._kids(dictionary(K=array(number(7), view.to(1)))) == [number(7), view.to(1)]
    assert structure_tree._kids(dictionary(K=view.to(1))) == [number(7)]


def test_reference_to_an_object_is_known_by_its_type() -> None:
    view = Objects(n1=OBJECT, n2=dictionary(Type=name("MCR")))
    assert structure_tree._is_object(view, OBJECT)
    assert structure_tree._is_object(view, view.to(1))
    assert not structure_tree._is_object(view, view.to(2))
    assert not structure_tree._is_object(view, number(7))


def test_kind_of_a_field_is_its_own_or_its_parents() -> None:
    signature = dictionary(FT=name("Sig"))
    assert structure_tree._field_type(signature) == "/Sig"
    assert structure_tree._field_type(dictionary(Parent=signature)) == "/Sig"
    assert structure_tree._field_type(dictionary(FT=name("Tx"), Parent=signature)) == "/Tx"
    assert structure_tree._field_type(dictionary()) is None


def test_number_tree_is_read_with_its_nodes() -> None:
    """ISO 32000-1, 7.9.7."""
    view = Objects()
    view.held = {
        1: dictionary(Kids=array(view.to(2), dictionary(Nums=array(number(5), name("e"))))),
        2: dictionary(Type=name("X"), Nums=array(number(0), name("a"), number(3), view.to(9)), Limits=array()),
    }
    entries, nodes = structure_tree._numbers(view, view.to(1))
    assert entries == {0: name("a"), 3: view.to(9), 5: name("e")}
    assert {one.idnum for one in nodes} == {1, 2}
    assert structure_tree._numbers(view, None) == ({}, set())
    assert structure_tree._numbers(view, dictionary(Nums=array(number(1))))[0] == {}


@pytest.mark.attack
@pytest.mark.parametrize(
    "top",
    [
        array(),
        dictionary(Names=array()),
        dictionary(Nums=array(name("a"), name("b"))),
        dictionary(Nums=array(number(1), name("a"), number(1), name("a"))),
        dictionary(Kids=array(number(1))),
    ],
)
def test_number_tree_that_is_none_is_refused(top: Any) -> None:
    with pytest.raises(structure_tree._RefusedError):
        structure_tree._numbers(Objects(), top)


@pytest.mark.attack
def test_number_tree_that_goes_in_a_circle_is_refused() -> None:
    view = Objects()
    view.held = {1: dictionary(Kids=array(view.to(2))), 2: dictionary(Kids=array(view.to(1)))}
    with pytest.raises(structure_tree._RefusedError):
        structure_tree._numbers(view, view.to(1))
