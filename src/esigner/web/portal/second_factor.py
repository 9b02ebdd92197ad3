"""The second factor: its secrets are kept encrypted, each code works once, its refusals are in our words."""

import time
from base64 import urlsafe_b64encode
from typing import Any, ClassVar, Final, TypeAlias

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from esigner.registry import people
from esigner.web.portal.language import both

Factor: TypeAlias = Authenticator
APP: Final = Authenticator.Type.TOTP
LAST_STEP: Final = "last_step"
"""Half minutes since 1970 of the newest code that was used."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """Our answers to allauth's questions about second factors."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": both("Kods nav pareizs.", "The code is not right."),
        "unverified_email": both("Vispirms apstipriniet e-pasta adresi.", "First confirm your e-mail address."),
        "cannot_delete_authenticator": both(
            "Aģentūras darbinieks otro faktoru nevar noņemt, tikai aizstāt ar jaunu.",
            "Agency staff cannot remove the second factor, only replace it with a new one.",
        ),
        "cannot_generate_recovery_codes": both(
            "Vispirms ieslēdziet otro faktoru.", "First switch on the second factor."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret under the installation's key: the tables alone are not enough to make codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt what `encrypt` returned."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse it for the agency's people: they must not be without one, even for a minute."""
        return not people.roles(authenticator.user).is_officer


def has(user: people.User) -> bool:
    """Return whether the person has an authenticator app."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=APP).exists())


def use(user: people.User, code: str) -> Factor | None:
    """Use up a code; return the app or the set of recovery codes that it belongs to, None for a wrong one.

    A code of the app counts once, and older ones no longer (RFC 6238 5.2), across all processes.
    """
    with transaction.atomic():
        factors = Authenticator.objects.select_for_update().filter(user_id=user.pk).order_by("-type", "pk")
        for factor in factors:
            factor.user = user
            is_right = _use_step(factor, code) if factor.type == APP else factor.wrap().validate_code(code)
            if is_right:
                return factor
    return None


def mark_used(factor: Factor, code: str) -> None:
    """Note that the code with which an app was set up is used."""
    _use_step(factor, code)


def _use_step(factor: Factor, code: str) -> bool:
    secret, now = decrypt(factor.data["secret"]), int(time.time()) // app_settings.TOTP_PERIOD
    tolerance = app_settings.TOTP_TOLERANCE
    for step in range(now - tolerance, now + tolerance + 1):
        expected = format_hotp_value(hotp_value(secret, step))
        if step > factor.data.get(LAST_STEP, 0) and compare_user_code(actual=code, expected=expected):
            factor.data[LAST_STEP] = step
            factor.save(update_fields=["data"])
            return True
    return False


def _cipher() -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"esigner second factor")
    return Fernet(urlsafe_b64encode(derivation.derive(settings.SECRET_KEY.encode())))
