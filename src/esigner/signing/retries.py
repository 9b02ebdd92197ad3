"""How often, and for how long, a signature that waits for outside services is tried again.

5 s, 10 s, 20 s … up to an hour between tries, each a little different for each signature: a service that comes back is
not asked by everything that waited within one second. After a week the tries end; what was reached by then is kept.
"""

import hashlib
from datetime import timedelta
from typing import Final

FIRST_SECONDS: Final = 5
LONGEST_SECONDS: Final = 3600
DOUBLINGS: Final = 10
"""After so many tries the wait has its maximum anyway."""
SPREAD: Final = 0.25
"""Up to this part of a wait is added."""
TRY_FOR: Final = timedelta(days=7)
"""Longer than a weekend and the working day on which somebody repairs it."""
TRIES_AT_MOST: Final = 250
"""More than fit into that time."""
FORGOTTEN_AFTER: Final = timedelta(minutes=10)
"""A try that is this late will not come: its job is gone."""
ENDS_AT_LAST: Final = timedelta(days=1)
"""After the last try: a signature that brings down the process working on it must not keep its session open."""


def wait_seconds(tries: int, *, key: str) -> int:
    """Return the whole seconds to wait after so many tries (0: after the first); the same key waits the same."""
    wait: int = min(FIRST_SECONDS * 2 ** min(tries, DOUBLINGS), LONGEST_SECONDS)
    drawn = hashlib.sha256(f"{key}/{tries}".encode()).digest()[0] / 256
    return wait + int(wait * SPREAD * drawn)
