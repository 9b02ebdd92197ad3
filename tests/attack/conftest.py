"""One installation for all attacks, with an institution that is connected to the test environment."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.journey import cast
from tests.acceptance.journey.__main__ import _account, _anchor
from tests.acceptance.journey.installation import Installation, free_ports
from tests.acceptance.journey.score import Score
from tests.acceptance.journey.steps import application, connection, registration
from tests.acceptance.journey.story import Story
from tests.attack.tally import Row, handed_over

STEPS = (
    application.reads_terms,
    application.applies_in_portal,
    application.uploads_signed_elsewhere,
    application.is_returned_and_corrected,
    registration.registers,
    connection.asks_for_test,
    connection.is_connected_to_test,
)


@pytest.fixture(scope="session")
def story() -> Iterator[Story]:
    """The installation as it stands after block 2: three institutions applied, two are connected to test."""
    folder = Path(tempfile.mkdtemp(prefix="esigner-attack-"))
    installation = Installation(folder / "state", free_ports())
    try:
        installation.start()
        played = Story(installation, Score(), folder / "work", folder / "made")
        _anchor(played)
        played.secrets.update(_account(played, person) for person in cast.STAFF)
        for step in STEPS:
            step(played)
        assert played.score.failures == []
        yield played
        played.close()
    finally:
        installation.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def row(request: pytest.FixtureRequest) -> Iterator[Row]:
    """Where an attack counts; the table at the end of the run shows it."""
    figures = Row()
    yield figures
    request.node.user_properties.append(handed_over(figures))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is an attack."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.attack)
