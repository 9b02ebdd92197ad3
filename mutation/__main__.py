"""`./run mutate [PATH…] [--sample N] [--seed S]`: plants faults one at a time, and asks the tests that reach the line.

PATH: a room by its name (see `mutation/rooms.py`), a folder or a module below `src`; all rooms without one. First, the
tests of the rooms are run once to learn which of them reach which line; that is kept in var/mutation until a module of
tests or a room changes. Prints what survived: file, line, before → after. Exit status 1 where fewer than 95 % are
caught.
"""

import argparse
import json
import random
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mutation import asking, processes, reach, rooms
from mutation.asking import Verdict
from mutation.faults import Fault, find

GOAL: Final = 0.95
_LEAST: Final = 20
"""Of each room in a sample, where it has so many: the small ones are those that matter most."""
_TOLD_EVERY: Final = 20
_LAST: Final = reach.FOLDER / "last.json"
_EQUIVALENTS: Final = Path(__file__).with_name("equivalents.toml")


def main() -> int:
    """Plant, ask, tell."""
    parser = argparse.ArgumentParser(prog="./run mutate", description=__doc__)
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--sample", type=int, default=400, help="how many faults; 0: all (default: 400)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lanes", type=int, default=2, help="how many at once")
    parser.add_argument("--seconds", type=float, default=60.0, help="of the processor, for the tests of one fault")
    parser.add_argument("--recorded", action="store_true", help="ask only tests of which it is known what they reach")
    parser.add_argument("--tests", nargs="+", metavar="PATH", help="ask only these, whatever room they answer for")
    parser.add_argument("--again", action="store_true", help="the survivors of the last run, instead of a sample")
    options = parser.parse_args()
    processes.end_on_terminate()
    chosen = {room: found for room in rooms.ROOMS if (found := _faults(room, options.paths))}
    tests = reach.modules(options.tests or {test for room in chosen for test in room.tests})
    if not options.recorded:
        _record(tests, lanes=options.lanes)
    tests = [module for module in tests if reach.part(module).exists()]
    if not tests:
        sys.stderr.write("no test of these is known: is PATH one of the rooms, or in one of them?\n")
        return 2
    faults = _survivors(chosen) if options.again else _sample(chosen, size=options.sample, seed=options.seed)
    began = time.monotonic()
    verdicts = asking.run(
        faults, asking=asking.Asking(reach=reach.load(tests), seconds=options.seconds), lanes=options.lanes,
        tests=tests, tell=_tell,
    )  # fmt: skip
    return _sum_up(verdicts, seed=options.seed, seconds=time.monotonic() - began)


def _faults(room: rooms.Room, paths: Sequence[str]) -> list[Fault]:
    """Return a room's faults below the paths, without those that nobody can notice."""
    wanted = [Path(path).resolve() for path in paths if path != room.name]
    everything = not paths or room.name in paths
    known = [
        (one["module"], one["function"], one["change"]) for one in tomllib.loads(_EQUIVALENTS.read_text())["equivalent"]
    ]
    return [
        fault
        for path in room.files()
        if everything or any(path.is_relative_to(one) for one in wanted)
        for fault in find(path)
        if _key(fault) not in known
    ]


def _key(fault: Fault) -> tuple[str, str, str]:
    return fault.module, fault.function, fault.change


def _record(tests: Sequence[str], *, lanes: int) -> None:
    missing = [module for module in tests if not reach.part(module).exists()]
    if missing:
        sys.stderr.write(f"recording which lines {len(missing)} modules of tests reach\n")
        processes.run(
            [sys.executable, "-m", "pytest", "-q", "-n", str(lanes), "--dist", "loadfile", "-p", "mutation.recording",
             *missing], stdout=sys.stderr, workers=True,
        )  # fmt: skip


def _sample(chosen: dict[rooms.Room, list[Fault]], *, size: int, seed: int) -> list[Fault]:
    """Return so many faults, from each room by its share, but not fewer than a few."""
    total = sum(map(len, chosen.values()))
    if not size or size >= total:
        return [fault for found in chosen.values() for fault in found]
    dice = random.Random(seed)  # noqa: S311 — a sample that can be had again
    small = {room: min(len(found), _LEAST) for room, found in chosen.items() if len(found) * size < _LEAST * total}
    rest = sum(len(found) for room, found in chosen.items() if room not in small)
    faults: list[Fault] = []
    for room, found in chosen.items():
        share = small.get(room) or round(len(found) * (size - sum(small.values())) / rest)
        faults += dice.sample(found, min(share, len(found)))
    dice.shuffle(faults)
    return faults


def _survivors(chosen: dict[rooms.Room, list[Fault]]) -> list[Fault]:
    kept = [tuple(one) for one in json.loads(_LAST.read_text())]
    return [fault for found in chosen.values() for fault in found if _key(fault) in kept]


def _tell(verdicts: Sequence[Verdict]) -> None:
    """Keep the survivors so far, however the run ends; print the last verdict where it is one."""
    _LAST.write_text(json.dumps([_key(one.fault) for one in verdicts if not one.is_caught]))
    verdict = verdicts[-1]
    if len(verdicts) % _TOLD_EVERY == 0:
        sys.stderr.write(f"{len(verdicts)} faults, {sum(not one.is_caught for one in verdicts)} not caught\n")
    if not verdict.is_caught:
        fault, answer = verdict.fault, verdict.answer
        why = "no test reaches it" if not verdict.asked else f"{verdict.asked} tests"
        if answer.ended == "unsure":
            why = f"fails without a fault too: {answer.test}: {answer.why[-300:]}"
        sys.stdout.write(
            f"src/{fault.file}:{fault.line} {fault.function or '(module)'} [{fault.operator}, {why}]\n"
            f"    {fault.change}\n"
        )
        sys.stdout.flush()


def _sum_up(verdicts: Sequence[Verdict], *, seed: int, seconds: float) -> int:
    for room in rooms.ROOMS:
        files = {str(path.relative_to(rooms.SOURCE)) for path in room.files()}
        own = [one for one in verdicts if one.fault.file in files]
        if own:
            sys.stdout.write(f"{room.name:<12} {sum(one.is_caught for one in own):>5} of {len(own):>5} caught\n")
    caught = sum(one.is_caught for one in verdicts)
    share = caught / len(verdicts) if verdicts else 1.0
    ends = {end: sum(one.answer.ended == end for one in verdicts) for end in ("time", "crash", "unsure")}
    told = "".join(f", {number} by {end}" for end, number in ends.items() if number)
    sys.stdout.write(
        f"{caught} of {len(verdicts)} caught ({share:.1%}){told}, seed {seed}, {seconds:.0f} s\n"
    )  # fmt: skip
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
