"""NUL and halves of characters, wherever the API takes a text: refused by name, never a 500."""

import json

import pytest
from django.test import Client

from tests.world.sessions import ORIGIN

pytestmark = [pytest.mark.django_db, pytest.mark.attack]

JSON = "application/json"
ODD = ["a\x00b", "a\ud800b", "\udcff"]
OPENING: dict[str, object] = {"format": "asice", "level": "LT", "documents": [{"name": "a.txt"}]}


ADDRESSES = (
    "/v1/sessions/%00",
    "/v1/sessions/a%00b/result",
    "/v1/probe?x=%00",
    "/v1/probe?%00=1",
    "/v1/%00",
    "/v1/validations?policy=%00",
    "/v1/validations?at=%00",
)


def bodies(odd: str) -> list[dict[str, object]]:
    """Every text of an opening, spoiled."""
    document = {"name": "a.txt", "mediaType": "text/plain"}
    return [
        OPENING | {"documents": [document | {"name": odd}]},
        OPENING | {"documents": [document | {"mediaType": odd}]},
        OPENING | {"format": odd},
        OPENING | {"level": odd},
        OPENING | {"language": odd},
        OPENING | {"signers": [{"name": odd}]},
        OPENING | {"signers": [{"personalCode": odd}]},
        OPENING | {"returnUrl": f"{ORIGIN}/{odd}"},
        OPENING | {"notifyUrl": f"{ORIGIN}/{odd}"},
        OPENING | {"returnUrl": odd},
        OPENING | {odd: odd},
    ]


@pytest.mark.parametrize("odd", ODD)
def test_odd_text_in_an_opening(system: Client, odd: str) -> None:
    system.raise_request_exception = False
    for body in bodies(odd):
        answer = system.post("/v1/sessions", json.dumps(body), content_type=JSON)
        assert answer.status_code in {201, 400, 422}, (body, answer.content)
        assert answer.headers["Content-Type"].startswith(("application/problem+json", "application/json"))


def test_odd_addresses(system: Client) -> None:
    system.raise_request_exception = False
    for path in ADDRESSES:
        for method in ("GET", "POST", "DELETE", "PUT"):
            answer = system.generic(method, path, b"x", content_type="application/octet-stream")
            assert answer.status_code < 500, (method, path, answer.content)


def test_odd_headers(system: Client) -> None:
    system.raise_request_exception = False
    for name in ("EPAK-Number", "Idempotency-Key", "Accept-Language", "Request-Id", "Content-Disposition"):
        for value in ("\x00", "\udcff", "ā", "a" * 9_000):
            answer = system.post("/v1/sessions", OPENING, content_type=JSON, headers={name: value})
            assert answer.status_code < 500, (name, value, answer.content)
