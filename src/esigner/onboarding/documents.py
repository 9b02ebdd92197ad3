"""Official documents of a case (letters, receipts, records), as the pages list and download them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from esigner.errors import Text
from esigner.notices import archive
from esigner.notices.errors import DocumentNotArchivedError
from esigner.onboarding import models, permissions
from esigner.onboarding.errors import DocumentNotFoundError
from esigner.onboarding.permissions import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One official document."""

    id: uuid.UUID
    kind: str
    number: str
    title: Text
    name: str
    media_type: str
    sha256: str
    issued_at: datetime


def of_case(case_id: uuid.UUID) -> tuple[DocumentView, ...]:
    """Return the documents of a case or an application, newest first; the caller has checked who asks."""
    return tuple(_read(document) for document in reversed(archive.of_case(case_id)))


def ordered(case_id: uuid.UUID) -> int:
    """Return how many documents are ordered and not sealed yet."""
    return models.OrderedDocument.objects.filter(case_id=case_id, document_id__isnull=True).count()


def download(*, document_id: uuid.UUID, by: Person) -> tuple[DocumentView, bytes]:
    """Return a document and its bytes to those who may see its case; DocumentNotFoundError to others."""
    try:
        document = archive.get(document_id)
        application = models.Application.objects.filter(pk=document.case).first()
    except (DocumentNotArchivedError, ValidationError) as error:
        raise DocumentNotFoundError from error
    case = models.Case.objects.filter(application=application).first() if application else None
    if application is None or not permissions.can_see_application(
        by, applicant_id=application.applicant_id, institution_id=case.institution_id if case else None
    ):
        raise DocumentNotFoundError
    return _read(document), archive.content(document_id)


def _read(document: archive.OfficialDocument) -> DocumentView:
    return DocumentView(
        id=document.id,
        kind=document.kind,
        number=document.number,
        title=document.title,
        name=document.name,
        media_type=document.media_type,
        sha256=document.sha256,
        issued_at=document.stored_at,
    )
