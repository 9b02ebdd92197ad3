"""The gate stands before every address, and says why it keeps somebody out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from esigner import audit
from esigner.registry import certificates, clients
from esigner.registry.kinds import Environment
from tests.world.sessions import OFFICER, Installation, call_environ

pytestmark = pytest.mark.django_db

PATHS = ("/v1/probe", "/v1/sessions/x", "/v1/validations", "/", "/v1/nothing", "/v1/openapi.json/x")


@pytest.mark.parametrize("path", PATHS)
def test_no_path_can_be_reached_without_a_certificate(path: str, installation: Installation, stranger: Client) -> None:
    answer = stranger.get(path)

    assert (answer.status_code, answer.json()["code"]) == (401, "CLIENT_CERTIFICATE_MISSING")
    assert answer["Request-Id"]


def test_description_is_open_to_everyone(installation: Installation, stranger: Client) -> None:
    answer = stranger.get("/v1/openapi.json")

    assert answer.json()["openapi"].startswith("3.1")


def refusals(installation: Installation) -> dict[str, dict[str, Any]]:
    """Give, for every code of the gate, the environ of a call that gets it."""
    good = installation.headers()
    persona = installation.persona()
    return {
        "CLIENT_CERTIFICATE_MISSING": good | call_environ(None),
        "CLIENT_CERTIFICATE_UNKNOWN": good | call_environ(persona),
        "ADDRESS_NOT_ALLOWED": good | {"REMOTE_ADDR": "192.0.2.7"},
        "EPAK_NUMBER_MISSING": {name: value for name, value in good.items() if name != "HTTP_EPAK_NUMBER"},
        "EPAK_NUMBER_MISMATCH": good | {"HTTP_EPAK_NUMBER": "EPAK-2026-99999"},
    }


@pytest.mark.parametrize(
    "code",
    [
        "CLIENT_CERTIFICATE_MISSING",
        "CLIENT_CERTIFICATE_UNKNOWN",
        "ADDRESS_NOT_ALLOWED",
        "EPAK_NUMBER_MISSING",
        "EPAK_NUMBER_MISMATCH",
    ],
)
def test_probe_tells_the_exact_reason_and_the_audit_has_it(
    code: str, installation: Installation, stranger: Client
) -> None:
    answer = stranger.get("/v1/probe", **refusals(installation)[code])

    assert answer.json()["code"] == code
    assert answer.json()["admitted"] is False
    event = audit.events(event_prefix="api.refused")[-1]
    assert (event.code, event.request_id) == (code, answer["Request-Id"])


@pytest.mark.attack
def test_a_strangers_words_cannot_stop_the_audit(installation: Installation, stranger: Client) -> None:
    answer = stranger.get("/v1/320000-00001/%00%0a/\u202e", HTTP_EPAK_NUMBER="320000-00001")

    assert answer.status_code == 401
    event = audit.events(event_prefix="api.refused")[-1]
    assert event.data["path"] == "/v1/******-*****/??/?"
    assert event.data["epakNumber"] == "******-*****"


@pytest.mark.attack
def test_text_that_no_table_can_hold_is_refused(system: Client) -> None:
    for fields in ({"signers": [{"name": "A\x00"}]}, {"documents": [{"name": "a", "mediaType": "a/b\x00"}]}):
        body = {"format": "asice", "documents": [{"name": "a.txt"}], **fields}
        answer = system.post("/v1/sessions", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")


def test_revoked_certificate_is_refused_at_the_next_call(system: Client, installation: Installation) -> None:
    assert system.get("/v1/probe").json()["admitted"] is True
    own = certificates.of_client(installation.client.id)[0]

    certificates.revoke(certificate_id=own.id, reason="superseded", actor=OFFICER, at=installation.at)

    assert system.get("/v1/probe").json()["code"] == "CLIENT_CERTIFICATE_REVOKED"


def test_suspended_client_is_refused_by_name(system: Client, installation: Installation) -> None:
    clients.suspend(client_id=installation.client.id, reason="test", actor=OFFICER, at=installation.at)

    answer = system.get("/v1/probe")

    assert answer.json()["code"] == "CLIENT_SUSPENDED"
    event = audit.events(event_prefix="api.refused")[-1]
    assert event.client == str(installation.client.id)


def test_refused_call_is_filed_under_the_case_of_its_number(installation: Installation, stranger: Client) -> None:
    stranger.get("/v1/probe", HTTP_EPAK_NUMBER=installation.client.epak_number)

    assert audit.events(event_prefix="api.refused")[-1].case == f"case-40003011203-{Environment.TEST}"


def test_test_certificate_is_refused_by_the_production_door(
    system: Client, installation: Installation, door: Callable[..., None]
) -> None:
    door("api", "production")

    assert system.get("/v1/probe").json()["code"] == "CLIENT_CERTIFICATE_OTHER_ENVIRONMENT"


def test_probe_tells_who_you_are(system: Client, installation: Installation) -> None:
    answer = system.get("/v1/probe").json()

    assert answer["admitted"] is True
    assert answer["client"]["name"] == installation.client.name
    assert answer["epakNumber"] == installation.client.epak_number
    assert answer["environment"] == "test"


def test_session_of_another_client_is_refused(system: Client, installation: Installation) -> None:
    session = installation.open()
    from esigner.signing.models import Session

    Session.objects.filter(id=session.id).update(client_id="00000000-0000-0000-0000-000000000001")

    answer = system.get(f"/v1/sessions/{session.id}")

    assert (answer.status_code, answer.json()["code"]) == (403, "SESSION_OF_ANOTHER_CLIENT")
