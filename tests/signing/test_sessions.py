"""Sessions from open to the end, through their front."""

import pytest

from esigner.signing import sessions
from esigner.signing.states import Status
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db


def test_open_with_content_is_ready_at_once(installation: Installation) -> None:
    session = installation.open()

    assert session.status is Status.READY
    assert installation.events("signing.") == ["signing.session.opened", "signing.document.added"]


def test_sign_makes_a_container(installation: Installation) -> None:
    session = installation.sign(installation.open())

    assert session.status is Status.SIGNED
    _, file = sessions.result(session_id=session.id)
    with file:
        assert file.read(4) == b"PK\x03\x04"
