"""The gate stands before every address, and says why it keeps somebody out."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from pytest_django import Settings

from esigner import audit
from esigner.asn1 import der
from esigner.registry import certificates, clients
from esigner.registry.kinds import Environment
from tests.world import strangers
from tests.world.sessions import Installation, by_officer, call_environ

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


def unreadable() -> dict[str, Any]:
    """Return the environ of a call with a certificate of 17 KiB."""
    pem = "-----BEGIN CERTIFICATE-----\n" + "A" * 17 * 1024 + "\n-----END CERTIFICATE-----\n"
    return {"asgi.scope": {"type": "http", "extensions": {"tls": {"client_cert_chain": [pem]}}}}


def refusals(installation: Installation) -> dict[str, dict[str, Any]]:
    """Give, for every code of the gate, the environ of a call that gets it."""
    good = installation.headers()
    persona = installation.persona()
    return {
        "CLIENT_CERTIFICATE_MISSING": good | call_environ(None),
        "CLIENT_CERTIFICATE_UNREADABLE": good | call_environ(None) | unreadable(),
        "CLIENT_CERTIFICATE_UNKNOWN": good | call_environ(persona),
        "ADDRESS_NOT_ALLOWED": good | {"REMOTE_ADDR": "192.0.2.7"},
        "EPAK_NUMBER_MISSING": {name: value for name, value in good.items() if name != "HTTP_EPAK_NUMBER"},
        "EPAK_NUMBER_MISMATCH": good | {"HTTP_EPAK_NUMBER": "EPAK-2026-99999"},
    }


@pytest.mark.parametrize(
    "code",
    [
        "CLIENT_CERTIFICATE_MISSING",
        "CLIENT_CERTIFICATE_UNREADABLE",
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


def _odd_certificates() -> dict[str, x509.Certificate]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    names = {
        "T61String": strangers.string(strangers.T61, b"J\xf6rgen"),
        "illegal PrintableString": strangers.string(strangers.PRINTABLE, b"a@*_\xf6"),
        "bad UTF-8": strangers.string(strangers.UTF8, b"\xff\xfe\x00"),
        "half a BMPString": strangers.string(strangers.BMP, b"\x00A\x00"),
        "a UniversalString": strangers.string(strangers.UNIVERSAL, b"\x7f\xff\xff\xff"),
        "no string": strangers.string(strangers.BITS, b"\x00\x01"),
        "a country of three": strangers.string(strangers.PRINTABLE, b"LVA", oid="2.5.4.6"),
        "an empty name": b"\x30\x00",
        "an attribute twice": der.sequence(der.set_of(*[der.sequence(der.oid("2.5.4.3"), der.utf8_string("x"))] * 2)),
        "a long name": strangers.name("x" * 4_000),
    }
    made = {
        title: strangers.make(subject=name, not_before=at, not_after=at.replace(year=2027)).certificate
        for title, name in names.items()
    }
    extensions = {
        "x400Address": strangers.extension("2.5.29.17", der.sequence(der.tlv(0xA3, b""))),
        "a broken extension": strangers.extension("2.5.29.15", b"\x05\x00", critical=True),
    }
    return made | {
        title: strangers.make(
            subject=strangers.name("x"), extensions=[one], not_before=at, not_after=at.replace(year=9999)
        ).certificate
        for title, one in extensions.items()
    }


_ODD = _odd_certificates()


@pytest.mark.attack
@pytest.mark.parametrize("title", _ODD)
@pytest.mark.parametrize("source", ["embedded", "nginx"])
def test_probe_answers_a_problem_to_any_certificate(
    title: str, source: str, installation: Installation, stranger: Client, settings: Settings
) -> None:
    settings.ESIGNER_TLS_SOURCE = source
    environ = call_environ(_ODD[title])
    if source == "nginx":
        pem = _ODD[title].public_bytes(Encoding.PEM).decode()
        environ = {"REMOTE_ADDR": "", "HTTP_CLIENTADDRESS": "192.0.2.7", "HTTP_CLIENTCERTIFICATE": quote(pem)}

    answer = stranger.get("/v1/probe", **environ)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (401, "CLIENT_CERTIFICATE_UNKNOWN")
    assert answer.json()["certificate"]["fingerprintSha256"] == _ODD[title].fingerprint(hashes.SHA256()).hex()


def test_probe_shows_the_name_of_a_t61_string(installation: Installation, stranger: Client) -> None:
    answer = stranger.get("/v1/probe", **call_environ(_ODD["T61String"]))

    assert answer.json()["certificate"]["subject"] == "CN=Jörgen"


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

    certificates.revoke(certificate_id=own.id, reason="superseded", act=by_officer(at=installation.at))

    assert system.get("/v1/probe").json()["code"] == "CLIENT_CERTIFICATE_REVOKED"


def test_suspended_client_is_refused_by_name(system: Client, installation: Installation) -> None:
    clients.suspend(client_id=installation.client.id, reason="test", act=by_officer(at=installation.at))

    answer = system.get("/v1/probe")

    assert answer.json()["code"] == "CLIENT_SUSPENDED"
    event = audit.events(event_prefix="api.refused")[-1]
    assert event.client == str(installation.client.id)
    assert (event.actor, event.institution) == (installation.client.actor, str(installation.client.institution_id))


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
