"""The door's side: keeps one warm process, hands it jobs, waits for answers."""

import atexit
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, Final

from esigner.ades import DataFile
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation.policies import named
from esigner.isolation import parcels
from esigner.isolation.errors import ValidationAbortedError
from esigner.isolation.limits import Limits
from esigner.isolation.parcels import Job, Judged
from esigner.isolation.turns import Party, Turns

AT_A_TIME: Final = min(8, max(3, os.cpu_count() or 1))
"""Three at least: one for an account, one for its neighbours at the same address, one for everybody else."""
_PATIENCE_SECONDS: Final = 2.0
"""A thread of the door waits meanwhile."""
_GRACE_SECONDS: Final = 3.0
"""The child ends itself; this is for a machine too busy for that."""
_ANSWER_BYTES: Final = 64 * 1024 * 1024
_PASSED_ON: Final = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "TZ")
"""Environment variables that Python needs to start, without secrets."""


class Keeper:
    """One warm process, started when first needed and restarted after it ends."""

    def __init__(self, *, at_a_time: int = AT_A_TIME, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        """Take how many files are judged at a time, and how long others wait; start nothing yet."""
        self._lock = threading.Lock()
        self.turns = Turns(at_a_time=at_a_time, patience_seconds=patience_seconds)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    @property
    def pid(self) -> int | None:
        """The warm process, if there is one."""
        return self._process.pid if self._process is not None else None

    def judge(self, job: Job, limits: Limits, parties: Sequence[Party]) -> Judged:
        """Return the answer of a child of the warm process.

        Raises:
            ValidationAbortedError: It ended without one.
            ValidationBusyError, ValidationShareUsedUpError: Its turn did not come in time.
        """
        with self.turns.turn(parties, extra_bytes=limits.extra_bytes):
            found = self._answer(job, limits)
            if found is None and self._is_gone():
                # Not caused by the file: the warm process was ended from outside.
                found = self._answer(job, limits)
        if found is None:
            raise ValidationAbortedError
        return found

    def start(self) -> None:
        """Start the warm process, so that the first file need not wait for it."""
        with self._lock:
            self._ensure()

    def stop(self) -> None:
        """End it; if another process started it, only forget it."""
        with self._lock:
            self._forget()

    def _answer(self, job: Job, limits: Limits) -> Judged | None:
        with _memory() as file:
            parcels.write_job(file, job, limits)
            reading = self._handed_over(file)
        return parcels.read_answer(_read(reading, limits.wall_seconds + _GRACE_SECONDS))

    def _is_gone(self) -> bool:
        """Return whether the warm process has ended: it never writes, so readable means ended."""
        with self._lock:
            return self._control is None or bool(select.select([self._control], [], [], 0)[0])

    def _handed_over(self, file: IO[bytes]) -> int:
        """Pass on the job; return the end of the pipe for the answer."""
        reading, writing = os.pipe()
        try:
            with self._lock:
                try:
                    socket.send_fds(self._ensure(), [b"."], [file.fileno(), writing])
                except OSError:
                    self._forget()
                    socket.send_fds(self._ensure(), [b"."], [file.fileno(), writing])
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return reading

    def _ensure(self) -> socket.socket:
        own = self._process is not None and self._owner == os.getpid()
        if not own or self._control is None or select.select([self._control], [], [], 0)[0]:
            self._forget()
        if self._control is None:
            self._control, inner = socket.socketpair()
            with inner:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "esigner.isolation.server"],
                    stdin=inner.fileno(),
                    stdout=subprocess.DEVNULL,
                    env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                    start_new_session=True,
                )
            self._owner = os.getpid()
        return self._control

    def _forget(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None and self._owner == os.getpid():
            # Its socket is closed, so it ends.
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=_GRACE_SECONDS)
        self._process = self._control = None


KEEPER: Final = Keeper()
atexit.register(KEEPER.stop)


def warm() -> None:
    """Start the warm process of this process; doors that judge files do so before they open."""
    KEEPER.start()


def judge(
    document: bytes,
    *,
    name: str,
    trust: Trust,
    at: datetime,
    parties: Sequence[Party],
    policy: str = "lv",
    detached: Sequence[DataFile] = (),
    limits: Limits | None = None,
) -> Judged:
    """Judge a stranger's document as `esigner.ades.validate` does, in a process of its own.

    Args:
        document: The bytes as received.
        name: Its name in the report.
        trust: Whom to trust.
        at: Time of validation, aware UTC.
        parties: The parties it is counted for; none of them ever holds every place.
        policy: `lv`, `ee` or `etsi`.
        detached: Files that a signature outside a container covers.
        limits: By default, from the size of what was sent.

    Raises:
        UnknownPolicyError: There is no such policy.
        ValidationAbortedError: The process was ended by its limits, or crashed.
        ValidationBusyError, ValidationShareUsedUpError: Too many are being judged, in total or for one of the parties.
    """
    named(policy)
    # Callers may use other classes for UTC, which an answer may not contain.
    at = at.astimezone(UTC)
    job = Job(document=document, name=name, trust=trust, at=at, policy=policy, detached=detached)
    return KEEPER.judge(job, limits or Limits.for_bytes(job.size_bytes), parties)


def _memory() -> IO[bytes]:
    """Return a file without a name, in memory where the system has such files."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("esigner"), "w+b")
    return tempfile.TemporaryFile()


def _read(reading: int, seconds: float) -> bytes:
    """Return everything until the other side ends; empty if it takes too long or is too much."""
    deadline, found = time.monotonic() + seconds, bytearray()
    try:
        while len(found) <= _ANSWER_BYTES:
            ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
            piece = os.read(reading, 1024 * 1024) if ready else b""
            if not piece:
                return bytes(found) if ready else b""
            found += piece
    finally:
        os.close(reading)
    return b""
