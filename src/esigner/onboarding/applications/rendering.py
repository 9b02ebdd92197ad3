"""The bytes that are signed: a PDF/A and a canonical JSON, from the fields and the Terms alone.

No date and no id goes in, so that the same fields give the same bytes on any machine and any day, and a container
signed elsewhere still matches. The PDF's own date is the day the Terms were published.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction

from esigner.notices import letters
from esigner.onboarding import daily, engine, models
from esigner.onboarding.applications import rows
from esigner.onboarding.applications.diff import shown
from esigner.onboarding.applications.form import FIELDS, Form
from esigner.onboarding.applications.validation import validate
from esigner.onboarding.errors import FormIncompleteError, MoveNotPossibleError
from esigner.onboarding.permissions import Person
from esigner.onboarding.terms import TermsVersion, check_opened, current, version

TITLE: Final = "Par E-parakstītāja izmantošanas pieprasījuma reģistrēšanu"
PDF_NAME: Final = "pieteikums.pdf"
JSON_NAME: Final = "pieteikums.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """Both files; the same fields give the same bytes on any machine and any day."""

    pdf_name: str
    pdf: bytes
    pdf_sha256: str
    json_name: str
    json: bytes
    json_sha256: str
    terms_version: int
    terms_sha256: str


def render(*, application_id: uuid.UUID, by: Person, at: datetime) -> Rendering:
    """Render a complete form and keep the files.

    Raises:
        FormIncompleteError: A field is wrong.
        TermsNotOpenedError: Step 1.1 is still to be done.
    """
    with transaction.atomic():
        row = rows.lock_own(application_id, by=by)
        engine.check_move(row, "render")
        daily.check(by, at=at)
        form = Form.from_dict(row.form)
        if faults := validate(form):
            raise FormIncompleteError(fields=faults)
        check_opened(person_id=by.id)
        result = rendering_of(form)
        row.terms_version = result.terms_version
        row.signing_session_id = ""
        folder = f"applications/{row.pk}/{row.round}"
        row.rendered_pdf.save(f"{folder}/{result.pdf_sha256[:16]}.pdf", ContentFile(result.pdf), save=False)
        row.rendered_json.save(f"{folder}/{result.json_sha256[:16]}.json", ContentFile(result.json), save=False)
        digests: dict[str, Any] = {"pdfSha256": result.pdf_sha256, "jsonSha256": result.json_sha256}
        terms: dict[str, Any] = {"termsVersion": result.terms_version, "termsSha256": result.terms_sha256}
        engine.advance(row, "render", actor=by.actor, at=at, data=digests | terms)
    return result


def rendering(*, application_id: uuid.UUID, by: Person) -> Rendering:
    """Return the files to download, as they were rendered."""
    return kept(rows.find(application_id, by=by))


def kept(row: models.Application) -> Rendering:
    """Return the files of an application that is rendered; MoveNotPossibleError before."""
    if row.terms_version is None:
        engine.check_move(row, "sign")
        raise MoveNotPossibleError(state_lv=row.state, state_en=row.state, move="sign")
    with row.rendered_pdf.open("rb") as pdf, row.rendered_json.open("rb") as text:
        return _rendering(pdf.read(), text.read(), terms=version(row.terms_version))


def rendering_of(form: Form, *, terms: TermsVersion | None = None) -> Rendering:
    """Return both files for these fields and a version of the Terms, the current one if not given."""
    terms = terms or current()
    return _rendering(_pdf(form, terms), canonical_json(form, terms=terms), terms=terms)


def canonical_json(form: Form, *, terms: TermsVersion) -> bytes:
    """Return the fields and the Terms as JSON with sorted keys, without spaces, in UTF-8."""
    content = {
        "title": TITLE,
        "form": form.as_dict(),
        "terms": {"version": terms.number, "sha256": terms.sha256, "title": terms.title.lv},
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _pdf(form: Form, terms: TermsVersion) -> bytes:
    return letters.render(
        "application",
        {
            "title": TITLE,
            "rows": [[field.label.lv, shown(form, field.name)] for field in FIELDS],
            "terms_version": str(terms.number),
            "terms_sha256": terms.sha256,
            "date": terms.published_on.isoformat(),
        },
    )


def _rendering(pdf: bytes, text: bytes, *, terms: TermsVersion) -> Rendering:
    return Rendering(
        pdf_name=PDF_NAME,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        json_name=JSON_NAME,
        json=text,
        json_sha256=hashlib.sha256(text).hexdigest(),
        terms_version=terms.number,
        terms_sha256=terms.sha256,
    )
