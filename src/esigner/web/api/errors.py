"""What the door itself refuses, before any domain function is asked."""

from esigner.errors import EsignerError, Text


class RequestInvalidError(EsignerError):
    """The request does not fit the API's description; data: fields."""

    code = "REQUEST_INVALID"
    status = 422
    text = Text("Pieprasījums neatbilst API aprakstam: {fields}.", "The request does not fit the API: {fields}.")

    def __init__(self, *, fields: str, reason: str = "", because: Text | None = None) -> None:
        """Take the members; where one is enough to say why, also the reason as a word and as a sentence's end."""
        super().__init__(fields=fields)
        self.reason = reason
        self.because = because

    def detail(self) -> Text:
        """Return the sentence, with the reason in its own language."""
        fields = str(self.data["fields"])
        why = self.because or Text("", "")
        return Text(
            self.text.lv.format(fields=f"{fields} – {why.lv}" if why.lv else fields),
            self.text.en.format(fields=f"{fields} – {why.en}" if why.en else fields),
        )

    def members(self) -> list[dict[str, str]]:
        """Return what the answer's `errors` holds."""
        return [{"member": str(self.data["fields"]), "reason": self.reason}] if self.reason else []


class BodyMissingError(EsignerError):
    """A call that is about a document came without one."""

    code = "BODY_MISSING"
    text = Text(
        "Pieprasījumam nav satura: sūtiet dokumenta baitus.",
        "The request has no content: send the bytes of the document.",
    )


class PathNotFoundError(EsignerError):
    """No such path."""

    code = "PATH_NOT_FOUND"
    status = 404
    text = Text("Tādas API adreses nav.", "The API has no such path.")


class MethodNotAllowedError(EsignerError):
    """The path exists, the method does not."""

    code = "METHOD_NOT_ALLOWED"
    status = 405
    text = Text("Šai adresei metode {method} nav paredzēta.", "This path does not take the method {method}.")


class ParameterUnknownError(EsignerError):
    """The query holds what the operation does not take; data: fields."""

    code = "QUERY_PARAMETER_UNKNOWN"
    text = Text("Šai adresei nav tādu parametru: {fields}.", "This path does not take the parameters: {fields}.")


class ParameterRepeatedError(EsignerError):
    """The query holds a parameter twice: which one counts would be a guess; data: fields."""

    code = "QUERY_PARAMETER_REPEATED"
    text = Text("Parametrs norādīts vairākkārt: {fields}.", "The parameter is given more than once: {fields}.")


class ContentEncodingNotSupportedError(EsignerError):
    """The body is compressed (RFC 9110 15.5.16)."""

    code = "CONTENT_ENCODING_NOT_SUPPORTED"
    status = 415
    text = Text(
        "Sūtiet saturu nesaspiestu, bez galvenes Content-Encoding.",
        "Send the content as it is, without the header Content-Encoding.",
    )


class ContentRangeNotSupportedError(EsignerError):
    """The body is a part of a document (RFC 9110 14.4)."""

    code = "CONTENT_RANGE_NOT_SUPPORTED"
    text = Text(
        "Sūtiet dokumentu veselu, bez galvenes Content-Range.",
        "Send the document whole, without the header Content-Range.",
    )


class MediaTypeNotSupportedError(EsignerError):
    """The body is not of the media type that the call takes; data: expected, media_type (empty where not told)."""

    code = "MEDIA_TYPE_NOT_SUPPORTED"
    status = 415
    text = Text(
        "Galvenei Content-Type šeit jābūt {expected}; saņemts „{media_type}”.",
        "The header Content-Type must be {expected} here; “{media_type}” was sent.",
    )


class LengthRequiredError(EsignerError):
    """A body without Content-Length."""

    code = "CONTENT_LENGTH_REQUIRED"
    status = 411
    text = Text("Trūkst galvenes Content-Length.", "The header Content-Length is missing.")


class BodyTooLargeError(EsignerError):
    """More JSON than the door reads whole; documents are to be uploaded."""

    code = "BODY_TOO_LARGE"
    status = 413
    text = Text(
        "Pieprasījuma saturs ir pārāk liels; lielus dokumentus augšupielādējiet atsevišķi.",
        "The body is too large; upload large documents separately.",
    )


class BodyIncompleteError(EsignerError):
    """The connection ended before the body did."""

    code = "BODY_INCOMPLETE"
    retryable = True
    text = Text(
        "Savienojums pārtrūka, kad bija saņemti {received_bytes} baiti.",
        "The connection broke when {received_bytes} bytes had come.",
    )


class IdempotencyKeyInvalidError(EsignerError):
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
