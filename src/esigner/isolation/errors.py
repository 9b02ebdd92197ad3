"""Errors when a judgement does not complete."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class ValidationAbortedError(EsignerError):
    """The process that judged the file was ended: too long, too much memory, or a crash."""

    code: ClassVar[str] = "VALIDATION_ABORTED"
    text: ClassVar[Text] = Text(
        "Datnes pārbaude pārtraukta: tā prasa pārāk daudz laika vai atmiņas. Nekas nav saglabāts. Lūdziet sūtītājam "
        "dokumentu parakstīt no jauna ar citu rīku vai vairākās mazākās datnēs.",
        "The check of the file was stopped: it asks for too much time or memory. Nothing was stored. Ask the sender to "
        "sign the document again with another tool, or as several smaller files.",
    )
    status: ClassVar[int] = 422


class ValidationBusyError(EsignerError):
    """The process is judging its maximum number of files, and none finished in time."""

    code: ClassVar[str] = "VALIDATION_BUSY"
    text: ClassVar[Text] = Text(
        "Pašlaik tiek pārbaudītas daudzas datnes, tāpēc šī nav pārbaudīta un nekas nav mainīts. Mēģiniet vēlreiz pēc "
        "dažām sekundēm.",
        "Many files are being checked just now, so this one was not checked and nothing was changed. Try again in a "
        "few seconds.",
    )
    status: ClassVar[int] = 503
    retryable: ClassVar[bool] = True
    retry_after_seconds: ClassVar[int | None] = 5


class ValidationShareUsedUpError(EsignerError):
    """One party has its maximum number of files being judged or waiting."""

    code: ClassVar[str] = "VALIDATION_SHARE_USED_UP"
    text: ClassVar[Text] = Text(
        "Vairākas jūsu datnes jau tiek pārbaudītas, tāpēc šī nav pārbaudīta un nekas nav mainīts. Sagaidiet to "
        "rezultātu un sūtiet vēlreiz pēc dažām sekundēm.",
        "Several files of yours are being checked already, so this one was not checked and nothing was changed. Wait "
        "for their results, and send it again in a few seconds.",
    )
    status: ClassVar[int] = 429
    retryable: ClassVar[bool] = True
    retry_after_seconds: ClassVar[int | None] = 5
