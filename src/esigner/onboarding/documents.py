"""Official documents of a case (letters, receipts, records), as the pages list and download them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.errors import Text
from esigner.onboarding.permissions import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One official document."""

    id: uuid.UUID
    kind: str
    number: str
    title: Text
    name: str
    sha256: str
    issued_at: datetime


def download(*, document_id: uuid.UUID, by: Person) -> tuple[DocumentView, bytes]:
    """Give a document's row and bytes to those who may see its case; CaseNotFound to others."""
    raise NotImplementedError
