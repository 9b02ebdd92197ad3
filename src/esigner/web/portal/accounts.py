"""How accounts behave here: mails leave through notices, officers' addresses are vouched for, names are asked."""

import time
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from esigner import audit
from esigner.notices import mail
from esigner.registry import people
from esigner.web.portal import account_mail
from esigner.web.portal.language import both, current

if TYPE_CHECKING:
    from django.forms import Form


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Our answers to allauth's questions."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": both(
            "E-pasta adrese vai parole nav pareiza.", "The e-mail address or the password is not right."
        ),
        "email_taken": both("Ar šo e-pasta adresi konts jau ir.", "There is an account with this address already."),
        "enter_current_password": both("Ierakstiet pašreizējo paroli.", "Type your current password."),
        "incorrect_password": both("Parole nav pareiza.", "The password is not right."),
        "incorrect_code": both("Kods nav pareizs.", "The code is not right."),
        "account_inactive": both("Konts ir slēgts.", "The account is closed."),
        "too_many_login_attempts": both(
            "Pārāk daudz mēģinājumu; pamēģiniet vēlāk.", "Too many attempts; try again later."
        ),
    }

    def add_message(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 — allauth's own signature
        """Say nothing: every page of ours says itself what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of the few account mails through notices, as every mail."""
        subject, body = account_mail.compose(template_prefix, context)
        user = people.find(email=email)
        language = user.language if user else current()
        mail.send(to=[email], subject=subject, body=body, language=language, at=timezone.now())

    def send_notification_mail(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 — allauth's own signature
        """Send none: what an account did stands in the audit log."""

    def save_user(self, request: HttpRequest, user: people.User, form: "Form", commit: bool = True) -> people.User:  # noqa: ARG002, FBT001, FBT002 — allauth's own signature
        """Keep the new person as they wrote themselves, in the language of the page."""
        data, at = form.cleaned_data, timezone.now()
        user.email, user.given_name, user.surname = data["email"].lower(), data["given_name"], data["surname"]
        user.language, user.created_at = current(), at
        user.set_password(data["password1"])
        if commit:
            user.save()
            audit.record(
                event="person.created", actor=people.actor(user), at=at, subject=str(user.id), data={"name": str(user)}
            )
        return user

    def pre_login(self, request: HttpRequest, user: people.User, **values: Any) -> HttpResponse | None:  # noqa: ANN401 — allauth's own signature
        """Take the address of an officer as confirmed: the operator who made the account vouches for it."""
        if people.roles(user).is_officer:
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
        answer: HttpResponse | None = super().pre_login(request, user, **values)
        return answer

    def is_reauthentication_required(self, *, app: str, **values: Any) -> bool:  # noqa: ANN401 — allauth's own signature
        """Ask for the password again unless it was given within the last minutes, at sign-in included."""
        if not super().is_reauthentication_required(app=app, **values):
            return False
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead an officer to the queue, everyone else to their cases."""
        return "/rinda/" if people.roles(request.user).is_officer else "/lietas/"  # type: ignore[arg-type]  # signed in by now

    def get_signup_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 — allauth's own signature
        """Lead a new person to their (empty) list, which says how to begin."""
        return "/lietas/"

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:  # noqa: ARG002 — allauth's own signature
        """Lead on after the address was confirmed."""
        return "/lietas/"
