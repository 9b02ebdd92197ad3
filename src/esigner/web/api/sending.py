"""Handing out a file, and knowing whether all of it left."""

from collections.abc import Callable
from typing import IO, Any


class Watched:
    """A file that tells, once, when it was read to its end: a client that leaves before is not told of."""

    def __init__(self, file: IO[bytes], *, at_end: Callable[[int], None]) -> None:
        """Take the file; `at_end` gets the number of bytes that were read."""
        self._file, self._at_end = file, at_end
        self._read_bytes, self._is_told = 0, False

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. The one who sends asks for more only after what it had has left."""
        piece = self._file.read(size)
        self._read_bytes += len(piece)
        if not piece and not self._is_told:
            self._is_told = True
            self._at_end(self._read_bytes)
        return piece

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else a file can do
        """Return what the file itself has."""
        return getattr(self._file, name)
