"""Which tests reach which line: measured once for each module of tests, kept until it or the source changes."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from mutation import rooms

FOLDER: Final = rooms.ROOT / "var" / "mutation"


@cache
def _source_digest() -> str:
    found = hashlib.sha256()
    for path in sorted({path for room in rooms.ROOMS for path in room.files()}):
        found.update(str(path.relative_to(rooms.SOURCE)).encode() + path.read_bytes())
    return found.hexdigest()


def part(module: str) -> Path:
    """Return the file for a module of tests, as both it and the rooms are now.

    What changes in `tests/world` or outside of the rooms makes no new part: a part only says whom to ask, and first.
    """
    own = hashlib.sha256(_source_digest().encode() + module.encode() + (rooms.ROOT / module).read_bytes())
    return FOLDER / f"{module.replace('/', '.').removesuffix('.py')}-{own.hexdigest()[:16]}.json"


def modules(tests: Iterable[str]) -> list[str]:
    """Return the modules of tests in these folders, relative to the project."""
    found = set()
    for test in tests:
        place = rooms.ROOT / test
        found |= {
            str(path.relative_to(rooms.ROOT)) for path in ([place] if place.is_file() else place.rglob("test_*.py"))
        }
    return sorted(found)


@dataclass
class Reach:
    """All parts together. Files are relative to `src`, tests are pytest's ids."""

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def of_lines(self, file: str, lines: Sequence[int]) -> set[str]:
        """Return the tests that reach any of the lines."""
        own = self.lines.get(file, {})
        return set().union(*(own.get(line, ()) for line in lines))

    def of_file(self, file: str) -> set[str]:
        """Return the tests that reach any line of a module inside of a function."""
        return set().union(*self.lines.get(file, {}).values())

    def add(self, part: Path) -> None:
        """Read one more part."""
        data = json.loads(part.read_text())
        names = sorted(data["seconds"])
        self.seconds |= data["seconds"]
        for file, by_line in data["lines"].items():
            for line, numbers in by_line.items():
                self.lines[file][int(line)] |= {names[number] for number in numbers}


def load(tests: Iterable[str]) -> Reach:
    """Read the parts of these tests, as far as they are there."""
    found = Reach()
    for module in modules(tests):
        if part(module).exists():
            found.add(part(module))
    return found
