"""`./run bench [--quick] [--json] [--only WORD]`: a table, or the rows as JSON; the JSON is kept in bench/results too.

What cannot be measured here is skipped aloud: in the table, or with --json on standard error.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bench import measure
from bench.rows import bulk, engine, neighbours, peers, pki, scale, session

SOURCES: tuple[Callable[[], Iterator[measure.Row | measure.Skipped]], ...] = (
    engine.rows,
    pki.rows,
    session.rows,
    neighbours.rows,
    bulk.rows,
    scale.rows,
    peers.rows,
)
RESULTS = Path(__file__).parent / "results"
_QUICK = 0.1


def main() -> int:
    """Measure every row; a figure that falls short is printed as it is and fails nothing."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="fewer runs and smaller files; trust these figures less")
    parser.add_argument("--only", default="", help="only the sources whose module name holds this word")
    arguments = parser.parse_args()
    machine = measure.machine()
    with measure.effort(_QUICK if arguments.quick else 1):
        rows = list(_measured(arguments.only, shown=None if arguments.json else sys.stdout))
    encoded = as_json(machine, rows)
    _keep(encoded)
    print(encoded if arguments.json else f"\nmachine: {machine}")
    return 0


def as_json(machine: dict[str, object], rows: list[measure.Row]) -> str:
    """Return the result in the one form that other programs read."""
    return json.dumps({"machine": machine, "rows": [row.as_dict() for row in rows]}, ensure_ascii=False)


def _measured(word: str, *, shown: TextIO | None) -> Iterator[measure.Row]:
    first = True
    for source in SOURCES:
        if word not in source.__module__:
            continue
        for row in source():
            if isinstance(row, measure.Skipped):
                print(f"{row.name:<58} SKIPPED: {row.reason}", file=shown or sys.stderr, flush=True)
                continue
            if shown:
                _print(row, first=first)
            first = False
            yield row


def _keep(encoded: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json").write_text(encoded + "\n")


def _print(row: measure.Row, *, first: bool) -> None:
    if first:
        print(f"{'':<58}{'ours':>10}{'reference':>11}{'ratio':>8}  goal")
    mark = {True: "met", False: "NOT MET", None: ""}[row.met]
    note = f"  ({row.note})" if row.note else ""
    figures = f"{row.ours:>10.3f}{row.reference:>11.3f}{row.ratio:>8.3f}"
    print(f"{row.name:<58}{figures}  {row.goal} {mark} [{row.unit}]{note}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
