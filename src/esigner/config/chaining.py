"""The worker's part for the audit log: what was recorded is taken up into the chain, a few times a second."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.db import DatabaseError, close_old_connections, connection

from esigner import audit
from esigner.audit.chaining import BATCH

log = logging.getLogger(__name__)

PAUSE_SECONDS: Final = 0.25
AFTER_A_FAILURE_SECONDS: Final = 1.0


async def keep_chaining() -> None:
    """Chain until cancelled; where the database does not answer, try again until it does.

    Of several workers one at a time does it; the others find nothing to do.
    """
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="chaining") as thread:
        while True:
            done = await loop.run_in_executor(thread, _chain)
            if done is None:
                await asyncio.sleep(AFTER_A_FAILURE_SECONDS)
            elif done < BATCH:
                await asyncio.sleep(PAUSE_SECONDS)


def _chain() -> int | None:
    """Return how many events were taken up; None where the database did not let us."""
    try:
        close_old_connections()
        return audit.extend_chain()
    except DatabaseError:
        log.exception("the audit log's chain could not be continued now")
        connection.close()
        return None
