"""A signed application comes in (step 1.2): every check is made, all results are shown, and it is accepted or not."""

import json
import uuid
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django.db import transaction

from esigner.ades.encoding.format_table import MEDIA_TYPES_BY_ENDING
from esigner.notices import archive, register
from esigner.onboarding import checks, daily, models, moves, official, permissions
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.applications import joining, rows, signers
from esigner.onboarding.applications.given import Signed
from esigner.onboarding.applications.judging import Judgement, judge
from esigner.onboarding.applications.rendering import kept
from esigner.onboarding.applications.view import ApplicationView, read_application
from esigner.onboarding.checks import Check
from esigner.onboarding.form import Form
from esigner.onboarding.moves import Done, Move, service
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
    """The outcome for a signed file."""

    accepted: bool
    checks: tuple[Check, ...]
    application: ApplicationView


def submit_signed(
    *, application_id: uuid.UUID, act: PersonalAct, name: str, content: bytes, address: str = ""
) -> Submission:
    """Judge a .edoc, .asice or .pdf; accepted: stored, sealed receipt, agency notified; refused: nothing is stored.

    A refusal is recorded in the audit with the names of the failed checks, and nowhere else.

    Args:
        application_id: Which one.
        act: The applicant's.
        name: Of the file, as it came.
        content: Its bytes.
        address: Where it comes from; empty where we fetch it ourselves.

    Raises:
        PrivateKeyUploadedError: It is a key file, chosen by mistake.
        ValidationAbortedError, ValidationBusyError, ValidationShareUsedUpError: It could not be judged.
    """
    by = act.by
    row = rows.find(application_id, by=by)
    permissions.check_can_edit_application(by, applicant_id=row.applicant_id)
    moves.check_start(row, "sign", act)
    daily.check(by, at=act.at)
    if len(content) <= _LARGEST_KEY_BYTES:
        private_keys.refuse(content)
    # The name is used only as the file's name in the archive: paths and control characters are removed.
    name = "".join(letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable())[-200:]
    form = Form.from_dict(row.form)
    judgement = judge(name=name, content=content, form=form, rendered=kept(row), by=by, address=address, at=act.at)
    if judgement.passed:
        row = _take(row, act, Signed(judged=row, judgement=judgement, name=name, content=content))
    else:
        names = checks.names_of_failed(judgement.checks)
        data: dict[str, Any] = {"failed": names, "indication": judgement.report.indication.value}
        moves.refuse(row, "submit", act, code=names[0], data=data)
    return Submission(
        accepted=judgement.passed, checks=judgement.checks, application=read_application(row, by=by, at=act.at)
    )


def _take(row: models.Application, act: PersonalAct, given: Signed) -> models.Application:
    with transaction.atomic():
        moves.make(row, "sign", act, given)
        taken = moves.make(row, "submit", act, given).application
        joining.ask(taken, at=act.at)
    taken.refresh_from_db()
    return taken


@service("applications.keep_signed")
def keep_signed(move: Move) -> Done:
    """Keep what was signed and the report on it among the official documents, and the submission that it makes."""
    row, given = move.application, move.given_as(Signed)
    document = _archive(official.DocumentKind.APPLICATION, move, name=given.name, content=given.content)
    report = json.dumps(given.judgement.report.as_detailed_dict(), ensure_ascii=False, indent=1).encode()
    _archive(official.DocumentKind.VALIDATION_REPORT, move, name=f"{PurePath(given.name).stem}.json", content=report)
    signed_by = [signature.signed_by for signature in given.judgement.report.signatures]
    models.Submission.objects.create(
        application=row,
        round=row.round,
        form=row.form,
        terms_version=given.judgement.terms_version,
        name=given.name,
        document_id=document.id,
        sha256=document.sha256,
        checks=checks.as_json(given.judgement.checks),
        signed_by=signed_by,
        signers=signers.as_json(signers.of_report(given.judgement.report)),
        submitted_by_id=move.by.id,
        submitted_at=move.act.at,
    )
    # Names of signers stay out of the audit: some certificates carry a personal code in them.
    return Done(data={"signatures": len(signed_by)})


@service("applications.receive")
def receive(move: Move) -> Done:
    """Order the sealed receipt for the institution."""
    row = move.application
    submission, form = row.submissions.get(round=row.round), Form.from_dict(row.form)
    official.order(
        official.DocumentKind.RECEIPT,
        case_id=row.pk,
        notice="application.receipt",
        content=_receipt(form, submission, move.given_as(Signed).judgement),
        values={"system": form.system_name, "institution": form.institution_name},
        at=move.act.at,
    )
    return Done(data={"sha256": submission.sha256, "round": row.round})


def _archive(kind: official.DocumentKind, move: Move, *, name: str, content: bytes) -> archive.OfficialDocument:
    return archive.store(
        kind=kind.value,
        title=kind.title,
        content=content,
        name=name,
        media_type=_MEDIA_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream"),
        at=move.act.at,
        case=str(move.application.pk),
        number=register.next_number(kind, move.act.at),
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
