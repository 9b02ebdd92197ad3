"""What a door refuses before any view is asked: text for people and programs, in both languages."""

from esigner.errors import EsignerError, Text


class DoorRefusedError(EsignerError):
    """The root of this module's refusals."""


class RequestMalformedError(DoorRefusedError):
    """Not HTTP/1.0 or 1.1 as RFC 9112 writes it."""

    code = "REQUEST_MALFORMED"
    text = Text("Pieprasījums nav derīgs HTTP.", "The request is not valid HTTP.")


class HeadTooLongError(DoorRefusedError):
    """More than HEAD_BYTES of request line and headers."""

    code = "HEAD_TOO_LONG"
    status = 431
    text = Text("Pieprasījuma galvenes ir pārāk garas.", "The head of the request is too long.")


class HeaderRepeatedError(DoorRefusedError):
    """A header that may occur once occurs more often: which one counts would be a guess; data: header."""

    code = "HEADER_REPEATED"
    text = Text("Galvene {header} drīkst būt tikai vienreiz.", "The header {header} may be in the request only once.")


class TargetMalformedError(DoorRefusedError):
    """The request line names no path (RFC 9112 3.2), or one with a NUL."""

    code = "REQUEST_TARGET_INVALID"
    text = Text(
        "Pieprasījuma adresei jāsākas ar “/”, un tajā nedrīkst būt %00.",
        "The target of the request must be a path that begins with “/” and holds no %00.",
    )


class HostMissingError(DoorRefusedError):
    """HTTP/1.1 without Host (RFC 9112 3.2)."""

    code = "HOST_MISSING"
    text = Text("Trūkst galvenes Host.", "The header Host is missing.")


class HostUnknownError(DoorRefusedError):
    """Not a name of this door (RFC 9110 15.5.20)."""

    code = "HOST_UNKNOWN"
    status = 421
    text = Text(
        "Šeit nav servera ar tādu nosaukumu (Host); pārbaudiet adresi.",
        "There is no server of that name (Host) here; check the address.",
    )


class MethodUnknownError(DoorRefusedError):
    """A method that nothing here has (RFC 9110 9.1); data: method."""

    code = "METHOD_NOT_SUPPORTED"
    status = 501
    text = Text("Metode {method} netiek atbalstīta.", "The method {method} is not supported.")


class TransferCodingUnknownError(DoorRefusedError):
    """A transfer coding other than chunked (RFC 9112 6.1)."""

    code = "TRANSFER_CODING_NOT_SUPPORTED"
    status = 501
    text = Text("Transfer-Encoding var būt tikai chunked.", "The only Transfer-Encoding that is supported is chunked.")


class BodyTooLongError(DoorRefusedError):
    """More than this address takes; data: limit_bytes."""

    code = "BODY_TOO_LONG"
    status = 413
    text = Text(
        "Pieprasījuma saturs ir pārāk liels: šī adrese pieņem līdz {limit_bytes} baitiem.",
        "The body is too large: this address takes up to {limit_bytes} bytes.",
    )


class BodyTooSlowError(DoorRefusedError):
    """The body came slower than the least rate."""

    code = "BODY_TOO_SLOW"
    status = 408
    retryable = True
    text = Text("Pieprasījuma saturs pienāca pārāk lēni.", "The body came too slowly.")


class ShareUsedUpError(DoorRefusedError):
    """One caller has as much in progress as one caller may have."""

    code = "TOO_MANY_REQUESTS"
    status = 429
    retryable = True
    retry_after_seconds = 5
    text = Text(
        "No jums vienlaikus nāk pārāk daudz pieprasījumu; mēģiniet pēc dažām sekundēm.",
        "Too many requests of yours are in progress; try again in a few seconds.",
    )


class DoorBusyError(DoorRefusedError):
    """All callers together have as much in progress as the door takes."""

    code = "DOOR_BUSY"
    status = 503
    retryable = True
    retry_after_seconds = 5
    text = Text(
        "Pakalpojums pašlaik ir noslogots; mēģiniet pēc dažām sekundēm.",
        "The service is busy at the moment; try again in a few seconds.",
    )


class DoorFullError(DoorRefusedError):
    """The disk on which long bodies wait has no room, or cannot be written."""

    code = "DOOR_FULL"
    status = 503
    retryable = True
    retry_after_seconds = 60
    text = Text(
        "Pašlaik nav vietas tik lielam saturam; mēģiniet vēlāk.",
        "There is no room for so large a body at the moment; try again later.",
    )


class BodyCutOffError(ConnectionError):
    """The client went away in the middle of its body; an OSError, so that Django does not take the rest for all."""
