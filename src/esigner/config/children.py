"""Forked children: one preloaded parent, so that seven processes start in the time of one."""

import ctypes
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from esigner.errors import EsignerError

READY: Final = b"."
_PR_SET_PDEATHSIG: Final = 1
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A running child; `ready` becomes readable when it says that it is ready, or when it ends."""

    name: str
    pid: int
    ready: int
    started: float
    """Monotonic seconds."""


def fork(
    *,
    name: str,
    log: Path,
    body: Callable[[Callable[[], None]], None],
    keep_open: frozenset[int],
    shut: frozenset[int] = frozenset(),
) -> Child:
    """Start a child that runs `body(say_ready)`.

    The caller must have no threads and no database connection: a fork would copy half of them.

    Args:
        name: For people.
        log: Its output goes here, at the end of what is there.
        body: What it does; it ends when this returns.
        keep_open: File descriptors of the parent that the child needs; listening sockets of others are closed.
        shut: What is the parent's alone: it says that the parent lives.
    """
    reading, writing = os.pipe()
    os.set_inheritable(writing, False)
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(name=name, pid=pid, ready=reading, started=time.monotonic())
    status = 1
    try:
        os.close(reading)
        for descriptor in shut:
            os.close(descriptor)
        _settle(parent=parent, log=log, keep_open=keep_open | {writing})
        body(lambda: _say(writing))
        status = 0
    except EsignerError as error:
        # On the screen of whoever starts it, not only in the log.
        os.write(writing, json.dumps([error.code, error.detail().lv, error.detail().en]).encode())
        traceback.print_exc()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:  # noqa: BLE001 — a child must never return into the parent's code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def how(exit_code: int) -> str:
    """Return the end in a word: the exit status or the name of the signal."""
    return f"exit {exit_code}" if exit_code >= 0 else signal.Signals(-exit_code).name


def _say(writing: int) -> None:
    os.write(writing, READY)


def _settle(*, parent: int, log: Path, keep_open: frozenset[int]) -> None:
    signal.set_wakeup_fd(-1)
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    # Renewing is the supervisor's to do.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # A group of its own: Ctrl-C reaches the supervisor alone, and it stops the children in order.
    os.setpgid(0, 0)
    _die_with(parent)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    _close_sockets(keep_open)


def _die_with(parent: int) -> None:
    """Have Linux send SIGTERM when the parent is killed: an orphan would keep its port."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(1)


def _close_sockets(keep_open: frozenset[int]) -> None:
    """Close the listening sockets of the other doors, so that a stopped door refuses instead of hanging."""
    for entry in list(Path("/proc/self/fd").iterdir()):
        try:
            is_socket = str(entry.readlink()).startswith("socket:")
        except OSError:
            continue
        if is_socket and int(entry.name) not in keep_open:
            os.close(int(entry.name))
