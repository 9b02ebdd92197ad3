"""Several time-stamping authorities in the settings of an environment: asked in their order, in real sessions."""

from collections.abc import Iterator

import pytest
from cryptography import x509
from django.utils import timezone
from pytest_django import Settings

from esigner.ades import timestamps
from esigner.pki.tsa import POLICY_TEST
from esigner.registry import anchors, authorities, links
from esigner.registry.kinds import AnchorPurpose, Environment
from esigner.signing import sessions, validations
from esigner.signing.models import Signature
from esigner.signing.sessions import SessionView
from esigner.signing.states import SignatureState, Status
from esigner.wire import breaker, revocation_lists
from tests.world.loopback import closed_port
from tests.world.sessions import Installation, by_officer
from tests.world.trust_service import TrustService, trust_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign() -> Iterator[TrustService]:
    """Somebody else's authority, with revocation lists of its own."""
    breaker.forget()
    revocation_lists.forget()
    with trust_service() as service:
        yield service
    breaker.forget()


def trust(service: TrustService, installation: Installation) -> None:
    anchors.add(
        environment=Environment.TEST, purpose=AnchorPurpose.TIMESTAMP, certificate=service.root.certificate,
        label="Cits laika zīmogotājs", act=by_officer(at=installation.at),
    )  # fmt: skip


def use(settings: Settings, *urls: str) -> None:
    settings.ESIGNER_TSA_URLS = {**settings.ESIGNER_TSA_URLS, "test": urls}


def down() -> str:
    return f"http://127.0.0.1:{closed_port()}/tsa"


def unit_of(session: SessionView) -> x509.Certificate | None:
    return timestamps.read(bytes(Signature.objects.get(session_id=session.id).timestamp or b"")).certificate


def test_second_authority_stamps_while_the_first_is_down(
    installation: Installation, foreign: TrustService, settings: Settings
) -> None:
    trust(foreign, installation)
    use(settings, down(), foreign.tsa_url)

    session = installation.sign(installation.open())

    assert session.status is Status.SIGNED
    assert unit_of(session) == foreign.unit.certificate
    assert not [path for path in installation.trust.asked if "tsa" in path], "our own was not named"
    _, file = sessions.result(session_id=session.id)
    with file:
        verdict = validations.validate(
            file.read(), name=session.result_name, client_id="test", environment=Environment.TEST, at=installation.now()
        )
    assert (verdict.indication, len(verdict.signatures)) == ("TOTAL-PASSED", 1), verdict.as_dict()
    assert verdict.signatures[0].format == "XAdES-B-LT"


def test_first_authority_is_asked_alone_while_it_answers(
    installation: Installation, foreign: TrustService, settings: Settings
) -> None:
    trust(foreign, installation)
    own = links.of(Environment.TEST).tsa_url
    use(settings, own, foreign.tsa_url)

    session = installation.sign(installation.open())

    assert unit_of(session) == authorities.timestamp_unit(Environment.TEST, at=timezone.now()).certificate
    assert foreign.server is not None
    assert "/tsa" not in [call.path for call in foreign.server.calls]


def test_authority_that_is_no_anchor_of_the_environment_does_not_count(
    installation: Installation, foreign: TrustService, settings: Settings
) -> None:
    use(settings, foreign.tsa_url)
    waiting = installation.sign(installation.open())
    assert waiting.signatures[0].state is SignatureState.VALUE_GIVEN
    assert waiting.signatures[0].outstanding_code == "ANSWER_INVALID"

    use(settings, foreign.tsa_url, links.of(Environment.TEST).tsa_url)
    session = installation.sign(installation.open())

    assert unit_of(session) == authorities.timestamp_unit(Environment.TEST, at=timezone.now()).certificate


def test_every_authority_down_keeps_the_signature(
    installation: Installation, foreign: TrustService, settings: Settings
) -> None:
    use(settings, down(), down())

    waiting = installation.sign(installation.open()).signatures[0]

    assert (waiting.state, waiting.outstanding_code) == (SignatureState.VALUE_GIVEN, "SERVICE_UNREACHABLE")


@pytest.mark.parametrize(
    ("policy", "ends"),
    [(POLICY_TEST, (SignatureState.FINISHED, "")), ("2.25.1.2.3", (SignatureState.VALUE_GIVEN, "ANSWER_INVALID"))],
)
def test_policy_of_the_settings_is_insisted_on(
    installation: Installation, foreign: TrustService, settings: Settings, policy: str, ends: tuple[SignatureState, str]
) -> None:
    settings.ESIGNER_TSA_POLICY = {**settings.ESIGNER_TSA_POLICY, "test": policy}

    signature = installation.sign(installation.open()).signatures[0]
    assert (signature.state, signature.outstanding_code) == ends


def test_list_is_fetched_anew_after_the_age_of_the_settings(
    installation: Installation, foreign: TrustService, settings: Settings
) -> None:
    settings.ESIGNER_CRL_AGE_SECONDS = 0
    for _ in range(2):
        assert installation.sign(installation.open()).status is Status.SIGNED

    # The unit's and the issuer's status, of one list, each time.
    assert len(installation.trust.listed) == 4


def test_authorities_of_the_environment_have_its_settings(installation: Installation, settings: Settings) -> None:
    settings.ESIGNER_TSA_TIMEOUT_SECONDS = 3
    own = links.of(Environment.PRODUCTION).tsa_url

    found = links.time_stamping(Environment.PRODUCTION)

    assert (found.urls, found.policy, found.timeout_seconds) == ((own,), None, 3)
    assert found.anchors == tuple(anchors.of(Environment.PRODUCTION, AnchorPurpose.TIMESTAMP))
