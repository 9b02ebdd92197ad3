"""The bytes that are signed: a PDF/A and a canonical JSON, from the fields and the Terms alone.

They contain no date and no id, so the same fields give the same bytes on any machine and any day, and a container
signed elsewhere still matches. The PDF's own date is the day the Terms were published.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.base import ContentFile

from esigner.notices import letters
from esigner.onboarding import models, moves, processes
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.applications import rows
from esigner.onboarding.applications.diff import shown
from esigner.onboarding.errors import MoveNotPossibleError
from esigner.onboarding.form import FIELDS, Form
from esigner.onboarding.moves import Done, Move, service
from esigner.onboarding.permissions import Person
from esigner.onboarding.terms import TermsVersion, current, version

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


def render(*, application_id: uuid.UUID, act: PersonalAct) -> Rendering:
    """Render a complete form and keep the files.

    Raises:
        FormIncompleteError: A field is wrong.
        TermsNotOpenedError: Step 1.1 is not done yet.
    """
    result: Rendering = moves.make(rows.find(application_id, by=act.by), "render", act).result
    return result


@service("applications.keep_rendering")
def keep_rendering(move: Move) -> Done:
    """Make both files from the fields, and keep them."""
    row = move.application
    made = rendering_of(Form.from_dict(row.form), title=move.process.application_title.lv)
    row.terms_version = made.terms_version
    row.signing_session_id = ""
    folder = f"applications/{row.pk}/{row.round}"
    row.rendered_pdf.save(f"{folder}/{made.pdf_sha256[:16]}.pdf", ContentFile(made.pdf), save=False)
    row.rendered_json.save(f"{folder}/{made.json_sha256[:16]}.json", ContentFile(made.json), save=False)
    digests: dict[str, Any] = {"pdfSha256": made.pdf_sha256, "jsonSha256": made.json_sha256}
    terms: dict[str, Any] = {"termsVersion": made.terms_version, "termsSha256": made.terms_sha256}
    return Done(data=digests | terms, result=made)


def rendering(*, application_id: uuid.UUID, by: Person) -> Rendering:
    """Return the files to download, as they were rendered."""
    return kept(rows.find(application_id, by=by))


def kept(row: models.Application) -> Rendering:
    """Return the files of an application that is rendered; MoveNotPossibleError before."""
    if row.terms_version is None:
        title = processes.of(row).standing(row.state).title
        raise MoveNotPossibleError(state_lv=title.lv, state_en=title.en, move="sign")
    with row.rendered_pdf.open("rb") as pdf, row.rendered_json.open("rb") as text:
        return _rendering(pdf.read(), text.read(), terms=version(row.terms_version))


def rendering_of(form: Form, *, title: str = "", terms: TermsVersion | None = None) -> Rendering:
    """Return both files for these fields, with the title of the first service and the current Terms unless given."""
    title = title or processes.main().application_title.lv
    terms = terms or current()
    return _rendering(_pdf(form, terms, title), canonical_json(form, title=title, terms=terms), terms=terms)


def canonical_json(form: Form, *, title: str, terms: TermsVersion) -> bytes:
    """Return the fields and the Terms as JSON with sorted keys, without spaces, in UTF-8."""
    content = {
        "title": title,
        "form": form.as_dict(),
        "terms": {"version": terms.number, "sha256": terms.sha256, "title": terms.title.lv},
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _pdf(form: Form, terms: TermsVersion, title: str) -> bytes:
    return letters.render(
        "application",
        {
            "title": title,
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
