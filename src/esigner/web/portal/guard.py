"""What somebody at a browser tries at an account, counted before it is judged and recorded where it is wrong."""

from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from django.utils import timezone

from esigner import audit
from esigner.registry import accounts, attempts, people
from esigner.registry.errors import TooManyAttemptsError
from esigner.web.portal import second_factor
from esigner.web.portal.places import place_of

HOUR_SECONDS = 3600
SIGN_UPS = attempts.Limit(tries=100, seconds=HOUR_SECONDS)
RESETS = attempts.Limit(tries=100, seconds=HOUR_SECONDS)
"""From one address; an office shares one."""
LINKS = attempts.Limit(tries=5, seconds=HOUR_SECONDS)
"""Mails of one kind to one address that strangers can cause."""


def count_password(request: HttpRequest, *, email: str) -> attempts.Try:
    """Count a try to sign in with a password.

    Raises:
        TooManyAttemptsError: The password must not be checked.
    """
    return attempts.count(secret=attempts.PASSWORD, account=email, place=place_of(request), at=timezone.now())


def is_own_password(request: HttpRequest, *, user: people.User, password: str) -> bool:
    """Return whether the person signed in knows the password.

    Raises:
        TooManyAttemptsError: It was not checked.
    """
    place, at = place_of(request), timezone.now()
    made = attempts.count(secret=attempts.CONFIRMATION, account=user.email, place=place, at=at)
    if not check_password(password, user.password):
        accounts.failed_confirmation(user, address=place.address, at=at)
        return False
    attempts.succeed(made)
    return True


def factor_of(request: HttpRequest, *, user: people.User, code: str) -> "second_factor.Factor | None":
    """Use up a code of the app or a recovery code; return what it belongs to, None for a wrong one.

    Raises:
        TooManyAttemptsError: It was not checked.
    """
    place, at = place_of(request), timezone.now()
    made = attempts.count(secret=attempts.CODE, account=user.email, place=place, at=at)
    factor = second_factor.use(user, code)
    if factor is None:
        accounts.failed_code(user, address=place.address, at=at)
        return None
    attempts.succeed(made)
    if factor.type != second_factor.APP:
        accounts.used_recovery_code(user, act=audit.Act(actor=people.actor(user), at=at))
    return factor


def may_mail_link(*, kind: str, email: str) -> bool:
    """Return whether one more mail with a link may go to the address; the caller does not say so if not."""
    try:
        attempts.spend(what=kind, by=email.strip().lower(), limit=LINKS, at=timezone.now())
    except TooManyAttemptsError:
        return False
    return True
