"""What is away, busy or full below a door; `outages` tells which."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class OutageError(EsignerError):
    """The root of what is away, busy or full below us; the same request may succeed later."""

    status = 503
    retryable = True
    remedy: ClassVar[Text]
    """What a person can do."""


class DatabaseAwayError(OutageError):
    """No connection, or it died in the middle."""

    code = "DATABASE_AWAY"
    retry_after_seconds = 5
    text = Text(
        "Datubāze pašlaik neatbild; pieprasījums nav izpildīts līdz galam.",
        "The database does not answer at the moment; the request was not completed.",
    )
    remedy = Text(
        "Mēģiniet vēlreiz pēc brīža; ja kaut ko sūtījāt, vispirms pārbaudiet, vai tas jau nav saglabāts.",
        "Try again in a moment; if you sent something, first look whether it has been saved already.",
    )


class DatabaseBusyError(OutageError):
    """A lock or a statement took too long, or no more connections are given; the transaction was rolled back."""

    code = "DATABASE_BUSY"
    retry_after_seconds = 2
    text = Text(
        "Datubāze ir pārāk noslogota, lai atbildētu laikā; pieprasījums nav izpildīts.",
        "The database is too busy to answer in time; the request was not carried out.",
    )
    remedy = Text("Mēģiniet vēlreiz pēc brīža.", "Try again in a moment.")


class StorageFullError(OutageError):
    """No room, or a disk that cannot be written: of the database or of the documents."""

    code = "STORAGE_FULL"
    retry_after_seconds = 60
    text = Text(
        "Glabātuvē nav vietas vai tajā nevar rakstīt; pieprasījums nav izpildīts.",
        "The storage is full or cannot be written; the request was not carried out.",
    )
    remedy = Text(
        "Mēģiniet vēlāk. Ja tas neizdodas ilgāk par stundu, rakstiet aģentūrai.",
        "Try again later. If it goes on for more than an hour, write to the agency.",
    )
