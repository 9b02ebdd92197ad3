"""What comes out of a session over the API: the document, at which level, how often, and until when."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from esigner import audit
from esigner.signing import retention, waiting_signatures
from tests.web.api.test_sessions import NAMES, open_session, sign, upload
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db


JSON = "application/json"


def test_result_before_signing_is_a_conflict(system: Client) -> None:
    session = open_session(system)

    answer = system.get(f"/v1/sessions/{session['id']}/result")

    assert (answer.status_code, answer.json()["code"]) == (409, "RESULT_NOT_READY")


def test_result_is_recorded_as_sent_once_all_of_it_left(system: Client, installation: Installation) -> None:
    session = open_session(system)
    upload(system, session)
    sign(system, installation, session)
    path = f"/v1/sessions/{session['id']}/result"

    assert system.head(path).getvalue() == b""
    assert audit.events(event_prefix="signing.result.sent") == [], "nothing left"

    whole = system.get(path).getvalue()

    (event,) = audit.events(event_prefix="signing.result.sent")
    assert event.data == {"format": "asice", "level": "LT", "bytes": len(whole)}
    assert (event.subject, event.client) == (session["id"], str(installation.client.id))


def test_result_whose_time_is_over_is_gone_by_name(system: Client, installation: Installation) -> None:
    session = open_session(system)
    upload(system, session)
    sign(system, installation, session)
    retention.purge_all(act=installation.by_system(at=installation.now() + timedelta(days=31)))

    answer = system.get(f"/v1/sessions/{session['id']}/result")

    assert (answer.status_code, answer.json()["code"]) == (410, "RESULT_PURGED")
    assert system.get(f"/v1/sessions/{session['id']}").json()["status"] == "SIGNED"


def test_document_of_a_lower_level_is_given_on_explicit_wish_alone(system: Client, installation: Installation) -> None:
    session = open_session(system)
    upload(system, session)
    installation.trust.down = "/tsa/"
    waiting = sign(system, installation, session).json()
    assert (waiting["status"], waiting["level"], waiting["resultUrl"]) == ("SIGNING", "LT", None)
    (signature,) = waiting["signatures"]
    assert (signature["levelReached"], signature["outstanding"]["code"]) == ("B", "SERVICE_FAILED")
    assert signature["nextTryAt"]
    path = f"/v1/sessions/{session['id']}/result"
    assert waiting["keptUrl"].endswith(f"{path}?atLeast=B")

    plain, wished, too_high = (system.get(path + query) for query in ("", "?atLeast=B", "?atLeast=LT"))

    assert (plain.status_code, plain.json()["code"]) == (409, "RESULT_NOT_READY")
    assert (too_high.status_code, too_high.json()["code"]) == (409, "RESULT_BELOW_LEVEL")
    assert (wished["Signature-Level"], wished["Signature-Outstanding"]) == ("B", "SERVICE_FAILED")
    assert ".B.asice" in wished["Content-Disposition"]
    assert set(NAMES) <= set(zipfile.ZipFile(io.BytesIO(wished.getvalue())).namelist())
    assert system.get(f"{path}?atLeast=best").json()["code"] == "REQUEST_INVALID"


def test_given_up_signature_is_finished_when_asked(system: Client, installation: Installation) -> None:
    session = open_session(system)
    upload(system, session)
    installation.trust.down = "/tsa/"
    waiting = sign(system, installation, session).json()
    waiting_signatures.give_up(signature_id=waiting["signatures"][0]["id"], act=installation.by_system())
    failed = system.get(f"/v1/sessions/{session['id']}").json()
    assert (failed["status"], failed["failure"]["code"]) == ("FAILED", "SERVICE_FAILED")
    assert "saglabāts zemākā līmenī" in failed["failure"]["detail"]
    assert failed["keptUrl"]
    installation.trust.down = ""

    finished = system.post(f"/v1/sessions/{session['id']}/completion")

    assert (finished.status_code, finished.json()["status"]) == (200, "SIGNED")
    assert (finished.json()["keptUrl"], finished.json()["signatures"][0]["levelReached"]) == (None, "LT")
    result = system.get(f"/v1/sessions/{session['id']}/result?atLeast=LT")
    assert result["Signature-Level"] == "LT"
    assert "Signature-Outstanding" not in result
    result.close()
