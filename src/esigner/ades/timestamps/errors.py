"""Why a timestamp is not accepted."""

from esigner.ades.encoding.errors import AdesError
from esigner.errors import Text


class TimestampError(AdesError):
    """Any reason not to use a timestamp."""


class TimestampRefusedError(TimestampError):
    """The time-stamping authority did not grant the request; data: status, reason."""

    code = "TIMESTAMP_REFUSED"
    text = Text(
        "Laika zīmogošanas pakalpojums pieprasījumu noraidīja (statuss {status}): {reason}.",
        "The time-stamping authority refused the request (status {status}): {reason}.",
    )
    status = 502
    retryable = True


class TimestampUnreadableError(TimestampError):
    """Not a time-stamp token; data: reason (English, technical)."""

    code = "TIMESTAMP_UNREADABLE"
    text = Text("Laika zīmogu nevar nolasīt.", "The timestamp cannot be read.")


class TimestampMismatchError(TimestampError):
    """The token answers another request; data: field (imprint, algorithm, nonce, policy)."""

    code = "TIMESTAMP_MISMATCH"
    text = Text(
        "Laika zīmogs neatbilst pieprasījumam (lauks “{field}”).",
        "The timestamp does not answer the request (field “{field}”).",
    )


class TimestampSignatureError(TimestampError):
    """The token's signature, its attributes or its ESSCertIDv2 do not verify; data: reason."""

    code = "TIMESTAMP_SIGNATURE_INVALID"
    text = Text("Laika zīmoga paraksts nav derīgs.", "The signature of the timestamp is not valid.")


class TimestampCertificateError(TimestampError):
    """The time-stamping unit's certificate is absent or not for time-stamping only; data: reason."""

    code = "TIMESTAMP_CERTIFICATE_UNFIT"
    text = Text(
        "Laika zīmoga sertifikāts neder laika zīmogošanai.",
        "The certificate of the timestamp is not one for time-stamping.",
    )
