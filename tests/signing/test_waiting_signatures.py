"""A signature whose timestamp or status is outstanding: what can be had, how it is given up, how it is taken up."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.files.storage import default_storage

from esigner import ades, audit
from esigner.ades import Format, Level
from esigner.registry.kinds import Environment
from esigner.signing import completion, errors, expiry, jobs, sessions, validations, waiting_signatures
from esigner.signing.models import Session, Signature
from esigner.signing.sessions import NewDocument, ReachedResult, SessionView
from esigner.signing.states import SignatureState, Status
from esigner.wire import breaker
from tests.signing.test_tasks import queued
from tests.world.pdfs import pdf
from tests.world.sessions import ORIGIN, Installation

pytestmark = pytest.mark.django_db

PDF = NewDocument(name="Līgums.pdf", media_type="application/pdf", content=pdf())


@pytest.fixture(autouse=True)
def breakers_closed() -> None:
    breaker.forget()


def had(session: SessionView, *, at_least: Level = Level.B) -> tuple[ReachedResult, bytes]:
    found = sessions.result_at_least(session_id=session.id, level=at_least)
    with found.file:
        return found, found.file.read()


def format_of(content: bytes, installation: Installation) -> str:
    (signature,) = validations.validate(
        content, name="x", client_id="test", environment=Environment.TEST, at=installation.now()
    ).signatures
    return signature.format


def given_up(installation: Installation, *, down: str = "/ocsp/", **fields: object) -> SessionView:
    session = installation.open(**fields)
    installation.trust.down = down
    waiting = installation.sign(session)
    waiting_signatures.give_up(signature_id=waiting.signatures[0].id, act=installation.by_system())
    return installation.view(session)


@pytest.mark.parametrize(("down", "level"), [("/tsa/", Level.B), ("/ocsp/", Level.T)])
@pytest.mark.parametrize("form", [Format.ASICE, Format.PDF])
def test_document_can_be_had_at_the_level_it_has(
    installation: Installation, down: str, level: Level, form: Format
) -> None:
    session = installation.open(*([PDF] if form is Format.PDF else []), format=form)
    installation.trust.down = down
    waiting = installation.sign(session)

    found, content = had(waiting)

    assert (found.level, found.outstanding_code) == (level, "SERVICE_FAILED")
    assert format_of(content, installation).endswith(f"-B-{level}")
    assert found.name.endswith(f".{level}.{form}")
    assert waiting.signatures[0].level_reached is level
    assert waiting.signatures[0].next_try_at is not None


@pytest.mark.parametrize("give_up", [False, True])
def test_nobody_takes_it_for_what_was_asked_for(installation: Installation, *, give_up: bool) -> None:
    session = installation.open()
    installation.trust.down = "/ocsp/"
    waiting = installation.sign(session)
    if give_up:
        waiting_signatures.give_up(signature_id=waiting.signatures[0].id, act=installation.by_system())

    assert installation.view(session).status is not Status.SIGNED
    with pytest.raises(errors.ResultNotReadyError):
        sessions.result(session_id=session.id)
    with pytest.raises(errors.ResultBelowLevelError) as refused:
        sessions.result_at_least(session_id=session.id, level=Level.LT)
    assert refused.value.data == {"level": Level.T, "at_least": Level.LT}


def test_finished_document_can_be_had_by_its_level_too(installation: Installation) -> None:
    session = installation.sign(installation.open())

    found, content = had(session, at_least=Level.LT)

    assert (found.level, found.outstanding_code, found.name) == (Level.LT, "", session.result_name)
    assert format_of(content, installation) == "XAdES-B-LT"


def test_nothing_can_be_had_before_there_is_a_value(installation: Installation) -> None:
    session = installation.open()
    installation.start(session)

    with pytest.raises(errors.ResultNotReadyError):
        sessions.result_at_least(session_id=session.id, level=Level.B)


@pytest.mark.parametrize(("down", "level"), [("/tsa/", Level.B), ("/ocsp/", Level.T)])
def test_giving_up_keeps_the_document_at_the_level_reached(installation: Installation, down: str, level: Level) -> None:
    session = given_up(installation, down=down, notify_url=f"{ORIGIN}/zinas")

    assert (session.status, session.failure_code) == (Status.FAILED, "SERVICE_FAILED")
    assert (session.signatures[0].state, session.signatures[0].next_try_at) == (SignatureState.VALUE_GIVEN, None)
    row = Session.objects.get(id=session.id)
    assert (row.result_level, default_storage.exists(row.result_file)) == (level, True)
    assert format_of(had(session)[1], installation) == f"XAdES-B-{level}"
    kept = audit.events(subject=session.id)[-1]
    assert (kept.event, kept.outcome, kept.code) == ("signing.signature.kept", "failed", "SERVICE_FAILED")
    assert (kept.data["level"], kept.data["reached"]) == ("LT", level)
    assert queued(jobs.TELL_CLIENT) == [{"session_id": session.id}]


def test_giving_up_twice_is_giving_up_once(installation: Installation) -> None:
    session = given_up(installation)

    waiting_signatures.give_up(signature_id=session.signatures[0].id, act=installation.by_system())
    waiting_signatures.give_up_unassembled(signature_id=session.signatures[0].id, act=installation.by_system())

    assert installation.events("signing.signature.kept") == ["signing.signature.kept"]


def test_given_up_is_left_alone_until_somebody_asks(installation: Installation) -> None:
    session = given_up(installation)
    installation.trust.down = ""

    state = completion.complete(signature_id=session.signatures[0].id, act=installation.by_system())
    expiry.expire_all(at=installation.at + timedelta(days=30))

    assert state is SignatureState.VALUE_GIVEN
    assert installation.view(session).status is Status.FAILED
    assert not waiting_signatures.goes_on(signature_id=session.signatures[0].id, tries=0, act=installation.by_system())


def test_taken_up_it_is_signed_with_the_timestamp_it_had(installation: Installation) -> None:
    session = given_up(installation)
    stamped = bytes(Signature.objects.get().timestamp or b"")
    installation.trust.down = ""

    for _ in range(2):
        now = sessions.take_up(session_id=session.id, act=installation.by_client(at=installation.now()))

    assert (now.status, now.failure_code) == (Status.SIGNED, "")
    assert bytes(Signature.objects.get().timestamp or b"") == stamped
    assert [path for path in installation.trust.asked if "tsa" in path] == ["/tsa/test"]
    _, file = sessions.result(session_id=session.id)
    with file:
        assert format_of(file.read(), installation) == "XAdES-B-LT"
    assert installation.events("signing.signature")[-3:] == [
        "signing.signature.kept", "signing.signature.taken_up", "signing.signature.finalized"
    ]  # fmt: skip
    assert audit.verify() == []


def test_taken_up_in_vain_the_tries_begin_anew(installation: Installation) -> None:
    session = given_up(installation, down="/tsa/")
    at = installation.at + timedelta(days=30)

    now = sessions.take_up(session_id=session.id, act=installation.by_client(at=at))

    assert (now.status, now.failure_code) == (Status.SIGNING, "")
    assert len(queued(jobs.COMPLETE)) == 2, "the first one and the new one"
    assert sessions.view(session_id=session.id, client_id=session.client_id, at=at).status is Status.SIGNING
    assert waiting_signatures.goes_on(
        signature_id=session.signatures[0].id, tries=0, act=installation.by_system(at=at + timedelta(days=6))
    )
    assert had(session)[0].level is Level.B


def test_same_value_handed_in_again_takes_it_up(installation: Installation) -> None:
    session = installation.open()
    start = installation.start(session)
    value = installation.value(start)
    installation.trust.down = "/tsa/"
    hand_in = partial(
        sessions.finalize,
        session_id=session.id,
        signature_id=start.signature_id,
        value=value,
        act=installation.by_signer(),
    )
    hand_in()
    waiting_signatures.give_up(signature_id=start.signature_id, act=installation.by_system())
    installation.trust.down = ""

    assert hand_in().status is Status.SIGNED


def test_session_without_a_value_cannot_be_taken_up(installation: Installation) -> None:
    session = installation.open()

    with pytest.raises(errors.SessionStateConflictError):
        sessions.take_up(session_id=session.id, act=installation.by_client())


def test_revoked_when_taken_up_it_ends_as_any_other(installation: Installation) -> None:
    session = given_up(installation)
    installation.trust.down = ""
    installation.trust.revoked.add(installation.persona().serial_number)

    with pytest.raises(errors.SignerCertificateRevokedError):
        sessions.take_up(session_id=session.id, act=installation.by_client())

    now = installation.view(session)
    assert (now.status, now.signatures[0].state) == (Status.READY, SignatureState.FAILED)
    with pytest.raises(errors.ResultNotReadyError):
        sessions.result_at_least(session_id=session.id, level=Level.B)


def test_time_of_the_session_does_not_end_a_value_that_waits(installation: Installation) -> None:
    session = installation.open()
    installation.trust.reachable = False
    installation.sign(session)

    late = sessions.view(session_id=session.id, client_id=session.client_id, at=installation.at + timedelta(days=400))

    assert (late.status, late.signatures[0].state) == (Status.SIGNING, SignatureState.VALUE_GIVEN)
    assert had(session)[1]


def test_answer_that_does_not_fit_is_asked_for_again(installation: Installation) -> None:
    installation.trust.status_clock_behind = timedelta(seconds=30)
    session = installation.sign(installation.open())
    assert (session.status, session.signatures[0].outstanding_code) == (Status.SIGNING, "REVOCATION_BEFORE_TIMESTAMP")

    installation.trust.status_clock_behind = timedelta(0)

    assert sessions.take_up(session_id=session.id, act=installation.by_client()).status is Status.SIGNED


def test_levels_are_in_rising_order() -> None:
    assert tuple(ades.Level) == waiting_signatures.LEVELS
    assert waiting_signatures.reaches(Level.T, at_least=Level.B)
    assert not waiting_signatures.reaches(Level.T, at_least=Level.LT)
