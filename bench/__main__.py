"""`./run bench [--json] [--only WORD]`: prints the table, or the rows as JSON."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator

from bench import measure
from bench.rows import engine, pki, session

SOURCES: tuple[Callable[[], Iterator[measure.Row]], ...] = (engine.rows, pki.rows, session.rows)


def main() -> int:
    """Measure every row; a figure that falls short is printed as it is and fails nothing."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", default="", help="only the sources whose module name holds this word")
    arguments = parser.parse_args()
    machine, rows = measure.machine(), []
    for source in SOURCES:
        if arguments.only not in source.__module__:
            continue
        for row in source():
            rows.append(row)
            if not arguments.json:
                _print(row, first=len(rows) == 1)
    if arguments.json:
        print(json.dumps({"machine": machine, "rows": [row.as_dict() for row in rows]}, ensure_ascii=False))
    else:
        print(f"\nmachine: {machine}")
    return 0


def _print(row: measure.Row, *, first: bool) -> None:
    if first:
        print(f"{'':<58}{'ours':>10}{'reference':>11}{'ratio':>8}  goal")
    mark = {True: "met", False: "NOT MET", None: ""}[row.met]
    note = f"  ({row.note})" if row.note else ""
    print(
        f"{row.name:<58}{row.ours:>10.3f}{row.reference:>11.3f}{row.ratio:>8.2f}  {row.goal} {mark} [{row.unit}]{note}"
    )


if __name__ == "__main__":
    sys.exit(main())
