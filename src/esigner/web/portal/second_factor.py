"""The second factor: its secrets are kept encrypted, its refusals are said in our words."""

from base64 import urlsafe_b64encode
from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from esigner.web.portal.language import both


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """Our answers to allauth's questions about second factors."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": both("Kods nav pareizs.", "The code is not right."),
        "unverified_email": both("Vispirms apstipriniet e-pasta adresi.", "First confirm your e-mail address."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret under the installation's key: whoever reads the tables alone cannot make codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt what `encrypt` gave."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"esigner second factor")
    return Fernet(urlsafe_b64encode(derivation.derive(settings.SECRET_KEY.encode())))
