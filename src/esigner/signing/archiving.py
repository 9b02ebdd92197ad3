"""Level LTA: a timestamp over the document of level LT, which is kept before the authority is asked.

Where no authority answers, the document stays as it is, and a later try asks for the archive timestamp alone.

Standard: EN 319 102-1, 4.3 (the levels).
"""

from datetime import datetime

from esigner.ades import Level
from esigner.registry import links
from esigner.signing import documents, proof
from esigner.signing.errors import AuthorityUnavailableError
from esigner.signing.models import Session
from esigner.wire import levels
from esigner.wire.errors import WireError


def is_kept(session: Session) -> bool:
    """Return whether the document of level LT is here."""
    return session.result_level == Level.LT.value


def archived(document: bytes, *, session: Session, at: datetime) -> bytes:
    """Return the document of level LT at level LTA.

    Args:
        document: As it is kept.
        session: Its documents are those of a detached signature.
        at: Dates what is changed in a container.

    Raises:
        AuthorityUnavailableError: No archive timestamp, or no status for it, is available now.
    """
    try:
        return levels.raised(
            document,
            level=Level.LTA,
            authorities=links.time_stamping(session.environment),
            at=at,
            known=proof.known(session.environment),
            detached=documents.data_files(session),
            reach=proof.reach(),
        )
    except WireError as error:
        raise AuthorityUnavailableError(cause=error.code) from error
