"""Several sessions in one act, over the API."""

import base64
import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from esigner.signing.sessions import SignatureStart
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db

JSON = "application/json"
URL = "/v1/signatures"


def opened(system: Client, **document: str) -> str:
    body = {"format": "asice", "documents": [{"name": "a.txt", **document}]}
    return str(system.post("/v1/sessions", body, content_type=JSON).json()["id"])


def start(system: Client, installation: Installation, *sessions: str, **headers: str) -> Any:  # noqa: ANN401 - the test client's answer has no public type
    certificate = base64.b64encode(installation.persona().public_bytes(Encoding.DER)).decode()
    body = {"sessions": sessions, "signingCertificate": certificate}
    return system.post(URL, body, content_type=JSON, headers=headers)


def value(installation: Installation, item: dict[str, Any]) -> dict[str, str]:
    signature = item["signature"]
    made = installation.value(
        SignatureStart(
            signature_id=signature["signatureId"],
            data_to_sign=base64.b64decode(signature["dataToSign"]),
            digest=base64.b64decode(signature["digest"]),
            digest_algorithm=signature["digestAlgorithm"],
            signature_algorithm=signature["signatureAlgorithm"],
        )
    )
    encoded = base64.b64encode(made).decode()
    return {"sessionId": item["sessionId"], "signatureId": signature["signatureId"], "signatureValue": encoded}


def test_each_item_tells_how_it_went(system: Client, installation: Installation) -> None:
    ready, awaiting, unknown = opened(system, content="QUJD"), opened(system), str(uuid.uuid4())

    answer = start(system, installation, ready, awaiting, unknown)

    assert answer.status_code == 200, answer.content
    items = answer.json()["items"]
    assert [one["sessionId"] for one in items] == [ready, awaiting, unknown]
    failures = [one["failure"] and one["failure"]["code"] for one in items]
    assert failures == [None, "SESSION_STATE_CONFLICT", "SESSION_NOT_FOUND"]
    assert all(one["failure"]["detail"] and not one["failure"]["retryable"] for one in items[1:])
    stray = {"sessionId": awaiting, "signatureId": "none", "signatureValue": "QUJD"}
    done = system.put(URL, {"values": [value(installation, items[0]), stray]}, content_type=JSON)
    assert done.status_code == 200, done.content
    first, second = done.json()["items"]
    assert (first["session"]["status"], first["failure"]) == ("SIGNED", None)
    assert (second["session"], second["failure"]["code"]) == (None, "SIGNATURE_NOT_FOUND")
    assert system.get(f"/v1/sessions/{ready}/result").getvalue().startswith(b"PK")


def test_same_key_gives_the_same_answer(system: Client, installation: Installation) -> None:
    ready = opened(system, content="QUJD")

    first, second = (start(system, installation, ready, **{"Idempotency-Key": "k"}).json() for _ in range(2))

    assert first == second


def test_one_session_twice_is_refused(system: Client, installation: Installation) -> None:
    ready = opened(system, content="QUJD")

    answer = start(system, installation, ready, ready.upper())

    assert (answer.status_code, answer.json()["code"]) == (400, "SESSION_REPEATED")


@pytest.mark.parametrize("sessions", [[], ["x"], [str(uuid.UUID(int=number)) for number in range(101)]])
def test_none_or_odd_or_too_many_sessions_are_refused(
    system: Client, installation: Installation, sessions: list[str]
) -> None:
    answer = start(system, installation, *sessions)

    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")
