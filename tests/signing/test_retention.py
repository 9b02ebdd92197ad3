"""Nothing is kept for ever: links end with their sessions, documents some time after; what happened stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from esigner import ades, audit
from esigner.ades import Level
from esigner.signing import errors, retention, sessions, waiting_signatures
from esigner.signing.models import Signature
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def files(state: Path) -> list[Path]:
    return [path for path in (state / "documents").rglob("*") if path.is_file()]


def token(session: sessions.SessionView) -> str:
    return session.signing_url.rstrip("/").rpartition("/")[2]


@pytest.mark.attack
def test_link_ends_with_the_session(installation: Installation, settings: Settings) -> None:
    settings.ESIGNER_LINK_GRACE_SECONDS = 600
    session = installation.sign(installation.open())

    assert sessions.for_signer(token=token(session), at=installation.at + timedelta(seconds=600)).id == session.id
    with pytest.raises(errors.SigningLinkEndedError):
        sessions.for_signer(token=token(session), at=installation.at + timedelta(seconds=601))


@pytest.mark.attack
def test_link_of_a_session_that_nobody_signed_ends_too(installation: Installation) -> None:
    session = installation.open()
    late = installation.at + timedelta(days=2)
    assert sessions.for_signer(token=token(session), at=late).id == session.id, "it expires now"

    with pytest.raises(errors.SigningLinkEndedError):
        sessions.for_signer(token=token(session), at=late + timedelta(hours=2))


def test_documents_are_deleted_when_their_time_is_over(installation: Installation, state: Path) -> None:
    session = installation.sign(installation.open())
    assert len(files(state)) == 2

    assert retention.purge_all(act=installation.by_system(at=installation.at + MONTH - timedelta(seconds=1))) == 0
    with sessions.result(session_id=session.id)[1] as still_here:
        assert still_here.read()
    assert retention.purge_all(act=installation.by_system(at=installation.at + MONTH)) == 1
    assert retention.purge_all(act=installation.by_system(at=installation.at + MONTH)) == 0

    assert files(state) == []
    for call in (
        lambda: sessions.result(session_id=session.id),
        lambda: sessions.result_at_least(session_id=session.id, level=Level.B),
        lambda: sessions.document(session_id=session.id, document_id=session.documents[0].id),
        lambda: sessions.take_up(session_id=session.id, act=installation.by_system()),
    ):
        with pytest.raises(errors.ResultPurgedError):
            call()


def test_what_happened_stays(installation: Installation) -> None:
    session = installation.sign(installation.open())
    retention.purge_all(act=installation.by_system(at=installation.at + MONTH))

    now = installation.view(session)
    assert (now.documents, now.signatures[0].signed_by) == (session.documents, "Anna Bērziņa")
    signature = Signature.objects.get()
    assert (bool(signature.value), bool(signature.certificate), signature.prepared) == (True, True, "")
    (event,) = audit.events(subject=session.id, event_prefix="signing.session.purged")
    assert event.data == {"documents": 1}


def test_what_is_under_way_stays(installation: Installation, state: Path) -> None:
    installation.open()
    installation.trust.reachable = False
    installation.sign(installation.open())

    assert retention.purge_all(act=installation.by_system(at=installation.at + timedelta(days=999))) == 0
    assert len(files(state)) == 2


def test_files_that_are_gone_already_do_not_stop_it(installation: Installation, state: Path) -> None:
    """Killed after it had deleted, before it could say so."""
    installation.sign(installation.open())
    files(state)[0].unlink()

    assert retention.purge_all(act=installation.by_system(at=installation.at + MONTH)) == 1


def test_what_was_prepared_goes_as_the_signature_is_finished(installation: Installation) -> None:
    session = installation.open()
    start = installation.start(session)
    value = installation.value(start)
    assert Signature.objects.get().prepared

    def finalize(given: bytes) -> sessions.SessionView:
        return sessions.finalize(
            session_id=session.id, signature_id=start.signature_id, value=given, act=installation.by_signer()
        )

    done = finalize(value)

    assert Signature.objects.get().prepared == ""
    assert finalize(value) == done, "the same value may be given again"
    with pytest.raises(ades.SignatureValueMismatchError):
        finalize(installation.value(start)[:-1] + b"\0")


@pytest.mark.parametrize("ending", ["superseded", "cancelled", "refused"])
def test_what_was_prepared_goes_with_a_signature_that_comes_to_nothing(installation: Installation, ending: str) -> None:
    session = installation.open()
    start = installation.start(session, "liga" if ending == "refused" else "anna")
    if ending == "superseded":
        installation.start(session)
    elif ending == "cancelled":
        sessions.cancel(session_id=session.id, act=installation.by_signer())
    else:
        with pytest.raises(errors.SignerCertificateRevokedError):
            sessions.finalize(
                session_id=session.id, signature_id=start.signature_id,
                value=installation.value(start, "liga"), act=installation.by_signer(),
            )  # fmt: skip

    assert Signature.objects.get(id=start.signature_id).prepared == ""


def test_a_value_for_what_was_deleted_is_told_so(installation: Installation) -> None:
    session = installation.open()
    start = installation.start(session)
    installation.trust.reachable = False
    value = installation.value(start)

    def finalize() -> None:
        sessions.finalize(
            session_id=session.id, signature_id=start.signature_id, value=value, act=installation.by_signer()
        )

    finalize()
    waiting_signatures.give_up(signature_id=start.signature_id, act=installation.by_system())
    retention.purge_all(act=installation.by_system(at=installation.at + MONTH))

    with pytest.raises(errors.ResultPurgedError):
        finalize()


def test_what_earlier_releases_left_is_deleted_in_batches(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for _ in range(3):
        installation.sign(installation.open())
    Signature.objects.update(prepared="{}")
    under_way = installation.start(installation.open())

    assert retention.slim_all() == 3
    assert Signature.objects.get(id=under_way.signature_id).prepared
    assert not Signature.objects.exclude(id=under_way.signature_id).exclude(prepared="").exists()


def test_a_signed_session_keeps_no_more_than_its_evidence(installation: Installation) -> None:
    """Bytes of its rows as they are stored; figures in ADR 0027."""
    session = installation.sign(installation.open())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_column_size(s.*), pg_column_size(s.certificate) + pg_column_size(s.value)"
            " + pg_column_size(s.timestamp) FROM signing_signature s WHERE session_id = %s",
            [session.id],
        )
        stored, evidence = cursor.fetchone()

    assert stored - evidence < 500, (stored, evidence)
