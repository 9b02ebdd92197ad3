"""What a door says where the database or the disk fails it: not a bug, so never a bare 500.

`of` tells from an exception, and from what it was raised from, whether something below us is away, busy or full. Doors
ask it where they would otherwise answer 500.

Standard: PostgreSQL, Appendix A (SQLSTATE).
"""

import errno
import logging
from collections.abc import Iterator
from typing import Final

import psycopg
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError

from esigner.web.outage_errors import DatabaseAwayError, DatabaseBusyError, OutageError, StorageFullError

log = logging.getLogger(__name__)


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
