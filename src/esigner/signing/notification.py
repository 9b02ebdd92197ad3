"""Telling a client that its session has ended."""

from django.conf import settings

from esigner.signing import rows
from esigner.wire import webhooks


def tell(*, session_id: str) -> int:
    """Post the session's id and status to its notify URL; return the HTTP status of the answer.

    The body holds nothing worth stealing: the client asks the API for the rest.
    """
    session = rows.read(session_id=session_id)
    return webhooks.post(
        session.notify_url,
        body={"sessionId": str(session.id), "status": session.status, "environment": session.environment},
        allowed_ranges=frozenset(settings.ESIGNER_ALLOWED_ADDRESS_RANGES),
    )
