"""Test personas exist only where they may."""

import pytest
from cryptography import x509
from django.conf import settings as django_settings
from pytest_django import Settings

from esigner import audit
from esigner.registry.kinds import Environment
from esigner.signing import sessions
from esigner.signing.errors import MeansNotAvailableError
from esigner.signing.means import attempts, offered
from esigner.signing.means.personas import PERSONAS, wallet
from esigner.signing.means.personas.people import PEOPLE
from esigner.signing.models import Session
from esigner.signing.states import Status
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db


def act(installation: Installation) -> audit.Act:
    return audit.Act(actor=sessions.SIGNER, at=installation.at)


def test_personas_are_for_the_test_environment_of_a_sandbox(settings: Settings) -> None:
    settings.ESIGNER_SANDBOX = True
    assert offered.offered(Environment.TEST) == (PERSONAS,)
    assert offered.offered(Environment.PRODUCTION) == ()
    settings.ESIGNER_SANDBOX = False
    assert offered.offered(Environment.TEST) == ()


def test_every_persona_says_that_it_is_nobody_real() -> None:
    for choice in PERSONAS.choices():
        assert choice.title.lv.startswith("TESTA PERSONA")
        assert choice.title.en.startswith("TEST PERSON")


def test_there_is_a_persona_of_each_kind() -> None:
    assert {(one.key_kind, one.revoked) for one in PEOPLE} == {("P-384", False), ("RSA-3072", False), ("P-384", True)}


def test_keys_lie_in_the_state_folder_and_stay(installation: Installation) -> None:
    first = installation.persona("anna")

    assert installation.persona("anna") == first
    assert (django_settings.ESIGNER_STATE / "personas" / "anna.pem").stat().st_mode & 0o077 == 0
    assert wallet.key(PEOPLE[0]).public_key() == first.public_key()


def test_persona_signs_by_the_same_two_steps(installation: Installation) -> None:
    session = installation.open()
    attempts.begin(session=session, means_name="personas", choice_id="anna", act=act(installation))

    assert installation.view(session).status is Status.SIGNED
    assert installation.events("signing.signature") == ["signing.signature.prepared", "signing.signature.finalized"]


@pytest.mark.parametrize(("means", "choice"), [("personas", "nobody"), ("web-eid", "anna"), ("", "")])
def test_unknown_choice_is_refused(installation: Installation, means: str, choice: str) -> None:
    with pytest.raises(MeansNotAvailableError):
        attempts.begin(session=installation.open(), means_name=means, choice_id=choice, act=act(installation))


def test_production_session_cannot_be_signed_by_a_persona(installation: Installation) -> None:
    session = installation.open()
    Session.objects.filter(id=session.id).update(environment="production")

    with pytest.raises(MeansNotAvailableError):
        attempts.begin(
            session=installation.view(session), means_name="personas", choice_id="anna", act=act(installation)
        )


def test_certificate_names_the_persona(installation: Installation) -> None:
    subject = installation.persona("janis").subject

    assert subject.get_attributes_for_oid(x509.NameOID.SURNAME)[0].value == "Kalniņš"
