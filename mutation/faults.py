"""Every fault that can be planted in a module, and the module with one of them planted."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mutation import rooms
from mutation.operators import OPERATORS

_UNWATCHED: Final = frozenset({"annotation", "returns", "decorator_list", "type_comment"})
_NAMES: Final = frozenset({"__all__", "__slots__"})
_MESSAGES: Final = frozenset({"Text", "cast", "TypeVar", "field"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One change at one place."""

    file: str
    """Relative to `src`."""
    number: int
    """Among all faults of the module, in the order of the syntax tree."""
    operator: str
    function: str
    """Qualified name of the outermost function that it is in; empty in the module's or a class's own lines."""
    line: int
    lines: tuple[int, ...]
    """Of the statement, without the statements in it."""
    before: str
    after: str

    @property
    def change(self) -> str:
        """What is changed, as the list of survivors prints it."""
        return f"{self.before} → {self.after}"

    @property
    def module(self) -> str:
        """The dotted name."""
        return self.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a node hangs, and in what."""

    parent: ast.AST
    field: str
    index: int | None
    statement: ast.stmt
    names: tuple[str, ...]
    function: str


def find(path: Path) -> list[Fault]:
    """Return all faults of a module."""
    file = str(path.relative_to(rooms.SOURCE))
    return [
        Fault(
            file=file, number=number, operator=operator, function=place.function, line=_line(node, place),
            lines=_lines(place.statement), before=_shown(ast.unparse(node)), after=_shown(ast.unparse(other)),
        )
        for number, (place, node, operator, other) in enumerate(_candidates(ast.parse(path.read_text())))
    ]  # fmt: skip


def planted(path: Path, number: int) -> ast.Module:
    """Return the module with one of its faults, lines as in the source."""
    tree = ast.parse(path.read_text())
    for at, (place, node, _, other) in enumerate(_candidates(tree)):
        if at == number:
            ast.copy_location(other, node)
            if place.index is None:
                setattr(place.parent, place.field, other)
            else:
                getattr(place.parent, place.field)[place.index] = other
            return ast.fix_missing_locations(tree)
    raise IndexError(number)


def _candidates(tree: ast.Module) -> Iterator[tuple[_Place, ast.AST, str, ast.AST]]:
    for place, node in _places(tree, tree.body, names=(), function=""):
        for operator in OPERATORS:
            for other in operator(node):
                yield place, node, operator.__name__, other


def _places(
    parent: ast.AST, statements: Sequence[ast.stmt], *, names: tuple[str, ...], function: str, field: str = "body"
) -> Iterator[tuple[_Place, ast.AST]]:
    for index, statement in enumerate(statements):
        if _is_left_alone(statement, is_in_function=bool(function)):
            continue
        place = _Place(
            parent=parent, field=field, index=index, statement=statement, names=names, function=function
        )  # fmt: skip
        yield from _inside(statement, place)


def _inside(node: ast.AST, place: _Place) -> Iterator[tuple[_Place, ast.AST]]:
    """Yield a node and what hangs from it; statements get places of their own."""
    yield place, node
    names, function = place.names, place.function
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        names = (*names, node.name)
        is_outermost = not function and not isinstance(node, ast.ClassDef)
        function = ".".join(names) if is_outermost else function
    for field, value in ast.iter_fields(node):
        if field in _UNWATCHED or _is_message(node, field) or _is_assertion(node, field):
            continue
        outer = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and field == "args"
        inner = place.function if outer else function
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            yield from _places(node, value, names=names, function=inner, field=field)
        else:
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.AST):
                    under = _Place(
                        parent=node, field=field, index=index, statement=_own(child, place), names=names, function=inner
                    )
                    yield from _inside(child, under)


def _own(child: ast.AST, place: _Place) -> ast.stmt:
    return child if isinstance(child, ast.stmt) else place.statement


def _is_left_alone(statement: ast.stmt, *, is_in_function: bool) -> bool:
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Assert | ast.Pass | ast.Global | ast.Nonlocal):
        return True
    if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
        return True
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if any(isinstance(target, ast.Name) and target.id in _NAMES for target in targets):
            return True
        return not is_in_function and _is_limit(statement.value)
    return False


def _is_limit(value: ast.expr | None) -> bool:
    """Say whether it is a number and nothing else: off by one it is as good a limit."""
    return (
        value is not None
        and all(isinstance(node, ast.BinOp | ast.operator | ast.Constant) for node in ast.walk(value))
        and not any(isinstance(node, ast.Constant) and isinstance(node.value, str | bool) for node in ast.walk(value))
    )


def _is_message(node: ast.AST, field: str) -> bool:
    if isinstance(node, ast.Raise | ast.JoinedStr):
        return True
    if not isinstance(node, ast.Call) or field == "func":
        return False
    name = (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )
    return name in _MESSAGES or name == "spend"


def _is_assertion(node: ast.AST, field: str) -> bool:
    """Say whether it is the `strict` of `zip`: like `assert`, it says what cannot be otherwise."""
    return field == "value" and isinstance(node, ast.keyword) and node.arg == "strict"


def _line(node: ast.AST, place: _Place) -> int:
    return getattr(node, "lineno", place.statement.lineno)


def _lines(statement: ast.stmt) -> tuple[int, ...]:
    """Return the lines of a statement without those of the statements in it."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
    return tuple(range(statement.lineno, max(last, statement.lineno) + 1))


def _shown(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0] + (" …" if len(lines) > 1 else "")
