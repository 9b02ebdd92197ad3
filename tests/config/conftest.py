"""A folder that the account PostgreSQL runs as may reach; pytest closes its own folder tree against everybody."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def make_folder() -> Iterator[Callable[[], Path]]:
    """Return a maker of empty folders, removed at the end."""
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="esigner-test-")))
        return made[-1]

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
