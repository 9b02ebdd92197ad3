"""One at a time: what is founded once, and numbers without gaps."""

from typing import Final

from django.db import connection

ORDER_LOCK: Final = 0x65_73_69_67_6F
"""Key of the advisory lock; `notices.register` draws its numbers under the same one, and a test keeps them equal."""


def hold() -> None:
    """Keep everybody else who founds or numbers something waiting until this transaction ends.

    Take it before the lock of a counter: then no two transactions wait for each other's counter.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ORDER_LOCK])
