"""Steps of a client's life, played by the code of any version: its own `esigner` and its own `tests.world`.

It imports only what every landed version has, and speaks to the API as a client does. Run with the steps as arguments
and one JSON object on standard input; the last line it prints is the JSON of what it did.

    found     make tables, authorities and a client that may call the test environment
    upgrade   bring tables and authorities up to date, as a start of today does
    begin     of each document a session prepared, and one accepted: its value is here, its timestamp is not
    work      of each document a session from its opening to its result
    finish    hand in the values of the sessions that were begun, and fetch the results
"""

import importlib.util
import json
import sys
from base64 import b64decode, b64encode
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings

# Libraries that a version needed and we no longer install (django-axes, of the portal) are left out; the API door of
# that version does not use them.
for setting in ("INSTALLED_APPS", "MIDDLEWARE", "AUTHENTICATION_BACKENDS"):
    named = getattr(settings, setting)
    setattr(settings, setting, [one for one in named if importlib.util.find_spec(one.partition(".")[0])])
django.setup()

from cryptography import x509  # noqa: E402 - Django first
from cryptography.hazmat.primitives.serialization import Encoding  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from esigner.config.doors import door_settings  # noqa: E402
from tests.world import sessions  # noqa: E402

JSON = "application/json"
world: Any = sessions
"""Of whichever version plays."""


def found(told: dict[str, Any]) -> dict[str, Any]:
    call_command("migrate", interactive=False, verbosity=0)
    made = world.install(trust=world.TrustServices(), url=told["trust"])
    pem = made.certificate.public_bytes(Encoding.PEM).decode()
    return {"certificate": pem, "epak": made.client.epak_number}


def upgrade(told: dict[str, Any]) -> dict[str, Any]:
    from esigner.config.bootstrap import bootstrap

    bootstrap()
    return {}


def begin(told: dict[str, Any]) -> dict[str, Any]:
    prepared = [_prepared(told, one) for one in told["documents"]]
    accepted = [_prepared(told, one) for one in told["documents"]]
    return {"accepted": [_put_value(told, one) for one in accepted], "begun": prepared + accepted}


def work(told: dict[str, Any]) -> dict[str, Any]:
    return {"worked": [_finished(told, _prepared(told, one)) for one in told["documents"]]}


def finish(told: dict[str, Any]) -> dict[str, Any]:
    return {"finished": [_finished(told, one) for one in told["begun"]]}


def _caller(told: dict[str, Any]) -> Client:
    certificate = x509.load_pem_x509_certificate(told["certificate"].encode())
    return Client(**world.call_environ(certificate), HTTP_EPAK_NUMBER=told["epak"])


def _prepared(told: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Open a session, upload its document, prepare a signature and make its value."""
    caller = _caller(told)
    described = {"name": document["name"], "mediaType": document["mediaType"]}
    asked = {"format": document["format"], "documents": [described]}
    session = _read(caller.post("/v1/sessions", asked, content_type=JSON))
    path = f"/v1/sessions/{session['id']}"
    content, document_id = b64decode(document["content"]), session["documents"][0]["id"]
    _read(caller.put(f"{path}/documents/{document_id}", content, content_type="application/octet-stream"))
    person = world._person("anna")
    der = world.wallet.certificate(person, at=timezone.now()).public_bytes(Encoding.DER)
    start = _read(caller.post(f"{path}/signatures", {"signingCertificate": b64encode(der).decode()}, content_type=JSON))
    to_sign = SimpleNamespace(data_to_sign=b64decode(start["dataToSign"]), digest_algorithm=start["digestAlgorithm"])
    value = world.value_by(world.wallet.key(person), to_sign)
    return {"path": path, "signature": start["signatureId"], "value": b64encode(value).decode()}


def _put_value(told: dict[str, Any], one: dict[str, Any]) -> str:
    body = {"signatureValue": one["value"]}
    return str(
        _read(_caller(told).put(f"{one['path']}/signatures/{one['signature']}", body, content_type=JSON))["status"]
    )


def _finished(told: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    status = _put_value(told, one)
    result: Any = _caller(told).get(f"{one['path']}/result")
    return {"status": status, "result": b64encode(b"".join(result.streaming_content)).decode()}


def _read(answer: Any) -> Any:  # noqa: ANN401 - Django's test answer
    assert answer.status_code in {200, 201}, (answer.status_code, answer.content)
    return answer.json()


def main(steps: list[str]) -> None:
    """Play the steps with trust services of this version, once the test has let calls through to them."""
    setup_test_environment()
    for name, value in door_settings(door="api", environment="test").items():
        setattr(settings, name, value)
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    with world.trust_services() as (_, url):
        sys.stdout.write(json.dumps({"trust": url}) + "\n")
        sys.stdout.flush()
        told = json.loads(sys.stdin.readline())
        settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, "trust": told["trust"]}
        for step in steps:
            told |= globals()[step](told)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
