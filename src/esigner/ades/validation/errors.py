"""Why validation does not start."""

from esigner.ades.encoding.errors import AdesError
from esigner.errors import Text


class UnknownPolicyError(AdesError):
    """There is no policy of that name."""

    code = "VALIDATION_POLICY_UNKNOWN"
    text = Text("Pārbaudes politikas “{policy}” nav.", "There is no validation policy “{policy}”.")
