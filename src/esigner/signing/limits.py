"""How much a session may hold and how long it lives; the one place where signing reads these settings."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

CHUNK_BYTES = 1024 * 1024
"""Documents are read, hashed and stored in pieces of this size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps of a session."""

    document_bytes: int
    session_bytes: int
    documents: int
    lifetime: timedelta
    link_grace: timedelta
    """How long the signing page's address outlives its session."""
    kept_days: int
    """How long documents stay after their session has ended."""


def current() -> Limits:
    """Return the installation's caps: settings ESIGNER_DOCUMENT_BYTES, ESIGNER_SESSION_BYTES, _DOCUMENTS, _SECONDS."""
    return Limits(
        document_bytes=settings.ESIGNER_DOCUMENT_BYTES,
        session_bytes=settings.ESIGNER_SESSION_BYTES,
        documents=settings.ESIGNER_SESSION_DOCUMENTS,
        link_grace=timedelta(seconds=settings.ESIGNER_LINK_GRACE_SECONDS),
        kept_days=settings.ESIGNER_KEEP_DOCUMENTS_DAYS,
        lifetime=timedelta(seconds=settings.ESIGNER_SESSION_SECONDS),
    )
