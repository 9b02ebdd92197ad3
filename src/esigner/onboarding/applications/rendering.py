"""The bytes that are signed: a PDF/A and a canonical JSON, from the fields and the Terms alone."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.onboarding.permissions import Person


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
    """Render a complete form and remember the digests; FormIncomplete where a field is wrong."""
    raise NotImplementedError


def rendering(*, application_id: uuid.UUID, by: Person) -> Rendering:
    """Give the files to download, as they were rendered."""
    raise NotImplementedError
