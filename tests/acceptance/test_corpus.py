"""Verdicts that other projects recorded on their own test files; the files stay where they are.

The folder is `../shared/corpus` or what ESIGNER_CORPUS names; without it these tests are skipped, and say so.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from esigner.ades.rules import Indication
from esigner.ades.trust import loading
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import Report, validate

CORPUS = Path(os.environ.get("ESIGNER_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
AGREEMENT_AT_LEAST = 0.98
NOT_PASSED = {"TOTAL_FAILED", "INDETERMINATE", "REFUSED", "NO_SIGNATURE"}
pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS.name}: set ESIGNER_CORPUS"),
    pytest.mark.filterwarnings("ignore:Parsed a serial number"),
]


@dataclass(frozen=True)
class Outcome:
    """A row and what we said."""

    row: dict[str, Any]
    report: Report

    @property
    def said(self) -> str:
        return self.report.indication.value.replace("-", "_")

    @property
    def expected(self) -> set[str]:
        row = self.row
        words = {word for word in row["acceptable_overall"] or [] if word} or {row["expected_overall"]}
        if words & {"NOT_PASSED", "REJECTED"}:
            words |= NOT_PASSED
        if "NO_SIGNATURES" in words:
            words |= {"NO_SIGNATURE", "REFUSED"}
        return words

    @property
    def agrees(self) -> bool:
        online = self.row["needs_online_revocation"] and self.said == "INDETERMINATE"
        return self.said in self.expected or online


@cache
def _trust(names: tuple[str, ...]) -> Trust:
    return loading.load(CORPUS / "trust" / name for name in names)


def _judged(row: dict[str, Any]) -> Outcome:
    names = tuple(sorted(row["trust_min"] or ()))
    day = row["validation_date"]
    at = datetime.fromisoformat(day if "T" in day else f"{day}T12:00:00+00:00")
    document = (CORPUS / row["path"]).read_bytes()
    return Outcome(row, validate(document, name=row["path"], trust=_trust(names), at=at, policy="etsi"))


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    rows = json.loads((CORPUS / "manifest.json").read_text())
    return [_judged(row) for row in rows if not row["detached"]]


def test_nothing_passes_that_should_not(outcomes: list[Outcome]) -> None:
    passed = [o for o in outcomes if o.report.indication is Indication.TOTAL_PASSED]
    wrong = [o.row["path"] for o in passed if o.row["tier"] != "C" and not o.agrees]
    wrong += [o.row["path"] for o in passed if o.row["expected_integrity"] == "invalid"]
    assert wrong == []


def test_recorded_verdicts_agree(outcomes: list[Outcome]) -> None:
    rows = [o for o in outcomes if o.row["tier"] == "A"]
    differing = [(o.row["path"], o.said, o.report.rule and o.report.rule.code) for o in rows if not o.agrees]
    assert len(differing) <= (1 - AGREEMENT_AT_LEAST) * len(rows), differing


def test_unsigned_files_are_said_to_be_unsigned(outcomes: list[Outcome]) -> None:
    assert [o.row["path"] for o in outcomes if o.row["tier"] == "N" and not o.agrees] == []


def test_integrity_agrees(outcomes: list[Outcome]) -> None:
    rows = [o for o in outcomes if o.row["tier"] == "C" and o.row["expected_integrity"] == "valid"]
    broken = {"HASH_FAILURE", "SIG_CRYPTO_FAILURE"}
    assert [o.row["path"] for o in rows if o.report.sub_indication in broken or o.said == "REFUSED"] == []
