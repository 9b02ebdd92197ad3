"""docs/standards/clauses.md: which clause is followed in which module and held by which tests, printed from citations.

The headings are kept in docs/standards/headings.toml, for the standards do not lie here.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from tests.architecture.citations import ROOT, SOURCE, Citation, cited

HEADINGS: Final = ROOT / "docs/standards/headings.toml"
_WHOLE: Final = ""
_SAID_IN_TESTS: Final = {"pades": "pdf"}
_AT_MOST: Final = 4
"""Tests named for one clause and module: enough to begin with."""

HEAD: Final = """\
# Which clause, where, and what holds it

Every clause that a docstring or a comment in `src` cites, with the module that follows it and the tests to look at
first: those of the module's own name, else those that import it, else those of its package whose names are closest.
Printed by `./run fix` from the citations and from `headings.toml`; `./run check` compares. Where judges and standards
part: [divergences.md](divergences.md).

Headings without a mark are those of the text, which was read. A heading with † says what we take from the clause: the
text was not at hand when the table was made, so its number is as the author of the module read it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A standard with the headings of its cited clauses."""

    name: str
    title: str
    is_read: bool = False
    clauses: Mapping[str, str] = field(default_factory=dict)


def standards() -> list[Standard]:
    """Read the headings."""
    read = tomllib.loads(HEADINGS.read_text())
    return [Standard(name=name, **row) for name, row in read.items()]


def faults(*, citations: Sequence[Citation], known: Sequence[Standard]) -> Iterator[str]:
    """Find cited clauses without a heading, and headings that nobody cites."""
    headed = {(one.name, clause) for one in known for clause in (_WHOLE, *one.clauses)}
    named = {(one.standard, clause) for one in citations for clause in (_WHOLE, one.clause)}
    for standard, clause in sorted(named - headed):
        yield f"{HEADINGS.name}: {standard}, {clause or 'its title'} is cited and has no heading"
    for standard, clause in sorted(headed - named):
        yield f"{HEADINGS.name}: {standard}, {clause or 'its title'} is cited nowhere"


def page() -> str:
    """Print the whole page."""
    citations = cited()
    return "\n".join([HEAD, *(line for one in standards() for line in _section(one, citations))])


def _section(standard: Standard, citations: Sequence[Citation]) -> Iterator[str]:
    mark = "" if standard.is_read else " †"
    yield f"## {standard.name} – {standard.title}{mark}\n"
    yield "| Clause | Heading | Module | Tests |"
    yield "|---|---|---|---|"
    for clause in sorted({one.clause for one in citations if one.standard == standard.name}, key=_order):
        modules = [one.module for one in citations if (one.standard, one.clause) == (standard.name, clause)]
        heading = standard.clauses.get(clause, "as a whole")
        for number, module in enumerate(modules):
            first = f"{clause} | {heading}" if number == 0 else " | "
            yield f"| {first} | `{module}` | {' '.join(f'`{test}`' for test in tests_of(module))} |"
    yield ""


def _order(clause: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (1000, part) for part in clause.split(".")] if clause else []


@cache
def tests_of(module: Path) -> tuple[str, ...]:
    """Return the tests of a module, relative to their folder: its own, else its importers, else its package's."""
    own = module.parent / f"test_{module.stem}.py"
    if (ROOT / "tests" / own).is_file():
        return (str(own),)
    dotted = ".".join(("esigner", *module.with_suffix("").parts)).removesuffix(".__init__")
    importing = sorted(path for path, names in _imports().items() if dotted in names)
    return tuple((importing or _alike(module))[:_AT_MOST])


def _alike(module: Path) -> list[str]:
    """Return the tests of the package whose names have the most words of the module's path."""
    words = {_SAID_IN_TESTS.get(part, part) for part in module.with_suffix("").parts[1:]}
    scores = {
        path: len(words & {*Path(path).stem.split("_"), *Path(path).parts[:-1]})
        for path in _imports()
        if path.startswith(f"{module.parts[0]}/")
    }
    best = max(scores.values(), default=0)
    return sorted(path for path, score in scores.items() if score == best > 0) or [f"{module.parts[0]}/"]


@cache
def _imports() -> Mapping[str, frozenset[str]]:
    """Return what each test imports, by dotted name."""
    paths = (ROOT / "tests").rglob("test_*.py")
    return {str(path.relative_to(ROOT / "tests")): frozenset(_imported(ast.parse(path.read_text()))) for path in paths}


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def modules_exist(page_text: str) -> list[str]:
    """Return modules and tests that the page names and that are not there."""
    named = [word for word in page_text.split("`")[1::2] if word.endswith((".py", "/")) and " " not in word]
    return [word for word in named if not (SOURCE / word).exists() and not (ROOT / "tests" / word).exists()]
