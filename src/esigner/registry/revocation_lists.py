"""Our authorities' revocation lists: built when something changed or their end comes near, and kept as bytes.

The doors share what is kept. A door that finds a list outdated, or none, builds it itself: one process at a time, while
the others still serve the one before.

A revoked certificate leaves the lists once a regular one, issued after its end, has named it (RFC 5280, 3.3).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from django.db import connection, transaction
from django.db.models import Q

from esigner.pki import crl
from esigner.registry import authorities, models
from esigner.registry.errors import AuthorityMissingError
from esigner.registry.kinds import CertificateStatus

VALIDITY: Final = timedelta(days=1)
RENEWED_BEFORE: Final = timedelta(hours=12)
"""So long before its end a list is followed by the next regular one."""
_LOCK: Final = 0x65_73_63_72
"""First key of the advisory locks of those who build; the second is the authority."""
_FACTS: Final = ("authority", "wanted", "built", "number", "sha256", "this_update", "next_update", "regular_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A list as it is kept; its bytes are fetched where they are needed."""

    authority: str
    sha256: str
    this_update: datetime
    next_update: datetime

    @property
    def content(self) -> bytes:
        """DER; of a newer list where one was published since."""
        rows = models.RevocationList.objects.filter(authority=self.authority)
        return bytes(rows.values_list("content", flat=True).get() or b"")


def current(authority: str, *, at: datetime) -> Published:
    """Return the authority's list as of now.

    Raises:
        AuthorityMissingError: It was not founded.
    """
    row = _row(authority)
    if row is None or _is_due(row, at=at):
        has_usable = row is not None and row.next_update is not None and row.next_update > at
        publish_if_due(authority, at=at, waits=not has_usable)
        row = _row(authority)
    if row is None or row.this_update is None or row.next_update is None:
        raise AuthorityMissingError(name=authority)
    return Published(authority=authority, sha256=row.sha256, this_update=row.this_update, next_update=row.next_update)


def publish_if_due(authority: str, *, at: datetime, waits: bool = True) -> bool:
    """Build and keep a list if there is none, if it is outdated, or if its end comes near; return whether one was.

    Args:
        authority: Its name.
        at: Becomes `thisUpdate`.
        waits: For another process that is building one; otherwise it is left to that one.

    Raises:
        AuthorityMissingError: It was not founded.
    """
    with transaction.atomic():
        if not _hold(authority, waits=waits):
            return False
        row = _row(authority) or models.RevocationList(authority=authority)
        if not _is_due(row, at=at):
            return False
        _publish(row, at=at)
    return True


def _publish(row: models.RevocationList, *, at: datetime) -> None:
    """Build and store: the count is read before the entries, so that it never says more than they do."""
    is_regular = _is_old(row, at=at)
    number = max(int(at.timestamp()), row.number + 1)
    next_update = at + VALIDITY
    content = crl.build(
        authorities.load(row.authority),
        revoked=_revoked(row.authority, named_at=row.regular_at),
        number=number,
        this_update=at,
        next_update=next_update,
    )
    kept = {
        "built": row.wanted,
        "number": number,
        "content": content,
        "sha256": hashlib.sha256(content).hexdigest(),
        "this_update": at.replace(microsecond=0),
        "next_update": next_update.replace(microsecond=0),
        "regular_at": at.replace(microsecond=0) if is_regular else row.regular_at,
    }
    models.RevocationList.objects.update_or_create(authority=row.authority, defaults=kept)


def _revoked(authority: str, *, named_at: datetime | None) -> Iterator[crl.Revoked]:
    """Return what a list names: all but those that ended, and had been revoked, before the last regular one."""
    rows = models.Certificate.objects.filter(authority=authority, status=CertificateStatus.REVOKED.value)
    if named_at is not None:
        rows = rows.filter(Q(not_after__gte=named_at) | Q(revoked_at__gte=named_at))
    facts = rows.order_by("revoked_at").values_list("serial", "revoked_at", "revocation_reason")
    for serial, revoked_at, reason in facts.iterator(chunk_size=5000):
        if revoked_at is not None:
            yield crl.Revoked(serial=int(serial, 16), revoked_at=revoked_at, reason=x509.ReasonFlags(reason))


def _row(authority: str) -> models.RevocationList | None:
    """Return what is known of the list, without its bytes."""
    return models.RevocationList.objects.filter(authority=authority).only(*_FACTS).first()


def _is_due(row: models.RevocationList, *, at: datetime) -> bool:
    return row.built != row.wanted or _is_old(row, at=at)


def _is_old(row: models.RevocationList, *, at: datetime) -> bool:
    return row.next_update is None or row.next_update - at <= RENEWED_BEFORE


def _hold(authority: str, *, waits: bool) -> bool:
    """Take the lock of this authority's builders until the transaction ends; return whether it is ours."""
    function = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [_LOCK, authority])
        return waits or bool(cursor.fetchone()[0])
