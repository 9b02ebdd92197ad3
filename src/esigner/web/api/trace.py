"""What the audit learns of every call; onboarding computes its test evidence from these events."""

import re
from typing import Final

from cryptography.hazmat.primitives import hashes
from django.http import HttpResponseBase

from esigner import audit
from esigner.registry import epak
from esigner.registry.gate_errors import GateRefusedError
from esigner.web.api import strangers
from esigner.web.api.calls import Call

API_VERSION: Final = "v1"
FIRST_ERROR_STATUS: Final = 400
_PERSONAL_CODE: Final = re.compile(r"\d{6}-\d{5}")


def called(call: Call, *, method: str, route: str, answer: HttpResponseBase) -> None:
    """Record an admitted call with its outcome."""
    failed = answer.status_code >= FIRST_ERROR_STATUS
    audit.record(
        event="api.called",
        act=call.act,
        case=call.case,
        client=call.client_id,
        environment=call.environment.value,
        outcome="failed" if failed else "ok",
        code=str(getattr(answer, "problem_code", "")),
        data={**_facts(call, method), "route": route, "status": answer.status_code},
    )


def refused(call: Call, error: GateRefusedError, *, method: str, path: str) -> None:
    """Record a call that the gate kept out: under its client if it is known, else under the case of its number.

    Of strangers not every one is (`strangers`).
    """
    if not strangers.is_to_be_recorded(call, error):
        return
    client = error.client
    number = client.epak_number if client else call.epak_number
    audit.record(
        event="api.refused",
        act=call.act_of(client) if client else call.act,
        case=(epak.case_of(number) if number else None) or "",
        client=str(client.id) if client else "",
        environment=call.environment.value,
        outcome="refused",
        code=error.code,
        data={**_facts(call, method), "path": _tame(path, limit=200), "status": error.status},
    )


def _tame(text: str, *, limit: int) -> str:
    """Return a stranger's words as the audit can hold them: short, printable, without a personal code."""
    shown = "".join(character if character.isprintable() else "?" for character in text[:limit])
    return _PERSONAL_CODE.sub("******-*****", shown)


def _facts(call: Call, method: str) -> dict[str, "audit.JSON"]:
    certificate = call.peer.certificate
    return {
        "method": _tame(method, limit=10),
        "address": call.peer.address,
        "apiVersion": API_VERSION,
        "certificate": certificate.fingerprint(hashes.SHA256()).hex() if certificate else "",
        "epakNumber": _tame(call.epak_number, limit=60),
    }
