"""Sign-up, sign-in and the second factor: allauth's forms in our words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest
from django.utils import timezone

from esigner.registry import attempts, people
from esigner.web.portal import account_jobs, guard
from esigner.web.portal.forms.fields import TextField
from esigner.web.portal.language import both
from esigner.web.portal.places import address_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EMAIL = both("E-pasta adrese", "E-mail address")
PASSWORD = both("Parole", "Password")
NEW_PASSWORD = both("Jaunā parole", "New password")
REPEAT = both("Parole vēlreiz", "The password again")
CODE = both("Kods no autentifikatora lietotnes", "Code from the authenticator app")
DIFFERENT = both("Parolēm abos laukos jābūt vienādām.", "The two passwords must be the same.")
LENGTH = both(
    "Vismaz 12 rakstzīmes, piemēram, vairāki nesaistīti vārdi.",
    "At least 12 characters, for example several unrelated words.",
)


class Reworded:
    """Puts our words on fields that allauth made."""

    words: Mapping[str, tuple["str | _StrPromise", "str | _StrPromise"]]
    """Field name: label, hint."""
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 — anything that allauth passes
        """Let allauth build the fields, then reword them; placeholders only repeat the label and are removed."""
        super().__init__(*args, **values)
        for name, (label, hint) in self.words.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = hint
                self.fields[name].widget.attrs.pop("placeholder", None)


class Alike:
    """Says in our words that the two passwords differ."""

    errors: ErrorDict

    def clean(self) -> Any:  # noqa: ANN401 — Django's own signature
        """Let allauth compare, then reword what it said."""
        data = super().clean()  # type: ignore[misc]  # a form's
        first, second = self.data.get("password1"), self.data.get("password2")  # type: ignore[attr-defined]  # as above
        if "password2" in self.errors and second and first != second:
            self.errors["password2"] = ErrorList([str(DIFFERENT)])
        return data


class SignInForm(Reworded, account.LoginForm):  # type: ignore[misc]  # allauth is not typed
    """E-mail address and password."""

    words = {"login": (EMAIL, ""), "password": (PASSWORD, "")}  # noqa: RUF012 — never changed


class SignUpForm(Alike, Reworded, account.SignupForm):  # type: ignore[misc]  # allauth is not typed
    """A new account: who you are and a password."""

    given_name = TextField(longest=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    surname = TextField(longest=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    field_order = ("given_name", "surname", "email", "password1", "password2")
    words = {  # noqa: RUF012 — never changed
        "given_name": (both("Vārds", "Given name"), ""),
        "surname": (both("Uzvārds", "Surname"), ""),
        "email": (
            EMAIL,
            both("Uz šo adresi nosūtīsim apstiprinājuma saiti.", "We will send a confirmation link to this address."),
        ),
        "password1": (PASSWORD, LENGTH),
        "password2": (REPEAT, ""),
    }

    def clean(self) -> dict[str, Any]:
        """Judge the password against the person's own data; do not reveal that an address has an account."""
        data: dict[str, Any] = super().clean()
        if "password1" in data and "password1" not in self.errors:
            person = people.User(
                email=data.get("email", ""), given_name=data.get("given_name", ""), surname=data.get("surname", "")
            )
            try:
                validate_password(data["password1"], person)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data

    def try_save(self, request: HttpRequest) -> Any:  # noqa: ANN401 — allauth's own signature
        """Make the account; for an address that has one, do the same work and discard it."""
        attempts.spend(what="sign-ups", by=address_of(request), limit=guard.SIGN_UPS, at=timezone.now())
        with transaction.atomic():
            if self.account_already_exists:
                self._rehearse(request)
            return super().try_save(request)

    def _rehearse(self, request: HttpRequest) -> None:
        email = self.cleaned_data["email"]
        with transaction.atomic():
            self.account_already_exists = False
            self.cleaned_data["email"] = f"{uuid4().hex}@invalid.example"
            user = self.save(request)
            # The same look-ups as for a new person before the mail.
            people.roles(user)
            has_verified_email(user)
            EmailAddress.objects.filter(user_id=user.pk).select_related("user").first()
            people.get(user.pk)
            transaction.set_rollback(True)
        self.account_already_exists, self.cleaned_data["email"] = True, email


class ReauthenticateForm(Reworded, account.ReauthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """The password once more."""

    words = {"password": (PASSWORD, "")}  # noqa: RUF012 — never changed


class ChangePasswordForm(Alike, Reworded, account.ChangePasswordForm):  # type: ignore[misc]  # allauth is not typed
    """Another password."""

    def clean_oldpassword(self) -> str:
        """Judge the old password, counted like every try."""
        password = str(self.cleaned_data["oldpassword"])
        if not guard.is_own_password(context.request, user=self.user, password=password):
            raise get_adapter().validation_error("enter_current_password")
        return password

    words = {  # noqa: RUF012 — never changed
        "oldpassword": (both("Pašreizējā parole", "Current password"), ""),
        "password1": (NEW_PASSWORD, LENGTH),
        "password2": (REPEAT, ""),
    }


class ResetPasswordForm(Reworded, account.ResetPasswordForm):  # type: ignore[misc]  # allauth is not typed
    """Where to send the link for a new password."""

    words = {"email": (EMAIL, "")}  # noqa: RUF012 — never changed

    def clean_email(self) -> str:
        """Accept any address; the worker finds out whether it has an account."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **values: Any) -> str:  # noqa: ANN401, ARG002 — allauth's own signature
        """Leave it to the worker: the answer comes as fast for an address without an account."""
        email = str(self.cleaned_data["email"])
        attempts.spend(what="resets", by=address_of(request), limit=guard.RESETS, at=timezone.now())
        account_jobs.mail_reset(email=email)
        return email


class NewPasswordForm(Alike, Reworded, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is not typed
    """A new password after a link was followed."""

    words = {"password1": (NEW_PASSWORD, LENGTH), "password2": (REPEAT, "")}  # noqa: RUF012 — never changed


class UsesCode:
    """Judges a code, counted and used up."""

    user: people.User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Keep what the code belongs to; one refusal for every wrong one."""
        code = str(self.cleaned_data["code"])
        factor = guard.factor_of(context.request, user=self.user, code=code)
        if factor is None:
            raise get_mfa_adapter().validation_error("incorrect_code")
        self.authenticator = factor
        return code


_CODE_WORDS = {"code": (CODE, both("Seši cipari; der arī atkopšanas kods.", "Six digits; a recovery code works too."))}


class SecondFactorForm(UsesCode, Reworded, mfa.AuthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """A code from the app, or a recovery code, at sign-in."""

    words = _CODE_WORDS


class SecondFactorAgainForm(UsesCode, Reworded, mfa.ReauthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """A code once more, before something about the account changes."""

    words = _CODE_WORDS


class ActivateTotpForm(Reworded, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth is not typed
    """The first code, which shows that the app was set up."""

    words = {"code": (CODE, both("Seši cipari.", "Six digits."))}  # noqa: RUF012 — never changed
