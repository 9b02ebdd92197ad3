"""Processes that ask tests about faults: a warm one that forks, and for what only an import shows a fresh one."""

import json
import os
import resource
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from subprocess import DEVNULL, PIPE
from typing import Any, Final, Self

from mutation import planting, processes, rooms, serving
from mutation.faults import Fault

_PYTEST: Final = (
    sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--randomly-seed=1", "--randomly-dont-reorganize",
)  # fmt: skip
_COLD_SECONDS: Final = 60
"""Of the processor, to import everything and to collect; the tests' own come on top, ten times over."""

Timed = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How asking ended."""

    ended: str
    """`survived`, `caught`, `time`: a test took too long; `crash`: the process died; `cold`: ask a fresh process."""
    test: str = ""
    """The test that noticed."""
    why: str = ""
    """What it said."""


class LaneEndedError(Exception):
    """The warm process ended; holds what it said."""


class Lane:
    """One warm process; answers one question at a time."""

    def __init__(self, tests: Iterable[str]) -> None:
        """Start it; it is ready when it has collected and warmed up (`ready`)."""
        question, self._ask = os.pipe()
        self._hear, answer = os.pipe()
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 — closed by `__exit__`
        self._process = processes.start(
            [*_PYTEST, "-p", "mutation.serving", *tests], pass_fds=(question, answer),
            env=os.environ | {serving.ASKED: str(question), serving.ANSWERED: str(answer)},
            stdout=self._said, stderr=self._said,
        )  # fmt: skip
        os.close(question)
        os.close(answer)
        self._questions = os.fdopen(self._ask, "w", encoding="utf-8")
        self._answers = os.fdopen(self._hear, encoding="utf-8")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let it end: it does when nobody can ask any more."""
        with suppress(BrokenPipeError):
            self._questions.close()
        self._process.wait()
        self._answers.close()
        self._said.close()

    def interrupt(self) -> None:
        """Have it end now; whoever waits for its answer gets LaneEndedError."""
        processes.interrupt(self._process)

    def ready(self) -> list[str]:
        """Wait until it has warmed up; return the tests that it can ask. Once, before anything is asked."""
        found: list[str] = self._next()["ready"]
        return found

    def ask(self, fault: Fault | None, tests: Timed) -> Answer:
        """Return what the tests, in this order, say of a fault; of no fault, where it is None."""
        question = {
            "tests": tests, "file": fault.file if fault else "", "number": fault.number if fault else None,
            "function": fault.function if fault else "",
        }  # fmt: skip
        with suppress(BrokenPipeError):  # `_next` says what became of it
            self._questions.write(json.dumps(question) + "\n")
            self._questions.flush()
        return Answer(**self._next())

    def _next(self) -> dict[str, Any]:
        line = self._answers.readline()
        if not line:
            self._process.wait()
            self._said.seek(0)
            raise LaneEndedError(self._said.read())
        found: dict[str, Any] = json.loads(line)
        return found


def ask_cold(fault: Fault, tests: Timed) -> Answer:
    """Return what a fresh process says, that has imported the module with its fault."""
    limit = int(_COLD_SECONDS + 10 * sum(seconds for _, seconds in tests))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
        names.write("\n".join(name for name, _ in tests))
        names.flush()
        done = processes.run(
            [*_PYTEST, "-x", "-p", "mutation.planting", f"@{names.name}"],
            env=os.environ | {planting.FAULT: f"{rooms.SOURCE / fault.file}:{fault.number}"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + _COLD_SECONDS)),
            stdout=PIPE, stderr=DEVNULL,
        )  # fmt: skip
    if done.returncode == 0:
        return Answer(ended="survived")
    failed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    is_time = done.returncode < 0 or done.returncode == planting.OUT_OF_TIME
    return Answer(ended="time" if is_time else "caught", test=failed[0] if failed else "")
