"""Sign-up, sign-in and the second factor: allauth's forms in our words."""

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms

from esigner.web.portal.language import both

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EMAIL = both("E-pasta adrese", "E-mail address")
PASSWORD = both("Parole", "Password")
NEW_PASSWORD = both("Jaunā parole", "New password")
REPEAT = both("Parole vēlreiz", "The password again")
CODE = both("Kods no autentifikatora lietotnes", "Code from the authenticator app")
LENGTH = both("Vismaz 12 rakstzīmes.", "At least 12 characters.")


class Reworded:
    """Puts our words on fields that allauth made."""

    words: dict[str, tuple["str | _StrPromise", "str | _StrPromise"]]
    """Field name: label, hint."""
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 — whatever allauth passes
        """Let allauth build the fields, then reword them; placeholders repeat the label and go."""
        super().__init__(*args, **values)
        for name, (label, hint) in self.words.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = hint
                self.fields[name].widget.attrs.pop("placeholder", None)


class SignInForm(Reworded, account.LoginForm):  # type: ignore[misc]  # allauth is not typed
    """E-mail address and password."""

    words = {"login": (EMAIL, ""), "password": (PASSWORD, "")}  # noqa: RUF012 — never changed


class SignUpForm(Reworded, account.SignupForm):  # type: ignore[misc]  # allauth is not typed
    """A new account: who you are and a password."""

    given_name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    surname = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
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


class ReauthenticateForm(Reworded, account.ReauthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """The password once more."""

    words = {"password": (PASSWORD, "")}  # noqa: RUF012 — never changed


class ChangePasswordForm(Reworded, account.ChangePasswordForm):  # type: ignore[misc]  # allauth is not typed
    """Another password."""

    words = {  # noqa: RUF012 — never changed
        "oldpassword": (both("Pašreizējā parole", "Current password"), ""),
        "password1": (NEW_PASSWORD, LENGTH),
        "password2": (REPEAT, ""),
    }


class ResetPasswordForm(Reworded, account.ResetPasswordForm):  # type: ignore[misc]  # allauth is not typed
    """Where to send the link for a new password."""

    words = {"email": (EMAIL, "")}  # noqa: RUF012 — never changed


class NewPasswordForm(Reworded, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is not typed
    """A new password after a link was followed."""

    words = {"password1": (NEW_PASSWORD, LENGTH), "password2": (REPEAT, "")}  # noqa: RUF012 — never changed


class SecondFactorForm(Reworded, mfa.AuthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """A code from the app, or a recovery code."""

    words = {  # noqa: RUF012 — never changed
        "code": (CODE, both("Seši cipari; der arī atkopšanas kods.", "Six digits; a recovery code works too."))
    }


class ActivateTotpForm(Reworded, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth is not typed
    """The first code, which shows that the app was set up."""

    words = {"code": (CODE, both("Seši cipari.", "Six digits."))}  # noqa: RUF012 — never changed
