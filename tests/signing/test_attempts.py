"""Means that need a person elsewhere: stored between two steps, gone on with by whoever comes, ended once."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from esigner import ades, audit
from esigner.registry.kinds import Environment
from esigner.signing import retention, sessions, tasks
from esigner.signing.errors import MeansNotAvailableError
from esigner.signing.means import attempts, offered
from esigner.signing.means_errors import AttemptNotFoundError, MeansDeclinedError, MeansFailedError
from esigner.signing.models import Attempt
from esigner.signing.sessions import SessionView
from esigner.signing.states import SignatureState, Status
from esigner.wire.errors import ServiceFailedError
from tests.world import means
from tests.world.means import LIFETIME, PHONE, SITE
from tests.world.queue import ordered
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_means(settings: Settings) -> None:
    means.begin_anew()
    settings.ESIGNER_MEANS = (*settings.ESIGNER_MEANS, *means.PATHS)


def act(installation: Installation, *, after: timedelta = timedelta(0)) -> audit.Act:
    return audit.Act(actor=sessions.SIGNER, at=installation.at + after)


def begun(installation: Installation, name: str, *, choice: str = "anna") -> SessionView:
    session = installation.open()
    attempts.begin(session=session, means_name=name, choice_id=choice, act=act(installation))
    return installation.view(session)


def correlation(session: SessionView) -> str:
    return Attempt.objects.get(signature_id=session.signatures[-1].id).correlation


def come_back(
    installation: Installation, session: SessionView, *, after: timedelta = timedelta(0), **came: str
) -> SessionView:
    attempts.come_back(
        session_id=session.id, correlation=correlation(session), came=came, act=act(installation, after=after)
    )
    return installation.view(session)


def test_means_are_those_of_the_setting_in_its_order(settings: Settings) -> None:
    settings.ESIGNER_SANDBOX = True
    assert [one.name for one in offered.offered(Environment.TEST)] == ["personas", "site", "phone"]
    assert offered.offered(Environment.PRODUCTION) == ()


def test_person_goes_to_another_site_and_comes_back(installation: Installation) -> None:
    session = begun(installation, "site")

    there = attempts.current(session_id=session.id, at=installation.at)

    assert session.status is Status.SIGNING
    assert there is not None
    assert there.url.startswith("https://site.example/sign?back=")
    assert correlation(session) in there.url
    assert come_back(installation, session, code="opened").status is Status.SIGNED
    assert attempts.current(session_id=session.id, at=installation.at) is None
    assert installation.view(session).signatures[0].means == "site"


def test_coming_back_again_changes_nothing(installation: Installation) -> None:
    session = begun(installation, "site")
    first = come_back(installation, session, code="opened")

    assert come_back(installation, session, code="another", error="late") == first
    assert SITE.asked == 1


def test_browser_that_brings_nothing_changes_nothing(installation: Installation) -> None:
    session = begun(installation, "site")
    before = attempts.current(session_id=session.id, at=installation.at)

    assert come_back(installation, session).status is Status.SIGNING

    assert attempts.current(session_id=session.id, at=installation.at) == before
    assert come_back(installation, session, code="opened").status is Status.SIGNED


def test_means_that_the_installation_offers_no_more_frees_the_session(
    installation: Installation, settings: Settings
) -> None:
    session = begun(installation, "site")
    settings.ESIGNER_MEANS = settings.ESIGNER_MEANS[:1]

    assert attempts.current(session_id=session.id, at=installation.at) is None
    with pytest.raises(MeansNotAvailableError):
        come_back(installation, session, code="opened")

    assert installation.view(session).status is Status.READY


def test_refusal_at_the_other_site_frees_the_session(installation: Installation) -> None:
    session = begun(installation, "site")

    with pytest.raises(MeansDeclinedError):
        come_back(installation, session, error="user_cancel")

    after = installation.view(session)
    assert (after.status, after.signatures[0].failure_code) == (Status.READY, "MEANS_DECLINED")
    assert installation.events("signing.signature")[-1] == "signing.signature.failed"
    attempts.begin(session=after, means_name="personas", choice_id="anna", act=act(installation))
    assert installation.view(session).status is Status.SIGNED


def test_other_site_that_makes_no_sense_frees_the_session(installation: Installation) -> None:
    session = begun(installation, "site")

    with pytest.raises(MeansFailedError):
        come_back(installation, session, code="wrong")

    assert installation.view(session).status is Status.READY


def test_address_of_another_session_is_refused(installation: Installation) -> None:
    first, second = begun(installation, "site"), begun(installation, "site")

    with pytest.raises(AttemptNotFoundError):
        attempts.come_back(
            session_id=second.id, correlation=correlation(first), came={"code": "opened"}, act=act(installation)
        )
    assert installation.view(second).status is Status.SIGNING


def test_site_that_cannot_be_reached_at_first_frees_the_session(installation: Installation) -> None:
    SITE.is_down = True
    session = installation.open()

    with pytest.raises(ServiceFailedError):
        attempts.begin(session=session, means_name="site", choice_id="anna", act=act(installation))

    assert installation.view(session).status is Status.READY


def test_what_the_browser_brought_is_used_by_the_worker_once_the_site_answers(installation: Installation) -> None:
    session = begun(installation, "site")
    SITE.is_down = True
    assert come_back(installation, session, code="opened").status is Status.SIGNING
    SITE.is_down = False

    assert attempts.take_up(at=installation.at + timedelta(minutes=1)) == 1
    (job,) = ordered("signing.resume_attempt")
    attempts.resume(attempt_id=job["attempt_id"], act=act(installation, after=timedelta(minutes=1)))

    assert installation.view(session).status is Status.SIGNED


def test_telephone_is_asked_when_it_is_time_until_it_confirms(installation: Installation) -> None:
    session = begun(installation, "phone")
    waiting = attempts.current(session_id=session.id, at=installation.at)
    assert waiting is not None
    assert (waiting.url, waiting.verification_code, waiting.message.en) == ("", "4711", "Confirm on your telephone.")

    attempts.ask(session_id=session.id, act=act(installation, after=timedelta(seconds=1)))
    assert PHONE.asked == []
    attempts.ask(session_id=session.id, act=act(installation, after=timedelta(seconds=3)))
    assert len(PHONE.asked) == 1
    PHONE.pressed = True
    attempts.ask(session_id=session.id, act=act(installation, after=timedelta(seconds=6)))

    assert installation.view(session).status is Status.SIGNED
    assert len(set(PHONE.asked)) == 1


def test_worker_asks_for_a_page_that_nobody_looks_at(installation: Installation) -> None:
    session = begun(installation, "phone")
    PHONE.pressed = True

    assert attempts.take_up(at=installation.at + timedelta(seconds=2)) == 0
    assert attempts.take_up(at=installation.at + timedelta(seconds=3)) == 1
    assert attempts.take_up(at=installation.at + timedelta(seconds=3)) == 0
    (job,) = ordered("signing.resume_attempt")
    tasks.resume_attempt(attempt_id=job["attempt_id"])
    tasks.resume_attempt(attempt_id=job["attempt_id"])

    assert installation.view(session).status is Status.SIGNED
    assert len(PHONE.asked) == 1


def test_second_attempt_takes_the_place_of_the_first(installation: Installation) -> None:
    session = begun(installation, "site")
    old, later = correlation(session), act(installation, after=timedelta(seconds=1))
    attempts.begin(session=session, means_name="phone", choice_id="anna", act=later)

    attempts.come_back(session_id=session.id, correlation=old, came={"code": "opened"}, act=act(installation))

    after = installation.view(session)
    assert [one.state for one in after.signatures] == [SignatureState.FAILED, SignatureState.PREPARED]
    assert after.signatures[0].failure_code == "SIGNATURE_SUPERSEDED"
    there = attempts.current(session_id=session.id, at=installation.at)
    assert there is not None
    assert there.verification_code == "4711"


@pytest.mark.parametrize("name", ["site", "phone"])
def test_attempt_whose_time_is_over_ends(installation: Installation, name: str) -> None:
    session = begun(installation, name)
    assert attempts.current(session_id=session.id, at=installation.at + LIFETIME) is None

    assert attempts.take_up(at=installation.at + LIFETIME) == 1
    (job,) = ordered("signing.resume_attempt")
    attempts.resume(attempt_id=job["attempt_id"], act=act(installation, after=LIFETIME))

    after = installation.view(session)
    assert (after.status, after.signatures[0].failure_code) == (Status.READY, "MEANS_EXPIRED")
    assert (SITE.asked, PHONE.asked) == (0, [])


def test_person_gives_up_and_chooses_again(installation: Installation) -> None:
    session = begun(installation, "phone")

    for _ in range(2):
        attempts.give_up(session_id=session.id, act=act(installation))

    after = installation.view(session)
    assert (after.status, after.signatures[0].failure_code) == (Status.READY, "MEANS_GIVEN_UP")
    assert installation.events("signing.signature").count("signing.signature.failed") == 1


def test_value_in_another_form_than_the_means_says_is_refused(installation: Installation) -> None:
    SITE.says = ades.ValueForm.RSA_PSS
    session = begun(installation, "site")

    with pytest.raises(ades.SignatureValueMismatchError):
        come_back(installation, session, code="opened")

    assert installation.view(session).status is Status.READY


def test_attempt_outlives_whoever_began_it(installation: Installation) -> None:
    """All that the next process has is the row."""
    session = begun(installation, "phone")
    stored = Attempt.objects.get()

    assert (stored.step, list(stored.state), stored.choice) == (1, ["transaction"], "anna")
    PHONE.pressed = True
    attempts.resume(attempt_id=stored.id, act=act(installation))
    assert installation.view(session).status is Status.SIGNED


def test_what_a_means_left_goes_with_the_documents(installation: Installation) -> None:
    come_back(installation, begun(installation, "site"), code="opened")
    assert Attempt.objects.count() == 1

    retention.purge_all(act=audit.by_system(at=installation.at + timedelta(days=31)))

    assert Attempt.objects.count() == 0
