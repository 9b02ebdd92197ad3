"""`python -m interop.matrix`: format × level × key, made by ours, judged by everyone who knows the format.

Each cell names by their letters the judges that accept (D: EU DSS, G: digidoc4j, J: JDK XML Signature, X: xmlsec1,
O: openssl cms, E: our own validator), `!` before one that refuses. `–` is a cell that cannot be, `·` one that is not
tried, `?` one that no judge here can tell; the reasons stand below.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from interop.cells import FORMS, KEYS, NOT_TRIED, SECOND_NOT_TRIED, Cell, Form, Key, make, timestamp_alone
from interop.judges.port import Verdict
from interop.opinions import JUDGES, dss_timestamp

Said = Mapping[str, Mapping[Path, Verdict]]


def main() -> int:
    """Print the matrix; exit 1 where a judge refuses what we made."""
    parser = argparse.ArgumentParser(prog="python -m interop.matrix", description=__doc__)
    parser.add_argument("--form", help="only forms whose name contains this")
    parser.add_argument("--key", help="only keys whose name contains this")
    parser.add_argument("--keep", type=Path, help="keep the files in this new folder")
    arguments = parser.parse_args()
    forms = [form for form in FORMS if not arguments.form or arguments.form.lower() in form.name.lower()]
    keys = [key for key in KEYS if not arguments.key or arguments.key.lower() in key.name.lower()]
    with tempfile.TemporaryDirectory() as name:
        folder = (arguments.keep or Path(name) / "matrix").resolve()
        folder.mkdir(parents=True)
        return _run(folder, forms, keys)


def _run(folder: Path, forms: Sequence[Form], keys: Sequence[Key]) -> int:
    cells = make(folder, forms=forms, keys=keys)
    said = {letter: judge(cells, folder) for letter, judge in JUDGES.items()}
    print(_table(cells, said, forms=forms, keys=keys))
    alone = dss_timestamp(timestamp_alone(folder), folder)
    print(f"\nASiC-S with a timestamp alone: {'D' if alone.accepted else '!D'} {alone.words}")
    print("\n".join(("", *_reasons(cells, said), *_refusals(cells, said))))
    refused = sum(verdict.accepted is False for judge in said.values() for verdict in judge.values())
    refused += alone.accepted is False
    made = sum(cell.path is not None for cell in cells)
    accepted = sum(verdict.accepted is True for judge in said.values() for verdict in judge.values())
    print(f"\n{made} signatures made, {accepted} verdicts accept, {refused} refuse")
    return 1 if refused else 0


def _table(cells: Sequence[Cell], said: Said, *, forms: Sequence[Form], keys: Sequence[Key]) -> str:
    by_place = {(cell.form.name, cell.stand, cell.key.name): cell for cell in cells}
    lines = [f"{'':<36}" + "".join(f"{key.name:<11}" for key in keys)]
    for form in forms:
        for stand in form.stands:
            row = "".join(f"{_letters(by_place[form.name, stand, key.name], said):<11}" for key in keys)
            lines.append(f"{form.name:<30} {stand:<5}{row}")
    return "\n".join(lines)


def _letters(cell: Cell, said: Said) -> str:
    if cell.path is None:
        return "·" if cell.reason in (NOT_TRIED, SECOND_NOT_TRIED) else "–"
    found = ""
    for letter, verdicts in said.items():
        verdict = verdicts.get(cell.path)
        if verdict is not None and verdict.accepted is not None:
            found += letter if verdict.accepted else f"!{letter}"
    return found or "?"


def _reasons(cells: Sequence[Cell], said: Said) -> list[str]:
    """Say, once each, why a cell is empty or a judge silent."""
    without = [cell for cell in cells if cell.path is None]
    tried = [cell for cell in without if cell.reason not in (NOT_TRIED, SECOND_NOT_TRIED)]
    empty = {f"–  {c.form.name} with {c.key.name}: {c.reason}" for c in tried}
    empty |= {f"·  {cell.reason}" for cell in without if cell not in tried}
    silent = {
        f"{letter} silent: {verdict.words}"
        for letter, verdicts in said.items()
        for verdict in verdicts.values()
        if verdict.accepted is None
    }
    return [*sorted(empty), *sorted(silent)]


def _refusals(cells: Sequence[Cell], said: Said) -> list[str]:
    return [
        f"!{letter} {cell.path.name}: {verdicts[cell.path].words}"
        for cell in cells
        for letter, verdicts in said.items()
        if cell.path and cell.path in verdicts and verdicts[cell.path].accepted is False
    ]


if __name__ == "__main__":
    sys.exit(main())
