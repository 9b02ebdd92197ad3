"""A plug-in of pytest that writes down which test reaches which line of the rooms, and how long it takes.

Seconds are the processor's.
One file for each module of tests, named by the digest that `reach.part` gives. Lines that only importing reaches are
nobody's.
"""

import json
import time
from collections import defaultdict
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
        self.data = reach.FOLDER / f"coverage-{worker}"
        self.data.unlink(missing_ok=True)
        files = sorted({str(path) for room in rooms.ROOMS for path in room.files()})
        self.coverage = coverage.Coverage(data_file=str(self.data), include=files, config_file=False)
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def pytest_sessionstart(self) -> None:
        """Begin before anything of the rooms is imported by a test."""
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Say whose lines these are; count the time of the processor, which load does not lengthen."""
        self.coverage.switch_context(item.nodeid)
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - began
            self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what did not pass."""
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write the parts; a test that is skipped or fails notices nothing, and is left out."""
        self.coverage.stop()
        lines = self._lines()
        modules: dict[str, dict[str, float]] = defaultdict(dict)
        for test, seconds in self.seconds.items():
            if test not in self.failed:
                modules[test.partition("::")[0]][test] = round(seconds, 4)
        for module, tests in modules.items():
            names = sorted(tests)
            part = {
                "seconds": tests,
                "lines": {
                    file: found
                    for file, by_line in lines.items()
                    if (found := _of_tests(by_line, {name: at for at, name in enumerate(names)}))
                },
            }
            reach.part(module).write_text(json.dumps(part))
        self.data.unlink(missing_ok=True)

    def _lines(self) -> dict[str, dict[int, list[str]]]:
        data = self.coverage.get_data()
        return {
            str(Path(file).relative_to(rooms.SOURCE)): data.contexts_by_lineno(file) for file in data.measured_files()
        }


def _of_tests(by_line: dict[int, list[str]], numbers: dict[str, int]) -> dict[int, list[int]]:
    found = {line: sorted(numbers[test] for test in tests if test in numbers) for line, tests in by_line.items()}
    return {line: tests for line, tests in found.items() if tests}


def pytest_configure(config: pytest.Config) -> None:
    """Record where tests are run: in the workers of xdist, else here."""
    worker: dict[str, Any] = getattr(config, "workerinput", {})
    if worker or not config.getoption("numprocesses", None):
        config.pluginmanager.register(Recorder(worker.get("workerid", "alone")))
