"""A session to be opened: what was chosen comes back in every view, and is in the row alone."""

import pytest

from esigner.ades import Format, Level, Serialization, Shape
from esigner.signing import new_session, rows
from esigner.signing.new_session import Digest, ExpectedSigner, NewDocument, NewSession, SessionOptions
from tests.world.sessions import ORIGIN, TEXT, Installation

pytestmark = pytest.mark.django_db

CHOSEN = [
    SessionOptions(
        format=Format.EDOC, level=Level.T, return_url=f"{ORIGIN}/atpakal", notify_url=f"{ORIGIN}/zinas", language="en"
    ),
    SessionOptions(format=Format.JADES, level=Level.LTA, shape=Shape(serialization=Serialization.GENERAL)),
]


@pytest.mark.parametrize("chosen", CHOSEN, ids=["edoc", "jades"])
def test_what_was_chosen_is_what_the_row_and_the_view_say(installation: Installation, chosen: SessionOptions) -> None:
    view = installation.open(TEXT, **new_session.members(chosen))

    assert new_session.options(rows.read(session_id=view.id)) == chosen
    members = new_session.members(chosen)
    assert {name: getattr(view, name) for name in members} == members


def test_expected_signers_are_kept_but_shown_to_nobody(installation: Installation) -> None:
    expected = ExpectedSigner(personal_code="320000-00001", name="Anna Bērziņa")
    view = installation.open(TEXT, signers=[expected])

    kept = [{"personal_code": "320000-00001", "name": "Anna Bērziņa", "order": 1}]
    assert rows.read(session_id=view.id).signers == kept
    assert not hasattr(view, "signers")


def test_a_session_is_by_digest_where_a_document_is() -> None:
    digest = Digest(algorithm="SHA256", value=b"\x00" * 32)
    away = NewDocument(name="a.txt", media_type="text/plain", digest=digest)
    assert NewSession(format=Format.ASICE, documents=(away,)).by_digest
    assert not NewSession(format=Format.ASICE, documents=(TEXT,)).by_digest
