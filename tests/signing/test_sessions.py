"""Sessions from open to the end, through their front."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from esigner import audit
from esigner.ades import Format
from esigner.ades.containers.errors import FileNameDuplicateError, MediaTypeError
from esigner.errors import EsignerError
from esigner.signing import errors, expiry, sessions
from esigner.signing.sessions import NewDocument
from esigner.signing.states import Status
from tests.world.sessions import ORIGIN, TEXT, Installation

pytestmark = pytest.mark.django_db

EMPTY = NewDocument(name="vēl nav.txt", media_type="text/plain")


def test_open_with_content_is_ready_at_once(installation: Installation) -> None:
    session = installation.open()

    assert session.status is Status.READY
    assert installation.events("signing.") == ["signing.session.opened", "signing.document.added"]


def test_open_without_content_waits_for_it(installation: Installation) -> None:
    session = installation.open(TEXT, EMPTY)
    assert session.status is Status.OPEN

    with pytest.raises(errors.SessionStateConflictError):
        installation.start(session)


def test_signing_url_cannot_be_guessed_and_belongs_to_the_environment(installation: Installation) -> None:
    first, second = installation.open(), installation.open()

    assert first.signing_url != second.signing_url
    assert len(first.signing_url.rstrip("/").rpartition("/")[2]) >= 40
    assert first.id not in first.signing_url


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"format": Format.ASICS, "return_url": f"{ORIGIN}/back"}, errors.NotOnSigningPageError),
        ({"return_url": "https://evil.example/"}, errors.ReturnUrlNotAllowedError),
        ({"return_url": f"{ORIGIN}.evil.example/"}, errors.ReturnUrlNotAllowedError),
        ({"return_url": "https://iestade.example@evil.example/"}, errors.ReturnUrlNotAllowedError),
        ({"return_url": "javascript://iestade.example/%0aalert(1)"}, errors.ReturnUrlNotAllowedError),
        ({"notify_url": "http://169.254.169.254/latest"}, errors.ReturnUrlNotAllowedError),
        ({"format": Format.PDF}, errors.OnePdfRequiredError),
    ],
)
def test_open_refuses(installation: Installation, fields: dict[str, object], error: type[EsignerError]) -> None:
    with pytest.raises(error):
        installation.open(**fields)
    assert installation.events("signing.") == []


@pytest.mark.attack
@pytest.mark.parametrize(
    "name", ["", " a", "a/b.txt", "..", "a\\b", "a\x00b", "mimetype", "META-INF", "a\u202eb", "x" * 201]
)
def test_open_refuses_names_that_a_container_cannot_hold(installation: Installation, name: str) -> None:
    with pytest.raises(errors.DocumentNameInvalidError):
        installation.open(NewDocument(name=name, media_type="text/plain", content=b"x"))


def test_open_refuses_one_name_twice(installation: Installation) -> None:
    with pytest.raises(FileNameDuplicateError):
        installation.open(TEXT, TEXT)


@pytest.mark.parametrize("media_type", ["", "text", "text/plain\r\nX: y", "text/<plain>"])
def test_open_refuses_what_is_no_media_type(installation: Installation, media_type: str) -> None:
    with pytest.raises(MediaTypeError):
        installation.open(NewDocument(name="a.txt", media_type=media_type, content=b"x"))


def test_open_refuses_more_documents_than_allowed(installation: Installation, settings: Settings) -> None:
    settings.ESIGNER_SESSION_DOCUMENTS = 1
    with pytest.raises(errors.DocumentsTooManyError):
        installation.open(TEXT, EMPTY)


def test_open_needs_a_document(installation: Installation) -> None:
    with pytest.raises(errors.DocumentsMissingError):
        installation.open(documents=())


def test_cancel_is_final_and_may_be_repeated(installation: Installation) -> None:
    session = installation.open()

    assert sessions.cancel(session_id=session.id, act=installation.by_signer()).status is Status.CANCELLED
    assert sessions.cancel(session_id=session.id, act=installation.by_signer()).status is Status.CANCELLED
    assert installation.events("signing.session.cancelled") == ["signing.session.cancelled"]
    with pytest.raises(errors.SessionStateConflictError):
        installation.start(session)


def test_a_signed_session_cannot_be_cancelled(installation: Installation) -> None:
    session = installation.sign(installation.open())

    with pytest.raises(errors.SessionStateConflictError):
        sessions.cancel(session_id=session.id, act=installation.by_signer())


def test_looking_at_a_session_whose_time_is_over_expires_it(installation: Installation) -> None:
    session = installation.open()
    installation.start(session)

    seen = sessions.view(
        session_id=session.id, client_id=session.client_id, at=session.expires_at + timedelta(seconds=1)
    )

    assert seen.status is Status.EXPIRED
    assert seen.signatures[0].failure_code == "SESSION_EXPIRED"
    assert installation.events("signing.session.expired") == ["signing.session.expired"]


def test_the_job_expires_what_is_over_and_nothing_else(installation: Installation) -> None:
    old, signed = installation.open(), installation.sign(installation.open())

    assert expiry.expire_all(at=old.expires_at) == 1

    assert sessions.view(session_id=old.id, client_id=old.client_id, at=installation.at).status is Status.EXPIRED
    assert installation.view(signed).status is Status.SIGNED


def test_nothing_can_be_done_after_the_time_is_over(installation: Installation) -> None:
    session = installation.open(EMPTY)
    with pytest.raises(errors.SessionExpiredError):
        sessions.add_document(
            session_id=session.id,
            document_id=session.documents[0].id,
            content=[b"x"],
            act=installation.by_client(at=session.expires_at),
        )


@pytest.mark.parametrize("session_id", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_id_that_names_nothing_is_not_found(installation: Installation, session_id: str) -> None:
    with pytest.raises(errors.SessionNotFoundError):
        sessions.view(session_id=session_id, client_id=str(installation.client.id), at=installation.at)


def test_another_clients_session_is_refused(installation: Installation) -> None:
    session = installation.open()
    with pytest.raises(errors.SessionOfAnotherClientError):
        sessions.view(session_id=session.id, client_id="00000000-0000-0000-0000-000000000000", at=installation.at)


def test_the_page_finds_a_session_by_its_token_only(installation: Installation) -> None:
    session = installation.open()
    token = session.signing_url.rstrip("/").rpartition("/")[2]

    assert sessions.for_signer(token=token, at=installation.at).id == session.id
    for wrong in (session.id, "", "\x00", "ā"):
        with pytest.raises(errors.SessionNotFoundError):
            sessions.for_signer(token=wrong, at=installation.at)


def test_no_personal_code_gets_into_the_audit(installation: Installation) -> None:
    expected = sessions.ExpectedSigner(personal_code="320000-00001", name="Anna Bērziņa")
    session = installation.sign(installation.open(signers=[expected]))

    assert session.status is Status.SIGNED
    told = " ".join(str(one) for one in audit.events(subject=session.id))
    assert "320000" not in told
    assert "320000" not in str(session)
