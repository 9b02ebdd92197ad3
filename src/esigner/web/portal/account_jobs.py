"""What the account pages leave to the worker, by name."""

from typing import Final

from procrastinate.contrib.django import app

from esigner.web.portal.language import current

QUEUE: Final = "mail"
MAIL_RESET: Final = "portal.mail_reset"
MAINTENANCE: Final = "maintenance"
FORGET_SESSIONS: Final = "portal.forget_sessions"


def mail_reset(*, email: str) -> None:
    """Have the worker mail a link for a new password, if the address has an account."""
    app.configure_task(MAIL_RESET, queue=QUEUE).defer(email=email, language=current())
