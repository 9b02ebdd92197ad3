"""How often secrets may be tried: counted in the database, so across all processes of an installation.

Three counts for each try at an account's secret:

(1) the account from one place – a browser that the account knows, else the address: a handful;
(2) the account from all places it does not know: more, so that many addresses together get no further;
(3) the address over all accounts: it never closes the address, because others share it – but an address with many
    failures has one try for each account instead of a handful, so that anybody else's right password still works.

A place that the account knows has its own (1) and is not held up by (2) and (3): an attacker from elsewhere cannot
lock the owner out. A try is counted before it is judged, so that many at once are no more than many in a row; a right
one is uncounted.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import F

from esigner.registry import models
from esigner.registry.errors import TooManyAttemptsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many tries within a window, which begins with the first one."""

    tries: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A secret that can be guessed."""

    name: str
    from_a_place: Limit
    from_unknown_places: Limit


PASSWORD: Final = Secret(
    name="password", from_a_place=Limit(tries=5, seconds=900), from_unknown_places=Limit(tries=20, seconds=1800)
)
CODE: Final = Secret(
    name="code", from_a_place=Limit(tries=5, seconds=900), from_unknown_places=Limit(tries=10, seconds=6 * 3600)
)
"""Six digits, of which three are right: a person who tries them already knows the password."""
CONFIRMATION: Final = Secret(
    name="confirmation", from_a_place=Limit(tries=5, seconds=900), from_unknown_places=Limit(tries=20, seconds=1800)
)
"""The password asked for again within a session; counted apart, so that a stolen session cannot block the sign-in."""

BUSY: Final = Limit(tries=30, seconds=3600)
"""Failures of one address over all accounts, after which it has one try for each."""
ONE_TRY: Final = Limit(tries=1, seconds=3600)
KNOWN_DAYS: Final = 180
_SWEPT_ROWS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody tries from."""

    address: str
    """The network that counts as one address."""
    browser: str = ""
    """The mark that the browser sent: 128 random bits known to it alone; empty for one without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A try that was counted and may be judged now."""

    place: str
    shared: tuple[str, ...]


def count(*, secret: Secret, account: str, place: Place, at: datetime) -> Try:
    """Count a try at an account's secret before it is judged.

    Args:
        secret: What is tried.
        account: Its name; whether it exists makes no difference.
        place: From where.
        at: Now.

    Raises:
        TooManyAttemptsError: With the seconds to wait; the try must not be judged.
    """
    account = account.strip().lower()
    own = _own_place(account, place, at=at)
    address = _key(secret.name, "address", place.address)
    is_busy = own is None and _times(address, at=at) >= BUSY.tries
    tried = _key(secret.name, "place", account, own or place.address)
    everywhere = _key(secret.name, "account", account)
    _take(tried, ONE_TRY if is_busy else secret.from_a_place, at=at)
    if own is None:
        _take(everywhere, secret.from_unknown_places, at=at)
    _add(address, BUSY.seconds, at=at)
    _sweep(at)
    return Try(place=tried, shared=(address,) if own else (everywhere, address))


def succeed(made: Try) -> None:
    """Uncount a try that was right, and the wrong ones before it from the same place."""
    models.Attempt.objects.filter(key=made.place).delete()
    models.Attempt.objects.filter(key__in=made.shared, times__gt=0).update(times=F("times") - 1)


def spend(*, what: str, by: str, limit: Limit, at: datetime) -> None:
    """Count something that is limited although nothing is guessed: mails to one address, accounts from one place.

    Raises:
        TooManyAttemptsError: With the seconds to wait.
    """
    _take(_key("spend", what, by), limit, at=at)
    _sweep(at)


def times_of(*, what: str, seconds: int, at: datetime) -> int:
    """Count something that is only counted; return how often it came within the window, this time included."""
    return _add(_key("times", what), seconds, at=at)[0]


def remember(*, user_id: UUID, place: Place, at: datetime) -> bool:
    """Remember that the person signed in from here; True where they have signed in before, but never from here."""
    marks = _marks(place)
    rows = models.KnownPlace.objects.filter(user_id=user_id)
    rows.filter(seen_at__lt=at - timedelta(days=KNOWN_DAYS)).delete()
    known = set(rows.values_list("place", flat=True))
    models.KnownPlace.objects.bulk_create(
        [models.KnownPlace(user_id=user_id, place=mark, seen_at=at) for mark in marks],
        update_conflicts=True, unique_fields=["user", "place"], update_fields=["seen_at"],
    )  # fmt: skip
    return bool(known) and known.isdisjoint(marks)


def forget(*, user_id: UUID) -> None:
    """Forget every place of the person: each is unknown from now on."""
    models.KnownPlace.objects.filter(user_id=user_id).delete()


def _own_place(account: str, place: Place, *, at: datetime) -> str | None:
    """Return the browser or the address that the account knows, the browser first; None for a stranger."""
    since = at - timedelta(days=KNOWN_DAYS)
    rows = models.KnownPlace.objects.filter(user__email=account, place__in=_marks(place), seen_at__gte=since)
    known = set(rows.values_list("place", flat=True))
    named = [text for text in (place.browser, place.address) if text and _key("known", text) in known]
    return named[0] if named else None


def _marks(place: Place) -> list[str]:
    return [_key("known", text) for text in (place.browser, place.address) if text]


def _take(key: str, limit: Limit, *, at: datetime) -> None:
    times, ends_at = _add(key, limit.seconds, at=at)
    if times > limit.tries:
        raise TooManyAttemptsError(seconds=max(1, int((ends_at - at).total_seconds())))


def _add(key: str, seconds: int, *, at: datetime) -> tuple[int, datetime]:
    """Count one more, in one statement: two processes never see the same number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO registry_attempt AS counted (key, times, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
            ON CONFLICT (key) DO UPDATE SET
                times = CASE WHEN counted.ends_at <= %(at)s THEN 1 ELSE LEAST(counted.times + 1, 2000000000) END,
                ends_at = CASE WHEN counted.ends_at <= %(at)s THEN %(ends_at)s ELSE counted.ends_at END
            RETURNING times, ends_at
            """,
            {"key": key, "at": at, "ends_at": at + timedelta(seconds=seconds)},
        )
        times, ends_at = cursor.fetchone()
    return times, ends_at


def _times(key: str, *, at: datetime) -> int:
    row = models.Attempt.objects.filter(key=key, ends_at__gt=at).first()
    return row.times if row else 0


def _sweep(at: datetime) -> None:
    """Drop a few rows whose window is over: there are never many more than tries of the last hours."""
    over = models.Attempt.objects.filter(ends_at__lte=at).order_by("ends_at").values("key")[:_SWEPT_ROWS]
    models.Attempt.objects.filter(key__in=[row["key"] for row in over]).delete()


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
