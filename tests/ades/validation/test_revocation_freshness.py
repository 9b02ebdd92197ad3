"""Whether a status covers the time in question: every border of EN 319 102-1, 5.2.5.4, and of the policies."""

from datetime import datetime, timedelta
from typing import Final

import pytest

from esigner.ades.rules import Finding, trust_rules
from esigner.ades.trust.anchors import Trust
from esigner.ades.trust.revocation import Status
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import revocation_freshness
from esigner.ades.validation.policies import Policy, named
from esigner.ades.validation.revocation_freshness import Outcome, Question
from esigner.asn1 import der
from tests.world import strangers
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, SIGNED_AT
from tests.world.strangers import Made, extension

STAMPED_AT: Final = SIGNED_AT
NOW: Final = SIGNED_AT + timedelta(days=900)
DAY, SECOND = timedelta(hours=24), timedelta(seconds=1)
LV, EE = named("lv"), named("ee")


def question(*, stamped: bool = True, policy: Policy = LV, evidence: ValidationData | None = None) -> Question:
    return Question(
        evidence=evidence or ValidationData(),
        trust=Trust(),
        pool=(),
        best_time=STAMPED_AT if stamped else NOW,
        stamped=stamped,
        at=NOW,
        policy=policy,
    )


def status(
    *, known: datetime, holds: datetime | None = None, produced: datetime | None = None, source: str = "OCSP"
) -> Status:
    return Status(produced_at=produced or known, this_update=known, next_update=holds, revoked_at=None, source=source)


def against(found: Status, asked: Question) -> tuple[str, str] | None:
    finding = revocation_freshness._against(found, asked)
    return None if finding is None else (finding.rule.code, finding.detail)


@pytest.mark.parametrize(
    ("known", "holds", "covers"),
    [
        (NOW - DAY, None, True),
        (NOW - DAY - SECOND, None, False),
        (NOW - 9 * DAY, NOW, True),
        (NOW - 9 * DAY, NOW - SECOND, False),
        (NOW - DAY, NOW - SECOND, True),
    ],
)
@pytest.mark.parametrize("source", ["OCSP", "CRL"])
def test_without_a_timestamp_the_status_must_hold_now(
    known: datetime, holds: datetime | None, source: str, *, covers: bool
) -> None:
    found = against(status(known=known, holds=holds, source=source), question(stamped=False))
    assert found == (None if covers else ("REVOCATION_STALE", known.isoformat()))


@pytest.mark.parametrize(
    ("known", "holds", "covers"),
    [
        (STAMPED_AT - DAY, STAMPED_AT, True),
        (STAMPED_AT - DAY, STAMPED_AT - SECOND, False),
        (STAMPED_AT - SECOND, None, False),
        (STAMPED_AT, None, True),
        (STAMPED_AT + DAY, STAMPED_AT + 2 * DAY, True),
    ],
)
def test_list_covers_the_timestamp_by_its_term_or_by_being_later(
    known: datetime, holds: datetime | None, *, covers: bool
) -> None:
    found = against(status(known=known, holds=holds, source="CRL"), question())
    assert found == (None if covers else ("REVOCATION_STALE", known.isoformat()))


@pytest.mark.parametrize(
    ("known", "holds", "covers"),
    [
        (STAMPED_AT - DAY, None, True),
        (STAMPED_AT - DAY - SECOND, None, False),
        (STAMPED_AT - 2 * DAY, STAMPED_AT, True),
        (STAMPED_AT - 2 * DAY, STAMPED_AT - SECOND, False),
    ],
)
def test_answer_covers_the_timestamp_as_long_as_its_knowledge_holds(
    known: datetime, holds: datetime | None, *, covers: bool
) -> None:
    """5.2.5.4, note 3: the time of the information, not of the answer."""
    found = against(status(known=known, holds=holds, produced=STAMPED_AT), question())
    assert found == (None if covers else ("REVOCATION_STALE", known.isoformat()))


@pytest.mark.parametrize(
    ("policy", "gap", "code"),
    [
        (LV, -SECOND, None),
        (LV, -2 * SECOND, "OCSP_BEFORE_TIMESTAMP"),
        (LV, 800 * DAY, None),
        (EE, timedelta(0), None),
        (EE, -SECOND, "OCSP_BEFORE_TIMESTAMP"),
        (EE, DAY, None),
        (EE, DAY + SECOND, "OCSP_TOO_LATE"),
    ],
)
def test_answer_is_produced_within_what_the_policy_allows(policy: Policy, gap: timedelta, code: str | None) -> None:
    produced = STAMPED_AT + gap
    found = against(status(known=STAMPED_AT, produced=produced), question(policy=policy))
    assert found == (None if code is None else (code, f"{produced.isoformat()} / {STAMPED_AT.isoformat()}"))


@pytest.mark.parametrize(
    ("gap", "source", "stamped", "warned"),
    [
        (timedelta(minutes=15), "OCSP", True, False),
        (timedelta(minutes=15, seconds=1), "OCSP", True, True),
        (timedelta(minutes=15, seconds=1), "CRL", True, False),
        (timedelta(minutes=15, seconds=1), "OCSP", False, False),
    ],
)
def test_late_answer_is_warned_of(gap: timedelta, source: str, *, stamped: bool, warned: bool) -> None:
    asked = question(stamped=stamped, policy=EE)
    found = revocation_freshness._late(
        status(known=asked.best_time, produced=asked.best_time + gap, source=source), asked
    )
    expected = Finding(rule=trust_rules.OCSP_TOO_LATE, detail=f"{gap} after the timestamp")
    assert found == ((expected,) if warned else ())


def made(name: str, *extensions: bytes, issuer: Made | None = None) -> Made:
    return strangers.make(
        subject=strangers.name(name), issuer=issuer, extensions=extensions, not_before=NOT_BEFORE, not_after=NOT_AFTER
    )


ISSUER: Final = made("issuer", *strangers.authority_extensions())
LEAF: Final = made("leaf", issuer=ISSUER)
OTHER: Final = made("other", issuer=ISSUER)


def listed(*rows: bytes, known: datetime = STAMPED_AT, holds: datetime = NOW) -> bytes:
    return strangers.revocation_list(ISSUER, revoked=rows, this_update=known, next_update=holds)


def row(revoked_at: datetime) -> bytes:
    return strangers.entry(LEAF.certificate, revoked_at=revoked_at)


def answered(about: Made = LEAF, *, known: datetime = STAMPED_AT) -> bytes:
    at = der.generalized_time(known)
    return strangers.answer(
        ISSUER, strangers.single(about.certificate, ISSUER.certificate, this_update=at), produced_at=at
    )


def signer(*answers: bytes, lists: tuple[bytes, ...] = (), stamped: bool = True, leaf: Made = LEAF) -> Outcome:
    evidence = ValidationData(ocsp_responses=answers, crls=lists)
    return revocation_freshness.judge_signer(
        leaf.certificate, ISSUER.certificate, question(stamped=stamped, evidence=evidence)
    )


def findings(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.rule.code, one.detail) for one in outcome.findings]


def test_signer_without_material_is_left_open_and_with_it_is_right() -> None:
    assert findings(signer()) == [("REVOCATION_MISSING", "")]
    assert signer(answered()) == Outcome()
    assert signer(lists=(listed(),)) == Outcome()


@pytest.mark.parametrize("stamped", [True, False])
def test_revocation_counts_until_the_time_in_question(*, stamped: bool) -> None:
    best = STAMPED_AT if stamped else NOW
    for revoked_at, counts in ((best, True), (best - SECOND, True), (best + SECOND, False)):
        found = findings(signer(lists=(listed(row(revoked_at), holds=NOW + DAY),), stamped=stamped))
        assert found == ([("CERTIFICATE_REVOKED", revoked_at.isoformat())] if counts else [])


def test_earliest_revocation_is_told_and_no_good_answer_outweighs_it() -> None:
    early, late = STAMPED_AT - DAY, STAMPED_AT - SECOND
    lists = (listed(row(late)), listed(row(early)))
    assert findings(signer(answered(), lists=lists)) == [("CERTIFICATE_REVOKED", early.isoformat())]


def test_certificate_that_says_it_has_no_status_needs_none() -> None:
    """RFC 9608, 4: noRevAvail."""
    unchecked = made("unchecked", extension("2.5.29.56", der.NULL), issuer=ISSUER)
    assert signer(leaf=unchecked) == Outcome()


def test_one_status_that_covers_is_enough_else_the_first_says_why() -> None:
    old, older = STAMPED_AT - 3 * DAY, STAMPED_AT - 5 * DAY
    stale = listed(known=old, holds=old), listed(known=older, holds=older)
    assert signer(lists=(*stale, listed())) == Outcome()
    assert findings(signer(lists=stale)) == [("REVOCATION_STALE", old.isoformat())]
    assert findings(signer(answered(OTHER), lists=stale)) == [("REVOCATION_STALE", old.isoformat())]


def test_answer_about_another_is_told_only_where_nothing_else_is() -> None:
    assert findings(signer(answered(OTHER))) == [("OCSP_OTHER_CERTIFICATE", "")]
    assert findings(signer(answered(OTHER), b"\x30\x00")) == [("OCSP_MALFORMED", "")]
    future = NOW + DAY
    assert findings(signer(answered(OTHER), answered(known=future))) == [("OCSP_FROM_FUTURE", future.isoformat())]


def test_warning_of_a_late_answer_comes_with_the_outcome() -> None:
    late = answered(known=STAMPED_AT + 2 * DAY)
    outcome = signer(late)
    assert outcome.findings == ()
    assert [one.rule.code for one in outcome.warnings] == ["OCSP_TOO_LATE"]


def test_issuer_is_refused_only_where_it_was_revoked_by_now() -> None:
    for rows, expected in (
        ((), []),
        ((row(NOW),), [NOW]),
        ((row(NOW + SECOND),), []),
        ((row(STAMPED_AT + DAY),), [STAMPED_AT + DAY]),
    ):
        evidence = ValidationData(crls=(listed(*rows, holds=NOW + DAY),))
        found = revocation_freshness.judge_issuer(LEAF.certificate, ISSUER.certificate, question(evidence=evidence))
        assert [(one.rule.code, one.detail) for one in found] == [
            ("ISSUER_REVOKED", one.isoformat()) for one in expected
        ]
    twice = ValidationData(crls=(listed(row(NOW)), listed(row(STAMPED_AT))))
    told = revocation_freshness.judge_issuer(LEAF.certificate, ISSUER.certificate, question(evidence=twice))
    assert [one.detail for one in told] == [STAMPED_AT.isoformat()]
