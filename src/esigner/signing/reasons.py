"""Why a signature waits, or failed: stored as a code, shown as a sentence."""

from collections.abc import Mapping
from typing import Final

from esigner.errors import Text
from esigner.signing.errors import (
    AuthorityUnavailableError,
    SessionExpiredError,
    SignerCertificateRevokedError,
    SignerCertificateStatusUnknownError,
)
from esigner.signing.means_errors import MeansDeclinedError, MeansExpiredError, MeansFailedError

SUPERSEDED: Final = "SIGNATURE_SUPERSEDED"
CANCELLED: Final = "SESSION_CANCELLED"
MEANS_GIVEN_UP: Final = "MEANS_GIVEN_UP"

_TEXTS: Final[Mapping[str, Text]] = {
    SUPERSEDED: Text(
        "Parakstīšana sākta no jauna; šis sagatavotais paraksts vairs netiek izmantots.",
        "Signing was started anew; this prepared signature is not used any more.",
    ),
    CANCELLED: Text("Parakstīšana tika atcelta.", "Signing was cancelled."),
    MEANS_GIVEN_UP: Text(
        "Parakstīšana ar izvēlēto līdzekli tika pārtraukta.", "Signing with the chosen means was broken off."
    ),
    **{
        error.code: error.text
        for error in (
            SessionExpiredError,
            SignerCertificateRevokedError,
            SignerCertificateStatusUnknownError,
            MeansDeclinedError,
            MeansExpiredError,
        )
    },
    MeansFailedError.code: Text("Parakstīšanas līdzeklis nevarēja parakstīt.", "The means of signing could not sign."),
}

GIVEN_UP: Final = Text(
    "Laika zīmogu vai sertifikāta statusu neizdevās iegūt. Paraksts ir saglabāts zemākā līmenī, nekā prasīts, un to "
    "var pabeigt vēlāk.",
    "The timestamp or the certificate status could not be had. The signature is kept at a lower level than asked for "
    "and can be completed later.",
)
"""Why a session has FAILED whose signature is kept."""


def explain(code: str) -> Text:
    """Return the sentence for a stored code; an unknown code comes from a trust service that could not help."""
    return _TEXTS.get(code, AuthorityUnavailableError.text)
