from datetime import UTC, datetime

import pytest

from esigner import audit

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_by_system_answers_no_request_and_acts_for_no_institution() -> None:
    assert audit.by_system(at=AT) == audit.Act(actor=audit.SYSTEM, at=AT, request_id="", institution="")


@pytest.mark.parametrize(("own", "expected"), [("", "kept"), ("own", "own")])
def test_answering_fills_in_the_request_of_an_act_that_has_none(own: str, expected: str) -> None:
    act = audit.Act(actor=audit.SYSTEM, at=AT, request_id=own, institution="i")
    assert act.answering("kept") == audit.Act(actor=audit.SYSTEM, at=AT, request_id=expected, institution="i")
