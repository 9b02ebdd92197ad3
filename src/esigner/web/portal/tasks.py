"""What the worker does for the portal; every task may run twice."""

from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.utils import user_pk_to_url_str
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from esigner.notices import mail
from esigner.registry import people
from esigner.web.portal import account_jobs, account_mail, guard, own_client


@app.task(name=account_jobs.MAIL_RESET, queue=account_jobs.QUEUE)
def mail_reset(*, email: str, language: str) -> None:
    """Mail the link for a new password to the owner of the address; do nothing where it has no account."""
    for user in filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True):
        with transaction.atomic():
            _mail(user, email=email, language=user.language or language)


@app.periodic(cron="17 3 * * *")
@app.task(name=account_jobs.FORGET_SESSIONS, queue=account_jobs.MAINTENANCE, queueing_lock=account_jobs.FORGET_SESSIONS)
def forget_sessions(timestamp: int) -> None:
    """Delete the sessions that are over, with everything typed in them."""
    del timestamp  # procrastinate's; expired is by the database's time
    SessionStore.clear_expired()


def _mail(user: people.User, *, email: str, language: str) -> None:
    kind = "account/email/password_reset_key"
    if not guard.may_mail_link(kind=kind, email=email):
        return
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
        urlconf="esigner.web.portal.urls",
    )
    subject, body = account_mail.compose(kind, {"password_reset_url": own_client.portal_url() + path})
    mail.send(to=[email], subject=subject, body=body, language=language, at=timezone.now())
