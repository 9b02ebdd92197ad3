"""A progress bar on the error stream; silent unless on a terminal."""

import sys
import time
from typing import Final, Self

_WIDTH: Final = 40
_EVERY_SECONDS: Final = 0.1


class Progress:
    """A bar that is drawn over itself; used as a context, whose end erases it."""

    def __init__(self, *, total: int, quiet: bool) -> None:
        """Prepare; nothing is drawn with `quiet` or without a terminal."""
        self._total, self._done, self._drawn_at = max(total, 1), 0, 0.0
        self._draws = not quiet and sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Draw nothing yet: short work needs no bar."""
        self._drawn_at = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        """Erase the bar."""
        self._wipe()

    def say(self, line: str) -> None:
        """Print a line of the result; the bar makes way and comes back below it."""
        self._wipe()
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        self._drawn_at = 0.0

    def _wipe(self) -> None:
        if self._draws:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def advance(self, amount: int) -> None:
        """Add to the work done."""
        self._done += amount
        now = time.monotonic()
        if not self._draws or now - self._drawn_at < _EVERY_SECONDS:
            return
        self._drawn_at = now
        share = min(self._done / self._total, 1.0)
        bar = "#" * int(share * _WIDTH)
        sys.stderr.write(f"\r[{bar:<{_WIDTH}}] {share:4.0%}")
        sys.stderr.flush()
