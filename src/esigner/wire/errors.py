"""What can go wrong outside; `retryable` says whether a second try may succeed."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class WireError(EsignerError):
    """Something outside did not do what was asked."""

    status: ClassVar[int] = 502


class UnreachableError(WireError):
    """No connection, or no answer in time; data: `service`."""

    code = "SERVICE_UNREACHABLE"
    text = Text(
        "Pakalpojums „{service}” pašlaik nav sasniedzams. Mēģiniet vēlāk.",
        "The service “{service}” cannot be reached at the moment. Try again later.",
    )
    status: ClassVar[int] = 503
    retryable: ClassVar[bool] = True


class ServiceFailedError(WireError):
    """An answer with an HTTP status that may pass (5xx, 429); data: `service`, `http_status`."""

    code = "SERVICE_FAILED"
    text = Text(
        "Pakalpojums „{service}” atbildēja ar kļūdu {http_status}. Mēģiniet vēlāk.",
        "The service “{service}” answered with error {http_status}. Try again later.",
    )
    retryable: ClassVar[bool] = True


class ServiceBusyError(WireError):
    """An answer, well formed, that asks to come again later; data: `service`, `reason`."""

    code = "SERVICE_BUSY"
    text = Text(
        "Pakalpojums „{service}” lūdz mēģināt vēlāk ({reason}).",
        "The service “{service}” asks to try again later ({reason}).",
    )
    status: ClassVar[int] = 503
    retryable: ClassVar[bool] = True


class ServicePausedError(WireError):
    """Not asked: it failed again and again, and is left alone for a moment; data: `service`."""

    code = "SERVICE_PAUSED"
    text = Text(
        "Pakalpojums „{service}” vairākkārt neatbildēja un kādu brīdi netiks jautāts. Mēģiniet vēlāk.",
        "The service “{service}” failed repeatedly and is not asked for a moment. Try again later.",
    )
    status: ClassVar[int] = 503
    retryable: ClassVar[bool] = True


class ServiceRefusedError(WireError):
    """An answer with an HTTP status that will not change; data: `service`, `http_status`."""

    code = "SERVICE_REFUSED"
    text = Text(
        "Pakalpojums „{service}” noraidīja pieprasījumu (HTTP {http_status}).",
        "The service “{service}” refused the request (HTTP {http_status}).",
    )


class AnswerTooLargeError(WireError):
    """More bytes than such an answer can have; data: `service`, `limit_bytes`."""

    code = "ANSWER_TOO_LARGE"
    text = Text(
        "Pakalpojuma „{service}” atbilde pārsniedz {limit_bytes} baitus un netika pieņemta.",
        "The answer of the service “{service}” exceeds {limit_bytes} bytes and was not accepted.",
    )


class AnswerInvalidError(WireError):
    """An answer that fails verification; data: `service`, `reason`."""

    code = "ANSWER_INVALID"
    text = Text(
        "Pakalpojuma „{service}” atbilde nav derīga: {reason}.",
        "The answer of the service “{service}” is not valid: {reason}.",
    )


class AddressInvalidError(WireError):
    """Not an http or https address; data: `service`."""

    code = "ADDRESS_INVALID"
    text = Text(
        "Adrese „{service}” nav derīga http vai https adrese.",
        "The address “{service}” is not a valid http or https address.",
    )


class AddressRefusedError(WireError):
    """A name that an institution gave leads into a network where we send nothing for others; data: `service`."""

    code = "ADDRESS_REFUSED"
    text = Text(
        "Adrese „{service}” ved uz iekšēju tīklu vai pašu ierīci, tāpēc ar to nesavienojas.",
        "The address “{service}” leads into an internal network or to this machine; it is not connected to.",
    )


class SignerNotGoodError(WireError):
    """The issuer does not say that the signer's certificate is good; data: `state` (REVOKED, UNKNOWN)."""

    code = "SIGNER_NOT_GOOD"
    text = Text(
        "Izdevējs neapliecina, ka parakstītāja sertifikāts ir derīgs ({state}).",
        "The issuer does not confirm that the signer's certificate is good ({state}).",
    )
    status: ClassVar[int] = 422


class IssuerNotGoodError(WireError):
    """An issuer or a time-stamping unit is revoked, or its status cannot be known; data: `subject`, `state`."""

    code = "ISSUER_NOT_GOOD"
    text = Text(
        "Izdevēja vai laika zīmoga sertifikāta „{subject}” derīgums nav apliecināts ({state}).",
        "The issuer's or time-stamping unit's certificate “{subject}” is not confirmed as good ({state}).",
    )


class ApiRefusedError(WireError):
    """Our own API answered with a problem document; data: `problem_code`, `title`, `http_status`, `request_id`."""

    code = "API_REFUSED"
    text = Text(
        "E-parakstītājs noraidīja pieprasījumu: {title} ({problem_code}, HTTP {http_status}).",
        "The E-signer refused the request: {title} ({problem_code}, HTTP {http_status}).",
    )
