"""What a door says where the database or the disk fails it: not a bug, so never a bare 500.

`of` tells from an exception, and from what it was raised from, whether something below us is away, busy or full. Doors
ask it where they would otherwise answer 500.

Standard: PostgreSQL, Appendix A (SQLSTATE).
"""

import errno
import logging
from collections.abc import Iterator
from typing import ClassVar, Final

import psycopg
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError

from esigner.errors import EsignerError, Text

log = logging.getLogger(__name__)


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


_FULL: Final = ("53100", "25006", "58030")
"""disk_full, read_only_sql_transaction, io_error."""
_BUSY: Final = ("57014", "55P03", "40", "53", "25P03", "25P04")
"""query_canceled, lock_not_available, rolled back for another transaction's sake, no resources, time-outs."""
_AWAY: Final = ("08", "57P", "58")
"""No connection, the server ends or starts, its system fails."""
_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


def of(exception: BaseException | None) -> OutageError | None:
    """Return what is away, busy or full; None where the exception has another reason: then it is a bug."""
    for one in _chain(exception):
        if isinstance(one, OutageError):
            return one
        if isinstance(one, (DatabaseError, psycopg.Error)):
            found = _of_database(one)
        elif isinstance(one, OSError) and one.errno in _DISK:
            found = StorageFullError()
        else:
            found = None
        if found is not None:
            return found
    return None


def noted(exception: BaseException | None, *, reference: str) -> OutageError | None:
    """Return the same, and write one line into the log: a database that is away would fill it with tracebacks."""
    found = of(exception)
    if found is not None:
        log.error("%s, reference %s: %s", found.code, reference, type(exception).__name__)
    return found


def _of_database(error: BaseException) -> OutageError | None:
    state = _sqlstate(error)
    if state:
        kinds = ((_FULL, StorageFullError), (_BUSY, DatabaseBusyError), (_AWAY, DatabaseAwayError))
        return next((kind() for beginnings, kind in kinds if state.startswith(beginnings)), None)
    # Without a state it did not come from the server: the connection is what failed.
    connection = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
    return DatabaseAwayError() if isinstance(error, connection) else None


def _sqlstate(error: BaseException) -> str:
    for one in _chain(error):
        if isinstance(one, psycopg.Error) and one.sqlstate:
            return one.sqlstate
    return ""


def _chain(exception: BaseException | None) -> Iterator[BaseException]:
    """Return the exception, then what it was raised from, each once."""
    seen: set[int] = set()
    while exception is not None and id(exception) not in seen:
        seen.add(id(exception))
        yield exception
        exception = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
