"""The fields of every form: bounded, readable, without private keys; what held a private key is not shown again."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from esigner.onboarding import prose
from esigner.web.portal.language import both, say
from esigner.web.portal.requests import LARGEST_KEY_FILE_BYTES

LONGEST_KEY: Final = 100_000
"""Characters of a pasted request, certificate or chain; the named checks judge them."""


class TextField(forms.CharField):
    """A text that people type."""

    def __init__(self, *, longest: int = prose.LONGEST_LINE, **values: Any) -> None:  # noqa: ANN401 — Django's own
        """Take the maximum of characters; browsers get it too."""
        super().__init__(**values)
        self.longest = longest
        self.widget.attrs.setdefault("maxlength", str(longest))

    def clean(self, value: Any) -> Any:  # noqa: ANN401 — Django's own signature
        """Refuse it before anything else reads it."""
        if not isinstance(value, str):
            return super().clean(value)
        text = value.replace("\r\n", "\n")  # Browsers count an end of line as one character, and send two.
        if fault := prose.fault(text.strip(), longest=self.longest):
            raise ValidationError(say(fault.detail()), code=fault.code)
        return super().clean(text)

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ANN401 — Django's own signature
        """Return what the page shows again."""
        shown = super().bound_data(data, initial)
        return shown if not isinstance(shown, str) or prose.may_be_shown(shown) else ""


class KeyField(TextField):
    """A request, a certificate or a signature as text; the checks' report says what is wrong with it."""

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 — Django's own signature
        """Take as much as the checks read, so that they refuse it by name."""
        super().__init__(longest=LONGEST_KEY, required=False, **values)
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 — Django's own signature
        """Leave it to the checks."""
        return value or ""


class KeyFileField(forms.FileField):
    """The same as a file."""

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401, ARG002 — Django's own signature
        """Refuse what is larger than anything that belongs here."""
        if isinstance(data, UploadedFile) and (data.size or 0) > LARGEST_KEY_FILE_BYTES:
            raise ValidationError(TOO_LARGE, code="FILE_TOO_LARGE")
        return data


TOO_LARGE: Final = both(
    "Fails ir lielāks par 128 KiB. Izvēlieties tikai sertifikāta pieprasījumu, sertifikātu, ķēdi vai parakstu.",
    "The file is larger than 128 KiB. Choose the certificate signing request, certificate, chain or signature only.",
)
