"""How accounts behave here: tries are counted, changes recorded, mails sent through notices, names asked for."""

import time
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from esigner import audit
from esigner.notices import mail
from esigner.registry import accounts, attempts, people
from esigner.registry.accounts import Change
from esigner.web.portal import account_mail, guard, own_client, second_factor
from esigner.web.portal.language import both, current
from esigner.web.portal.places import marked, place_of

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
        """Say nothing: each of our pages says itself what happened."""

    # --- Mails ------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of the mails with a link through notices; a stranger can cause only a few of each kind."""
        if not guard.may_mail_link(kind=account_mail.kind(template_prefix), email=email):
            return
        subject, body = account_mail.compose(template_prefix, context)
        user = people.find(email=email)
        language = user.language if user else current()
        mail.send(to=[email], subject=subject, body=body, language=language, at=timezone.now())

    def send_notification_mail(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 — allauth's own signature
        """Send none: `registry.accounts` does, in the transaction of the event."""

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:  # noqa: ANN401, ARG002 — allauth's own signature
        """Return the link with the configured address; the request's own host does not count."""
        return own_client.portal_url() + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address that somebody wanted an account for it."""
        link = own_client.portal_url() + reverse("account_reset_password")
        self.send_mail("account/email/account_already_exists", email, {"password_reset_url": link})

    # --- What is tried ----------------------------------------------------------------------------------------

    def authenticate(self, request: HttpRequest, **credentials: Any) -> people.User | None:  # noqa: ANN401 — allauth's own signature
        """Judge a password after the try was counted; TooManyAttemptsError is left to the page that says so."""
        email = str(credentials.get("email", ""))
        made = guard.count_password(request, email=email)
        user: people.User | None = super().authenticate(request, **credentials)
        if user is None:
            accounts.failed(email=email, address=place_of(request).address, at=timezone.now())
        else:
            attempts.succeed(made)
        return user

    def reauthenticate(self, user: people.User, password: str) -> bool:
        """Judge the password asked for again, counted too."""
        return guard.is_own_password(self.request, user=user, password=password)

    def get_reauthentication_methods(self, user: people.User) -> list[dict[str, Any]]:
        """Ask people who have a second factor for it: a password alone changes nothing about it."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not second_factor.has(user):
            return methods
        return [one for one in methods if one["id"] == "mfa_reauthenticate"]

    def is_reauthentication_required(self, *, app: str, **values: Any) -> bool:  # noqa: ANN401 — allauth's own signature
        """Ask again unless it was proved within the last minutes, at sign-in included, with the second factor."""
        if not super().is_reauthentication_required(app=app, **values):
            return False
        user = self.request.user
        wanted = {"mfa"} if second_factor.has(user) else {"password", "mfa"}
        records = [one for one in get_authentication_records(self.request, user) if one["method"] in wanted]
        return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT

    # --- What happens -----------------------------------------------------------------------------------------

    def save_user(self, request: HttpRequest, user: people.User, form: "Form", commit: bool = True) -> people.User:  # noqa: ARG002, FBT001, FBT002 — allauth's own signature
        """Save the new person as they typed their name, in the language of the page."""
        data, at = form.cleaned_data, timezone.now()
        user.email, user.given_name, user.surname = data["email"].lower(), data["given_name"], data["surname"]
        user.language, user.created_at = current(), at
        user.set_password(data["password1"])
        if commit:
            with transaction.atomic():
                user.save()
                audit.record(
                    event="person.created", act=audit.Act(actor=people.actor(user), at=at), subject=str(user.id),
                    data={"name": str(user)},
                )  # fmt: skip
        return user

    def set_password(self, user: people.User, password: str) -> None:
        """Change the password: every session ends but this one, and the person is notified."""
        is_own = self.request.user.is_authenticated
        change, at = (Change.PASSWORD_CHANGED if is_own else Change.PASSWORD_RESET), timezone.now()
        with transaction.atomic():
            super().set_password(user, password)
            accounts.changed(user, change, act=audit.Act(actor=people.actor(user), at=at))
            attempts.remember(user_id=user.id, place=place_of(self.request), at=at)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Take the address as confirmed."""
        with transaction.atomic():
            done = bool(super().confirm_email(request, email_address))
            if done:
                user = email_address.user
                accounts.confirmed_address(user, act=audit.Act(actor=people.actor(user), at=timezone.now()))
        return done

    def pre_login(self, request: HttpRequest, user: people.User, **values: Any) -> HttpResponse | None:  # noqa: ANN401 — allauth's own signature
        """Take the address of an officer as confirmed: the operator who made the account vouches for it."""
        if people.roles(user).is_officer:
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
        answer: HttpResponse | None = super().pre_login(request, user, **values)
        return answer

    def post_login(self, request: HttpRequest, user: people.User, **values: Any) -> HttpResponse:  # noqa: ANN401 — allauth's own signature
        """Record the sign-in and mark the browser, so that it is known again."""
        answer: HttpResponse = super().post_login(request, user, **values)
        act = audit.Act(actor=people.actor(user), at=timezone.now())
        place = marked(request, answer)
        accounts.signed_in(user, place=place, with_second_factor=second_factor.has(user), act=act)
        return answer

    # --- Where to go ------------------------------------------------------------------------------------------

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the queue for an officer, the list of their cases for everyone else."""
        return "/rinda/" if people.roles(request.user).is_officer else "/lietas/"  # type: ignore[arg-type]  # signed in by now

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 — allauth's own signature
        """Return the account page."""
        return "/konts/"

    def get_signup_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 — allauth's own signature
        """Return a new person's (empty) list, which says how to begin."""
        return "/lietas/"

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:  # noqa: ARG002 — allauth's own signature
        """Return the page to continue with after the address was confirmed."""
        return "/lietas/"
