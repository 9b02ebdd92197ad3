"""A signed application comes in (step 1.2): every check is made, all results are shown, and it is taken or not."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

from django.db import transaction

from esigner import audit
from esigner.ades.encoding.format_table import MEDIA_TYPES_BY_ENDING
from esigner.notices import documents as archive
from esigner.notices import register
from esigner.onboarding import checks, correspondence, daily, engine, models, official, permissions
from esigner.onboarding.applications import joining, rows, signers
from esigner.onboarding.applications.form import Form
from esigner.onboarding.applications.judging import Judgement, judge
from esigner.onboarding.applications.rendering import kept
from esigner.onboarding.applications.view import ApplicationView, read
from esigner.onboarding.checks import Check
from esigner.onboarding.errors import ApplicationChangedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side
from esigner.onboarding.terms import version
from esigner.pki import private_keys

_LARGEST_KEY_BYTES: Final = 128 * 1024
_MEDIA_TYPES: Final = {
    ".pdf": "application/pdf",
    **{ending: MEDIA_TYPES_BY_ENDING[ending] for ending in (".asice", ".edoc")},
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What became of a signed file."""

    accepted: bool
    checks: tuple[Check, ...]
    application: ApplicationView


def submit_signed(
    *, application_id: uuid.UUID, by: Person, name: str, content: bytes, address: str = "", at: datetime
) -> Submission:
    """Judge a .edoc, .asice or .pdf; accepted: stored, sealed receipt, agency told; refused: nothing is stored.

    A refusal is recorded in the audit with the names of the failed checks, and nowhere else.

    Args:
        application_id: Which one.
        by: The applicant.
        name: Of the file, as it came.
        content: Its bytes.
        address: From where it comes; empty where nobody sends it, but we fetch it.
        at: Now.

    Raises:
        PrivateKeyUploadedError: It is a key file, chosen by mistake.
        ValidationAbortedError, ValidationBusyError, ValidationShareUsedUpError: It could not be judged.
    """
    row = rows.find(application_id, by=by)
    permissions.check_can_edit_application(by, applicant_id=row.applicant_id)
    engine.check_move(row, "sign")
    daily.check(by, at=at)
    if len(content) <= _LARGEST_KEY_BYTES:
        private_keys.refuse(content)
    # The name decides nothing but the file's name in the archive: paths and control characters stay outside.
    name = "".join(letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable())[-200:]
    form = Form.from_dict(row.form)
    judgement = judge(name=name, content=content, form=form, rendered=kept(row), by=by, address=address, at=at)
    if judgement.passed:
        _take(row, judgement, name=name, content=content, by=by, at=at)
        row.refresh_from_db()
    else:
        _record_refusal(row, judgement, by=by, at=at)
    return Submission(accepted=judgement.passed, checks=judgement.checks, application=read(row, by=by, at=at))


def _record_refusal(row: models.Application, judgement: Judgement, *, by: Person, at: datetime) -> None:
    names = checks.names_of_failed(judgement.checks)
    audit.record(
        event="application.submitted",
        act=audit.Act(actor=by.actor, at=at),
        case=str(row.pk),
        outcome="refused",
        code=names[0],
        data={"failed": names, "indication": judgement.report.indication.value},
    )


def _take(
    found: models.Application, judgement: Judgement, *, name: str, content: bytes, by: Person, at: datetime
) -> None:
    with transaction.atomic():
        row = rows.lock_own(found.pk, by=by)
        # Judged without the lock: the same rendering must still be there.
        if row.form != found.form or row.rendered_pdf.name != found.rendered_pdf.name:
            raise ApplicationChangedError
        submission = _store(row, judgement, name=name, content=content, by=by, at=at)
        # Names of signers stay out of the audit: some certificates carry a personal code in them.
        engine.advance(row, "sign", actor=by.actor, at=at, data={"signatures": len(submission.signed_by)})
        engine.advance(row, "submit", actor=by.actor, at=at, data={"sha256": submission.sha256, "round": row.round})
        _tell(row, submission, judgement, at=at)
        joining.ask(row, at=at)


def _store(
    row: models.Application, judgement: Judgement, *, name: str, content: bytes, by: Person, at: datetime
) -> models.Submission:
    signed_by = [signature.signed_by for signature in judgement.report.signatures]
    document = _archive(official.Kind.APPLICATION, row, name=name, content=content, at=at)
    report = json.dumps(judgement.report.as_detailed_dict(), ensure_ascii=False, indent=1).encode()
    _archive(official.Kind.VALIDATION_REPORT, row, name=f"{PurePath(name).stem}.json", content=report, at=at)
    return models.Submission.objects.create(
        application=row,
        round=row.round,
        form=row.form,
        terms_version=judgement.terms_version,
        name=name,
        document_id=document.id,
        sha256=document.sha256,
        checks=checks.as_json(judgement.checks),
        signed_by=signed_by,
        signers=signers.as_json(signers.of_report(judgement.report)),
        submitted_by_id=by.id,
        submitted_at=at,
    )


def _archive(
    kind: official.Kind, row: models.Application, *, name: str, content: bytes, at: datetime
) -> archive.OfficialDocument:
    return archive.store(
        kind=kind.value,
        title=kind.title,
        content=content,
        name=name,
        media_type=_MEDIA_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream"),
        at=at,
        case=str(row.pk),
        number=register.next_number(kind, at),
    )


def _tell(row: models.Application, submission: models.Submission, judgement: Judgement, *, at: datetime) -> None:
    """Order the sealed receipt for the institution and put the application before the agency."""
    form = Form.from_dict(row.form)
    values = {"system": form.system_name, "institution": form.institution_name}
    official.order(
        official.Kind.RECEIPT,
        case_id=row.pk,
        notice="application.receipt",
        content=_receipt(form, submission, judgement),
        values=values,
        at=at,
    )
    correspondence.send(
        "application.submitted",
        case_id=row.pk,
        to=Side.AGENCY,
        recipients=correspondence.agency(),
        values=values,
        at=at,
    )


def _receipt(form: Form, submission: models.Submission, judgement: Judgement) -> dict[str, Any]:
    terms = version(submission.terms_version)
    return {
        "recipient": {
            "name": form.institution_name,
            "registration_number": form.registration_number,
            "address": form.address,
        },
        "received_at": official.moment(submission.submitted_at),
        "terms_version": str(terms.number),
        "terms_sha256": terms.sha256,
        "files": [{"name": submission.name, "sha256": submission.sha256}],
        "signatures": [
            {
                "signed_by": signature.signed_by,
                "signed_at": official.moment(signature.timestamped_at) if signature.timestamped_at else "",
                "indication": signature.indication.value,
            }
            for signature in judgement.report.signatures
        ],
    }
