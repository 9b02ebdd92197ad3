"""Why trust cannot be loaded."""

from esigner.ades.encoding.errors import AdesError
from esigner.errors import Text


class TrustNotReadableError(AdesError):
    """A path configured as trust contains nothing that can be trusted; data: name."""

    code = "TRUST_NOT_READABLE"
    text = Text(
        "“{name}” nav ne sertifikāts, ne uzticamais saraksts.",
        "“{name}” is neither a certificate nor a trusted list.",
    )
