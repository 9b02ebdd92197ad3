"""What a fault may be: for a node of the syntax tree, the nodes that a slip of the hand would have put in its place.

Left alone, since no test should notice: messages (`Text`, f-strings, whatever an error is told), annotations,
decorators, `__all__`, `__slots__`, what is for type checkers only, a limit that is a plain number, the price of a step.
"""

import ast
import copy
import re
from collections.abc import Callable, Iterator
from typing import Final

_COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
_CALLS: Final = {"any": "all", "all": "any", "min": "max", "max": "min"}
_TEXTS: Final = (ast.JoinedStr, ast.List, ast.Tuple)
_EMPTY: Final = frozenset({"''", "b''", "()", "[]", "{}", "frozenset()"})
_OID: Final = re.compile(r"\d+(\.\d+){3,}")

Replacements = Iterator[ast.AST]


def comparison(node: ast.AST) -> Replacements:
    """Turn one comparison round, or move its border by one."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[at] = _COMPARISONS[type(operator)]()
            yield other


def connective(node: ast.AST) -> Replacements:
    """Put `or` for `and`, and leave out one operand."""
    if isinstance(node, ast.BoolOp) and not _has_default(node):
        other = copy.deepcopy(node)
        other.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield other
        for at in range(len(node.values)):
            rest = [copy.deepcopy(value) for number, value in enumerate(node.values) if number != at]
            yield ast.BoolOp(op=copy.deepcopy(node.op), values=rest) if len(rest) > 1 else rest[0]


def negation(node: ast.AST) -> Replacements:
    """Leave out `not`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield copy.deepcopy(node.operand)


def condition(node: ast.AST) -> Replacements:
    """Take a branch never or always."""
    if isinstance(node, ast.If | ast.IfExp):
        for value in (False, True):
            other = copy.deepcopy(node)
            other.test = ast.Constant(value)
            yield other
    if isinstance(node, ast.comprehension):
        for at in range(len(node.ifs)):
            chosen = copy.deepcopy(node)
            del chosen.ifs[at]
            yield chosen


def constant(node: ast.AST) -> Replacements:
    """Move a number by one, turn a truth round, spoil an object identifier."""
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, str) and _OID.fullmatch(node.value):
        yield ast.Constant(node.value + ".9")


def arithmetic(node: ast.AST) -> Replacements:
    """Put another operator between two numbers."""
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC and not _is_of_text(node):
        other = copy.deepcopy(node)
        other.op = _ARITHMETIC[type(node.op)]()
        yield other


def call(node: ast.AST) -> Replacements:
    """Put `any` for `all`, the least for the greatest."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        other = copy.deepcopy(node)
        other.func = ast.Name(_CALLS[node.func.id], ast.Load())
        yield other


def result(node: ast.AST) -> Replacements:
    """Return nothing, where it is not already nothing or no."""
    if isinstance(node, ast.Return) and node.value is not None and not _is_nothing(node.value):
        yield ast.Return(ast.Constant(None))


def statement(node: ast.AST) -> Replacements:
    """Leave out a statement that does something."""
    if isinstance(node, ast.Raise | ast.AugAssign | ast.Continue | ast.Break):
        yield ast.Pass()
    elif isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
        yield ast.Expr(_never(node.value)) if isinstance(node.value, ast.Yield | ast.YieldFrom) else ast.Pass()
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield ast.Pass()


OPERATORS: Final[tuple[Callable[[ast.AST], Replacements], ...]] = (
    comparison, connective, negation, condition, constant, arithmetic, call, result, statement,
)  # fmt: skip


def _has_default(node: ast.BoolOp) -> bool:
    """Say whether it is `x or ""` or the like: a type's way to say that nothing is as good as empty."""
    return isinstance(node.op, ast.Or) and ast.unparse(node.values[-1]) in _EMPTY


def _never(value: ast.expr) -> ast.expr:
    """Keep the function a generator, without this of its values."""
    return ast.IfExp(test=ast.Constant(False), body=copy.deepcopy(value), orelse=ast.Constant(None))


def _is_nothing(value: ast.expr) -> bool:
    """Say whether it is None, or False: who asks for a truth takes one for the other."""
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def _is_of_text(node: ast.BinOp) -> bool:
    """Say whether it joins texts or lists: another operator would only be a type error."""
    return any(
        isinstance(side, _TEXTS) or (isinstance(side, ast.Constant) and isinstance(side.value, str | bytes))
        for side in (node.left, node.right)
    )
