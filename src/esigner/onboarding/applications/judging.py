"""Judging a signed application that comes in: five named checks, all made, never first-fail.

The file is a stranger's, so it is opened in a process of its own.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from esigner import ades, isolation
from esigner.ades.validation import Report, SignatureReport
from esigner.errors import Text
from esigner.onboarding import terms
from esigner.onboarding.applications.rendering import Rendering
from esigner.onboarding.applications.validation import validate
from esigner.onboarding.checks import Check, failed, none_failed, passed
from esigner.onboarding.form import Form
from esigner.onboarding.permissions import Person
from esigner.registry import anchors
from esigner.registry.kinds import AnchorPurpose, Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Every check's result, and the validation report behind two of them."""

    checks: tuple[Check, ...]
    report: Report
    terms_version: int
    """Version of the Terms inside what was signed."""
    passed: bool


def judge(
    *, name: str, content: bytes, form: Form, rendered: Rendering, by: Person, address: str, at: datetime
) -> Judgement:
    """Make every check of a .edoc, .asice or .pdf that claims to be this application, signed.

    Raises:
        ValidationAbortedError, ValidationBusyError, ValidationShareUsedUpError: It could not be judged.
    """
    judged = isolation.judge(content, name=name, trust=trust(), at=at, parties=_parties(by, address))
    report = judged.report
    checks = (
        _registration_number(form),
        _signatures(report),
        _timestamps(report.signatures),
        _content(judged, rendered, content),
        _terms(rendered, by),
    )
    return Judgement(checks=checks, report=report, terms_version=rendered.terms_version, passed=none_failed(checks))


def _parties(by: Person, address: str) -> list[isolation.Party]:
    """Return the parties it is counted for: an account leaves room for its neighbours, and these for all others."""
    account = isolation.Party(name=f"account {by.id}", leaves=2)
    return [account, isolation.Party(name=f"address {address}")] if address else [account]


def trust() -> ades.Trust:
    """Return whom the agency trusts for applications: production's anchors, a sandbox also test's."""
    environments = [Environment.PRODUCTION, *([Environment.TEST] if settings.ESIGNER_SANDBOX else [])]
    purposes = (AnchorPurpose.SIGNATURE, AnchorPurpose.TIMESTAMP)
    found = [one for place in environments for purpose in purposes for one in anchors.of(place, purpose)]
    return ades.Trust.of(list(dict.fromkeys(found)))


def _registration_number(form: Form) -> Check:
    faults = [fault for fault in validate(form) if fault.field == "registration_number"]
    if faults:
        return failed("REGISTRATION_NUMBER", faults[0].text)
    return passed("REGISTRATION_NUMBER", Text("Reģistrācijas numurs ir derīgs.", "The registration number is valid."))


def _signatures(report: Report) -> Check:
    if report.passed and report.signatures:
        return passed(
            "SIGNATURES_PASSED",
            Text("Visi paraksti ir derīgi (TOTAL-PASSED).", "Every signature is valid (TOTAL-PASSED)."),
        )
    why = report.rule.text if report.rule else Text("failā nav paraksta", "the file holds no signature")
    return failed(
        "SIGNATURES_PASSED",
        Text(
            f"Paraksts nav atzīts par derīgu ({report.indication.value}): {why.lv}",
            f"The signature is not found valid ({report.indication.value}): {why.en}",
        ),
    )


def _timestamps(signatures: Sequence[SignatureReport]) -> Check:
    if signatures and all(signature.timestamped_at is not None for signature in signatures):
        return passed(
            "TIMESTAMP_PRESENT", Text("Katram parakstam ir laika zīmogs.", "Every signature has a timestamp.")
        )
    return failed(
        "TIMESTAMP_PRESENT",
        Text(
            "Nav derīga laika zīmoga katram parakstam. Parakstiet ar laika zīmogu (vismaz B-T līmenis).",
            "Not every signature has a good timestamp. Sign with a timestamp (level B-T at least).",
        ),
    )


def _content(judged: isolation.Judged, rendered: Rendering, content: bytes) -> Check:
    if _is_signed_pdf(judged.report, rendered, content) or _is_container(judged, rendered):
        return passed(
            "SIGNED_CONTENT",
            Text(
                "Parakstīts tieši sistēmas sagatavotais pieteikums.", "What is signed is the application as rendered."
            ),
        )
    return failed(
        "SIGNED_CONTENT",
        Text(
            "Parakstītais saturs atšķiras no sistēmas sagatavotā. Lejupielādējiet abus failus (PDF un JSON) un "
            "parakstiet tos nemainītus vienā konteinerā, vai parakstiet pašu PDF.",
            "What is signed differs from what the system rendered. Download both files (PDF and JSON) and sign them "
            "unchanged in one container, or sign the PDF itself.",
        ),
    )


def _is_container(judged: isolation.Judged, rendered: Rendering) -> bool:
    """Return whether the container holds exactly both files and every signature covers both."""
    names = set(judged.data_sha256)
    covered = all(names <= set(signature.scope) for signature in judged.report.signatures)
    wanted = [hashlib.sha256(file).hexdigest() for file in (rendered.pdf, rendered.json)]
    return covered and sorted(judged.data_sha256.values()) == sorted(wanted)


def _is_signed_pdf(report: Report, rendered: Rendering, content: bytes) -> bool:
    """Return whether every signed revision grows from the rendered bytes.

    Validation finds changes after a signature. What the update with the first signature draws over
    the pages is not judged: other software puts a visible stamp there. The officer decides on the fields as stored.
    """
    whole = content.startswith(rendered.pdf)
    ends = [signature.signed_bytes for signature in report.signatures]
    return whole and bool(ends) and all(end is not None and end >= len(rendered.pdf) for end in ends)


def _terms(rendered: Rendering, by: Person) -> Check:
    newest = terms.current()
    if rendered.terms_version == newest.number and terms.opened(person_id=by.id) is not None:
        return passed(
            "TERMS_CURRENT",
            Text(
                f"Spēkā esošā Noteikumu redakcija ({newest.number}.) ir atvērta.",
                f"The current version of the Terms ({newest.number}) was opened.",
            ),
        )
    return failed(
        "TERMS_CURRENT",
        Text(
            f"Atveriet spēkā esošo Noteikumu redakciju ({newest.number}.) un sagatavojiet pieteikumu no jauna.",
            f"Open the current version of the Terms ({newest.number}) and render the application again.",
        ),
    )
