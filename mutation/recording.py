"""A plug-in of pytest that writes down which test reaches which line of the rooms, and how long it takes.

Seconds are the processor's.
One file for each module of tests, named by the digest that `reach.part` gives, written when its last test has run: what
is there stays, however the rest ends. Lines that only importing reaches are nobody's.
"""

import json
import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import coverage
import pytest

from mutation import reach, rooms


class Recorder:
    """Measures in one process of pytest; under xdist each worker has its own."""

    def __init__(self, worker: str) -> None:
        """Measure the rooms and nothing else."""
        reach.FOLDER.mkdir(parents=True, exist_ok=True)
        self.data = reach.FOLDER / f"coverage-{worker}-{os.getpid()}"
        self.data.unlink(missing_ok=True)
        files = sorted({str(path) for room in rooms.ROOMS for path in room.files()})
        self.coverage = coverage.Coverage(data_file=str(self.data), include=files, config_file=False)
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def pytest_sessionstart(self) -> None:
        """Begin before anything of the rooms is imported by a test."""
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        """Say whose lines these are; count the time of the processor, which load does not lengthen."""
        self.coverage.switch_context(item.nodeid)
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - began
            self.coverage.switch_context("")
            if nextitem is None or _module(nextitem) != _module(item):
                self._write(_module(item))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what did not pass."""
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Leave nothing but the parts."""
        self.coverage.stop()
        self.data.unlink(missing_ok=True)

    def _write(self, module: str) -> None:
        """Write the part, and begin anew; a test that is skipped or fails notices nothing, and is left out."""
        self.coverage.stop()
        tests = {name: round(seconds, 4) for name, seconds in self.seconds.items() if name not in self.failed}
        numbers = {name: at for at, name in enumerate(sorted(tests))}
        lines = {file: found for file, by_line in self._lines().items() if (found := _of_tests(by_line, numbers))}
        place = reach.part(module)
        place.with_suffix(".new").write_text(json.dumps({"seconds": tests, "lines": lines}))
        place.with_suffix(".new").replace(place)
        self.seconds.clear()
        self.failed.clear()
        self.coverage.erase()
        self.coverage.start()

    def _lines(self) -> dict[str, dict[int, list[str]]]:
        data = self.coverage.get_data()
        return {
            str(Path(file).relative_to(rooms.SOURCE)): data.contexts_by_lineno(file) for file in data.measured_files()
        }


def _module(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _of_tests(by_line: dict[int, list[str]], numbers: dict[str, int]) -> dict[int, list[int]]:
    found = {line: sorted(numbers[test] for test in tests if test in numbers) for line, tests in by_line.items()}
    return {line: tests for line, tests in found.items() if tests}


def pytest_configure(config: pytest.Config) -> None:
    """Record where tests are run: in the workers of xdist, else here."""
    worker: dict[str, Any] = getattr(config, "workerinput", {})
    if worker or not config.getoption("numprocesses", None):
        config.pluginmanager.register(Recorder(worker.get("workerid", "alone")))
