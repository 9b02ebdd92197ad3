"""Counts what was shown: one line a step with its seed number and seconds, one mark a check."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Score:
    """Passed and failed checks of one run; prints as it goes."""

    verbose: bool = False
    passed: int = 0
    failures: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, number: str, title: str) -> Iterator[None]:
        """Time one step of the seed; an exception inside is one failed check and the journey goes on where it can."""
        started, passed, failed = time.perf_counter(), self.passed, len(self.failures)
        self._notes = []
        try:
            yield
        except Exception as error:
            self.fail(f"{number} {title}: {type(error).__name__}: {error}")
            raise
        finally:
            seconds = time.perf_counter() - started
            done, bad = self.passed - passed, len(self.failures) - failed
            mark = "ok  " if not bad else "FAIL"
            self._print(f"{mark} {number:<8} {title}  [{done}/{done + bad} checks, {seconds:.2f} s]")
            for note in self._notes:
                self._print(f"              {note}")

    def check(self, what: str, outcome: object) -> None:
        """Count one check; anything falsy has failed."""
        if outcome:
            self.passed += 1
            if self.verbose:
                self._notes.append(f"+ {what}")
        else:
            self.fail(what)

    def equal(self, what: str, got: object, wanted: object) -> None:
        """Count one comparison and, where it fails, say both sides."""
        self.check(what if got == wanted else f"{what}: got {got!r}, wanted {wanted!r}", got == wanted)

    def fail(self, what: str) -> None:
        """Count a failed check and say it under the step."""
        self.failures.append(what)
        self._notes.append(f"- FAILED: {what}")

    def say(self, line: str) -> None:
        """Print a line that is no check."""
        self._print(line)

    def total(self) -> str:
        """Return the last line of the run."""
        return f"{self.passed} passed, {len(self.failures)} failed"

    @staticmethod
    def _print(line: str) -> None:
        print(line, flush=True)  # noqa: T201 - this is the demo's voice
        sys.stdout.flush()
