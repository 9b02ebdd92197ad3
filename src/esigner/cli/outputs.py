"""Files that a command writes: whole or not at all."""

import os
import secrets
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from esigner.cli.errors import OutputUnwritableError


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Return a file to write; it takes the place of `path` when the block ends well, and is gone when it does not.

    A link is followed: what it points to is replaced.

    Raises:
        OutputUnwritableError: The folder is not there, is full, or may not be written to; or a folder or device is
            named.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise OutputUnwritableError(file=path.name)
    part = path.parent / f".{path.name}.{secrets.token_hex(8)}.part"
    with _stoppable(part):  # before there is anything to leave behind
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            part.chmod(_mode(path))
            part.replace(path)
        except BaseException as error:
            part.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise OutputUnwritableError(file=path.name) from error
            raise


@contextmanager
def _stoppable(part: Path) -> Iterator[None]:
    """Make SIGTERM and Ctrl-C remove the part and end the process until the block ends; only a main thread can.

    At once, not by an exception: raised at any point of the program, it would leave locks behind that other
    threads wait for, and the process would hang.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _frame: object) -> None:
        part.unlink(missing_ok=True)
        os._exit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _mode(path: Path) -> int:
    """Return the permissions of the file that is replaced, or those of any new file."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
