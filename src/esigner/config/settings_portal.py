"""The portal's own part of the settings: sign-in, second factor, content security policy.

`settings` imports every upper-case name of this module.
"""

from typing import Any, Final

from csp.constants import NONE, SELF

from esigner.config import ports, variables

PORTAL_APPS: Final = (
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
)

MIDDLEWARE: Final = (
    "esigner.web.refusals.ReferenceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "esigner.config.answers.DoorMiddleware",
    "esigner.web.portal.error_pages.BarePageMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "esigner.web.portal.middleware.PersonMiddleware",
    "esigner.web.portal.input.InputMiddleware",
    "esigner.web.portal.session_age.SessionAgeMiddleware",
    "esigner.web.portal.middleware.SecondFactorMiddleware",
    "esigner.web.portal.middleware.RefusalMiddleware",
)

AUTHENTICATION_BACKENDS: Final = ("allauth.account.auth_backends.AuthenticationBackend",)

AUTH_PASSWORD_VALIDATORS = [{"NAME": "esigner.web.portal.passwords.PasswordRules"}]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "esigner.web.portal.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "esigner.web.portal.forms.account.SignInForm",
    "signup": "esigner.web.portal.forms.account.SignUpForm",
    "reauthenticate": "esigner.web.portal.forms.account.ReauthenticateForm",
    "change_password": "esigner.web.portal.forms.account.ChangePasswordForm",
    "reset_password": "esigner.web.portal.forms.account.ResetPasswordForm",
    "reset_password_from_key": "esigner.web.portal.forms.account.NewPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = False
"""Guessing is stopped by `registry.attempts`, which counts in the database and so across all processes."""

ESIGNER_SIGNED_IN_SECONDS_STAFF: tuple[int, int] = (
    variables.number("ESIGNER_SIGNED_IN_STAFF_IDLE_SECONDS"),
    variables.number("ESIGNER_SIGNED_IN_STAFF_SECONDS"),
)
"""After how long without a page, and after how long at all, an officer must sign in again."""
ESIGNER_SIGNED_IN_SECONDS: tuple[int, int] = (
    variables.number("ESIGNER_SIGNED_IN_IDLE_SECONDS"),
    variables.number("ESIGNER_SIGNED_IN_SECONDS"),
)
"""The same for everybody else."""

ESIGNER_TRUSTED_PROXIES: int = variables.number("ESIGNER_TRUSTED_PROXIES")
"""How many own proxies are in front of the portal: so many names at the end of X-Forwarded-For are believed.
Without it everybody behind a proxy counts as one address."""

MFA_ADAPTER = "esigner.web.portal.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "esigner.web.portal.forms.account.SecondFactorForm",
    "reauthenticate": "esigner.web.portal.forms.account.SecondFactorAgainForm",
    "activate_totp": "esigner.web.portal.forms.account.ActivateTotpForm",
}
MFA_TOTP_ISSUER = "E-parakstītājs"
MFA_TOTP_TOLERANCE = 1
"""A clock may be half a minute off."""

_URLS: Final = ports.urls(host=variables.text("ESIGNER_HOST"), tls=bool(variables.text("ESIGNER_TLS_CERTIFICATE")))

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Style sheets carry their small pictures as data.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # The form that starts signing is answered with a redirect to the signing page, and browsers judge that too.
        "form-action": [SELF, _URLS["sign_test"], _URLS["sign_production"]],
        "frame-ancestors": [NONE],
    },
}
