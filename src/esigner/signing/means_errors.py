"""Why a means of signing returned no value; each ends the attempt, and the person may choose again."""

from esigner.errors import Text
from esigner.signing.errors import SigningError


class MeansDeclinedError(SigningError):
    """The person refused at the means."""

    code = "MEANS_DECLINED"
    status = 409
    text = Text("Parakstīšana tika atteikta parakstīšanas līdzeklī.", "Signing was declined at the means of signing.")


class MeansFailedError(SigningError):
    """The means says that it cannot sign; data: `reason`, in its own words."""

    code = "MEANS_FAILED"
    status = 502
    text = Text(
        "Parakstīšanas līdzeklis nevarēja parakstīt ({reason}). Mēģiniet vēlreiz vai izvēlieties citu.",
        "The means of signing could not sign ({reason}). Try again, or choose another one.",
    )


class MeansExpiredError(SigningError):
    """The person did not come back, or did not confirm, in time."""

    code = "MEANS_EXPIRED"
    status = 410
    text = Text(
        "Parakstīšana ar izvēlēto līdzekli netika pabeigta laikā. Mēģiniet vēlreiz.",
        "Signing with the chosen means was not completed in time. Try again.",
    )


class AttemptNotFoundError(SigningError):
    """No attempt to sign has this address, or not in this session."""

    code = "ATTEMPT_NOT_FOUND"
    status = 404
    text = Text("Tāda parakstīšanas mēģinājuma nav.", "There is no such attempt to sign.")
