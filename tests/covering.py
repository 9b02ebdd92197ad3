"""A plug-in of pytest for `./run test --cover`: measures from before anything of ours is imported.

Each worker of pytest-xdist writes its own data into var/coverage; `run` adds them up. Processes that tests start are
not measured: what they print is what tests look at.
"""

from typing import Final

import coverage

_COVERAGE: Final = coverage.Coverage()
_COVERAGE.start()


def pytest_unconfigure() -> None:
    """Write what was measured."""
    _COVERAGE.stop()
    _COVERAGE.save()
