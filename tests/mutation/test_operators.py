"""What may be put in a node's place, and what is left alone."""

import ast

import pytest

from mutation.operators import OPERATORS


def changes(source: str) -> set[str]:
    """Return everything that one fault makes of a statement or an expression."""
    (statement,) = ast.parse(source).body
    node = (
        statement.value if isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Call) else statement
    )
    return {ast.unparse(other) for operator in OPERATORS for other in operator(node)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"a <= b"}),
        ("a < b <= c", {"a <= b <= c", "a < b < c"}),
        ("a is None", {"a is not None"}),
        ("a in b", {"a not in b"}),
        ("a and b", {"a or b", "a", "b"}),
        ("a or b or c", {"a and b and c", "b or c", "a or c", "a or b"}),
        ("not a", {"a"}),
        ("a if b else c", {"a if False else c", "a if True else c"}),
        ("3", {"4"}),
        ("True", {"False"}),
        ("'1.2.3'", set()),
        ("'1.2.840.113549.1'", {"'1.2.840.113549.1.9'"}),
        ("a + 1", {"a - 1"}),
        ("a & b", {"a | b"}),
        ("raise Refused", {"pass"}),
        ("a += 1", {"pass"}),
        ("a.b = 1", {"pass"}),
        ("check(a)", {"pass"}),
    ],
)
def test_fault_is_a_slip_of_the_hand(source: str, expected: set[str]) -> None:
    assert changes(source) == expected


@pytest.mark.parametrize(
    "source", ["a or ''", "a or b''", "a or ()", "'some text'", "'a' + b", "f'{a}' + b", "a", "None"]
)
def test_what_no_test_should_notice_is_left_alone(source: str) -> None:
    assert changes(source) == set()


def test_return_is_emptied_unless_it_is_empty() -> None:
    function = ast.parse("def f(a):\n    return a\n").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert [ast.unparse(one) for operator in OPERATORS for one in operator(function.body[0])] == ["return None"]
    for nothing in (None, False):
        assert [one for operator in OPERATORS for one in operator(ast.Return(ast.Constant(nothing)))] == []


def test_generator_that_loses_a_value_stays_a_generator() -> None:
    (statement,) = ast.parse("yield a").body
    (other,) = [one for operator in OPERATORS for one in operator(statement)]
    assert ast.unparse(other) == "(yield a) if False else None"
