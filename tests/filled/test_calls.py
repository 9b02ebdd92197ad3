"""No call of a client reads more rows because there are more."""

import pytest
from django.test import Client

from esigner.signing import sessions
from tests.world import filled, plans
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db
TIMES = 20_000
MORE = 100
"""Rows that may differ: a plan may choose another index where tables are larger."""


def rows_of_each_call(installation: Installation) -> dict[str, int]:
    """Make every call of a session, and return the rows that each read."""
    system = Client(**installation.headers())
    found = {}
    with plans.reads() as read:
        assert system.get("/v1/probe").status_code == 200
    found["probe"] = read.rows
    with plans.reads() as read:
        session = installation.open()
    found["open"] = read.rows
    with plans.reads() as read:
        start = installation.start(session)
    found["prepare"] = read.rows
    value = installation.value(start)
    with plans.reads() as read:
        sessions.finalize(
            session_id=session.id, signature_id=start.signature_id, value=value, act=installation.by_signer()
        )
    found["finalize"] = read.rows
    with plans.reads() as read:
        assert system.get(f"/v1/sessions/{session.id}").status_code == 200
    found["view"] = read.rows
    with plans.reads() as read:
        answer = system.get(f"/v1/sessions/{session.id}/result")
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # read to its end, which closes it
    found["result"] = read.rows
    return found


def test_calls_read_no_more_rows_however_much_there_is(installation: Installation) -> None:
    rows_of_each_call(installation)
    before = rows_of_each_call(installation)
    owner = filled.Owner(client_id=installation.client.id, case_id="case", fingerprint_sha256="f" * 64)
    filled.fill(owner, events=TIMES, certificates=TIMES // 10, sessions=TIMES)

    after = rows_of_each_call(installation)

    assert {call: rows for call, rows in after.items() if rows - before[call] > MORE} == {}, (before, after)
