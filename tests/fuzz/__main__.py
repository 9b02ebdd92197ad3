"""`./run fuzz [--inputs N] [--seed S] [--minutes M]`: judges inputs in children, and says what came out.

`--dear` judges the dearest input known of each kind instead, and prints what each one costs.

Prints inputs, verdicts by rule, what broke (each is kept in var/fuzz), the dearest ones. Exit status 1 if any broke,
took more than CPU_SECONDS, or more than PEAK_MIB.
"""

import argparse
import json
import os
import resource
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from esigner.ades.validation import validate
from tests.fuzz.dear import DEAR, LARGEST_BYTES
from tests.fuzz.making import Input, made
from tests.world.signed import VALIDATED_AT, trust

CPU_SECONDS = 3.0
PEAK_MIB = 500
_BATCH = 500
_KILLED_AFTER_SECONDS = 20
_FOLDER = Path("var/fuzz")


@dataclass(frozen=True)
class Row:
    """What became of an input."""

    number: int
    kind: str
    size_bytes: int
    said: str
    """The rule that decided, TOTAL-PASSED, or `CRASH …`."""
    cpu_seconds: float
    peak_mib: int


@dataclass
class Score:
    """All rows together."""

    said: Counter[str] = field(default_factory=Counter)
    dearest: list[Row] = field(default_factory=list)
    largest: list[Row] = field(default_factory=list)
    broken: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Count a row."""
        self.said[row.said] += 1
        self.dearest = sorted([*self.dearest, row], key=lambda r: -r.cpu_seconds)[:5]
        self.largest = sorted([*self.largest, row], key=lambda r: -r.peak_mib)[:5]
        if row.said.startswith("CRASH") or row.cpu_seconds > CPU_SECONDS or row.peak_mib > PEAK_MIB:
            self.broken.append(row)

    @property
    def inputs(self) -> int:
        """How many there were."""
        return self.said.total()


def main() -> int:
    """Judge until the number or the minutes are used up."""
    parser = argparse.ArgumentParser(prog="./run fuzz")
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--dear", action="store_true", help="the dearest input of each kind, as large as 10 MB")
    options = parser.parse_args()
    if options.dear:
        return _measure()
    _FOLDER.mkdir(parents=True, exist_ok=True)
    score, began = Score(), time.monotonic()
    made(0, options.seed)  # the documents that are changed are made once, before any fork
    number = 0
    while number < options.inputs and time.monotonic() - began < options.minutes * 60:
        for row in _batch(range(number, min(number + _BATCH, options.inputs)), options.seed):
            score.add(row)
            number = row.number + 1
            if row.said.startswith("CRASH"):
                (_FOLDER / f"{options.seed}-{row.number}").write_bytes(made(row.number, options.seed).data)
        sys.stderr.write(f"{score.inputs} inputs, {len(score.broken)} broken, {time.monotonic() - began:.0f} s\n")
    _tell(score, seed=options.seed, seconds=time.monotonic() - began)
    return 1 if score.broken else 0


def _measure() -> int:
    """Judge the dear ones, each in a child of its own."""
    score = Score()
    validate(DEAR["pdf: shared kids"](), name="x", trust=trust(), at=VALIDATED_AT, policy="etsi")
    for number, (kind, make) in enumerate(DEAR.items()):
        data = make()
        if len(data) > LARGEST_BYTES:
            sys.stderr.write(f"{kind}: {len(data)} bytes are too many\n")
            return 2
        row = _apart(number, kind, data)
        score.add(row)
        sys.stdout.write(f"{kind:<30} {len(data):>9} B {row.cpu_seconds:>7.2f} s +{row.peak_mib:>4} MiB  {row.said}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{score.inputs} inputs, {len(score.broken)} over {CPU_SECONDS:g} s or {PEAK_MIB} MiB\n")
    return 1 if score.broken else 0


def _apart(number: int, kind: str, data: bytes) -> Row:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            out.write(json.dumps(asdict(_judged_as(Input(kind, data), number))))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        found = answer.read()
    _, status = os.waitpid(pid, 0)
    return Row(**json.loads(found)) if found else Row(number, kind, len(data), f"CRASH status {status}", 0.0, 0)


def _batch(numbers: range, seed: int) -> Iterator[Row]:
    """Return a row for each number; where the child dies, the last one is what it died of."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            for number in numbers:
                out.write(f"{number}\n")
                out.flush()
                out.write(json.dumps(asdict(_judged(number, seed))) + "\n")
                out.flush()
        os._exit(0)
    os.close(writing)
    begun, done = None, None
    with os.fdopen(reading, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("{"):
                done = Row(**json.loads(line))
                yield done
            else:
                begun = int(line)
    _, status = os.waitpid(pid, 0)
    if begun is not None and (done is None or done.number < begun):
        found = made(begun, seed)
        yield Row(begun, found.kind, len(found.data), f"CRASH status {status}", 0.0, 0)


def _judged(number: int, seed: int) -> Row:
    return _judged_as(made(number, seed), number)


def _judged_as(found: Input, number: int) -> Row:
    warnings.simplefilter("ignore")
    signal.alarm(_KILLED_AFTER_SECONDS)
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.process_time()
    try:
        report = validate(found.data, name="x", trust=trust(), at=VALIDATED_AT, policy="etsi")
        said = report.rule.code if report.rule else report.indication.value
    except Exception as error:  # noqa: BLE001  that is what is looked for
        traceback.print_exc()
        said = f"CRASH {type(error).__name__}"
    cpu = time.process_time() - began
    signal.alarm(0)
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before.ru_maxrss) // 1024
    return Row(number, found.kind, len(found.data), said, round(cpu, 3), peak)


def _tell(score: Score, *, seed: int, seconds: float) -> None:
    lines = [f"{score.inputs} inputs, seed {seed}, {seconds:.0f} s"]
    lines += [f"  {count:>8}  {said}" for said, count in score.said.most_common()]
    for title, rows in (("dearest", score.dearest), ("largest", score.largest), ("broken", score.broken[:20])):
        lines.append(title)
        lines += [
            f"  #{row.number} {row.kind}: {row.size_bytes} B, {row.said}, {row.cpu_seconds} s, +{row.peak_mib} MiB"
            for row in rows
        ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
