"""What happens to an account: recorded in the log and reported to its owner, in the same transaction.

A change of password or second factor ends every session of the person and forgets every known place; the portal
signs the person who made the change in again.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.db.models import F

from esigner import audit
from esigner.registry import account_texts, attempts, models, people

TOLD_FAILURES: Final = 5
"""After so many failures within an hour the owner is notified, once."""
HOUR_SECONDS: Final = 3600


class Change(StrEnum):
    """What a person, or an operator for them, does to what they sign in with; the values are events of the log."""

    PASSWORD_CHANGED = "person.password_changed"  # noqa: S105 — the name of an event
    PASSWORD_RESET = "person.password_reset"  # noqa: S105 — as above
    FACTOR_SET = "person.second_factor_set"
    FACTOR_REPLACED = "person.second_factor_replaced"
    FACTOR_REMOVED = "person.second_factor_removed"
    FACTOR_RESET = "person.second_factor_reset"
    RECOVERY_CODES_MADE = "person.recovery_codes_made"


def changed(
    user: people.User,
    change: Change,
    *,
    act: audit.Act,
    data: Mapping[str, audit.JSON] | None = None,
) -> None:
    """Record a change of what the person signs in with, end their sessions, and mail them.

    Args:
        user: Whose it is; its `session_series` is the new one afterwards.
        change: What was done.
        act: Who did it, and when.
        data: What else goes into the log.
    """
    with transaction.atomic():
        _end_sessions(user)
        attempts.forget(user_id=user.id)
        audit.record(
            event=change.value,
            act=act,
            subject=str(user.id),
            data=data or {},
        )
        account_texts.tell(user, change.value, at=act.at)


def signed_in(user: people.User, *, place: attempts.Place, with_second_factor: bool, act: audit.Act) -> None:
    """Record a sign-in; one from a place where this person never was is mailed too."""
    with transaction.atomic():
        data: dict[str, audit.JSON] = {"address": place.address, "secondFactor": with_second_factor}
        audit.record(event="person.signed_in", act=act, subject=str(user.id), data=data)
        if attempts.remember(user_id=user.id, place=place, at=act.at):
            account_texts.tell(user, "person.signed_in", at=act.at)


def failed(*, email: str, address: str, at: datetime) -> None:
    """Record a wrong password. The work is the same whether or not anybody has the account.

    A stranger who invents names cannot fill the log: names without an account are counted, and only the first failure
    of an hour, the tenth, the hundredth … leaves a row; the name is not kept.
    """
    with transaction.atomic():
        user = people.find(email=email)
        if user is not None:
            _record_failure(user, "person.sign_in_failed", address=address, at=at)
            return
        times = attempts.times_of(what="failures of nobody", seconds=HOUR_SECONDS, at=at)
        if str(times).strip("0") == "1":
            audit.record(
                event="person.sign_in_failed", act=audit.by_system(at=at), outcome="refused", data={"times": times}
            )


def failed_confirmation(user: people.User, *, address: str, at: datetime) -> None:
    """Record a wrong password within a session."""
    with transaction.atomic():
        _record_failure(user, "person.password_confirmation_failed", address=address, at=at)


def failed_code(user: people.User, *, address: str, at: datetime) -> None:
    """Record a wrong code of the second factor: its sender knew the password."""
    with transaction.atomic():
        _record_failure(user, "person.second_factor_failed", address=address, at=at)


def used_recovery_code(user: people.User, *, act: audit.Act) -> None:
    """Record that a recovery code was used up."""
    with transaction.atomic():
        audit.record(event="person.recovery_code_used", act=act, subject=str(user.id))
        account_texts.tell(user, "person.recovery_code_used", at=act.at)


def confirmed_address(user: people.User, *, act: audit.Act) -> None:
    """Record that the person confirmed their e-mail address."""
    audit.record(event="person.email_confirmed", act=act, subject=str(user.id))


def _record_failure(user: people.User, event: str, *, address: str, at: datetime) -> None:
    """Record it as noticed by the system: it is not proved that the person typed it."""
    audit.record(
        event=event, act=audit.by_system(at=at), subject=str(user.id), outcome="refused", data={"address": address}
    )
    times = attempts.times_of(what=f"{event} {user.id}", seconds=HOUR_SECONDS, at=at)
    if times == TOLD_FAILURES:
        account_texts.tell(user, event, at=at)


def _end_sessions(user: people.User) -> None:
    models.User.objects.filter(pk=user.pk).update(session_series=F("session_series") + 1)
    user.refresh_from_db(fields=["session_series"])
