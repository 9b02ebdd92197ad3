"""What the door itself refuses, before any domain function is asked."""

from esigner.errors import EsignerError, Text


class RequestInvalid(EsignerError):
    """The request does not fit the API's description; data: fields."""

    code = "REQUEST_INVALID"
    status = 422
    text = Text("Pieprasījums neatbilst API aprakstam: {fields}.", "The request does not fit the API: {fields}.")


class PathNotFound(EsignerError):
    """No such path."""

    code = "PATH_NOT_FOUND"
    status = 404
    text = Text("Tādas API adreses nav.", "The API has no such path.")


class MethodNotAllowed(EsignerError):
    """The path exists, the method does not."""

    code = "METHOD_NOT_ALLOWED"
    status = 405
    text = Text("Šai adresei metode {method} nav paredzēta.", "This path does not take the method {method}.")


class LengthRequired(EsignerError):
    """A body without Content-Length."""

    code = "CONTENT_LENGTH_REQUIRED"
    status = 411
    text = Text("Trūkst galvenes Content-Length.", "The header Content-Length is missing.")


class BodyTooLarge(EsignerError):
    """More JSON than the door reads whole; documents are to be uploaded."""

    code = "BODY_TOO_LARGE"
    status = 413
    text = Text(
        "Pieprasījuma saturs ir pārāk liels; lielus dokumentus augšupielādējiet atsevišķi.",
        "The body is too large; upload large documents separately.",
    )


class BodyIncomplete(EsignerError):
    """The connection ended before the body did."""

    code = "BODY_INCOMPLETE"
    retryable = True
    text = Text(
        "Savienojums pārtrūka, kad bija saņemti {received_bytes} baiti.",
        "The connection broke when {received_bytes} bytes had come.",
    )


class IdempotencyKeyInvalid(EsignerError):
    """Too long, or with characters that a header value should not have."""

    code = "IDEMPOTENCY_KEY_INVALID"
    text = Text(
        "Idempotency-Key jābūt 1–255 redzamām ASCII zīmēm.",
        "The Idempotency-Key must be 1–255 visible ASCII characters.",
    )


class InternalError(EsignerError):
    """A mistake of ours; nothing more is told."""

    code = "INTERNAL_ERROR"
    status = 500
    retryable = True
    text = Text(
        "Radās iekšēja kļūda. Ja tā atkārtojas, sazinieties ar aģentūru un norādiet Request-Id.",
        "An internal error occurred. If it happens again, contact the agency and give the Request-Id.",
    )
