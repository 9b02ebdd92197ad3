"""Processes that outlived whoever started them: found in /proc by what they hold, never by a number in a file.

A number that was noted may belong to somebody else by now: another program, or one of another container.
"""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

_PROC: Final = Path("/proc")
_STEP_SECONDS: Final = 0.03
_IN_FOLDER: Final = """
for one in /proc/[0-9]*; do
  [ "$one/cwd" -ef "$1" ] || continue
  read -r name < "$one/comm" && [ "$name" = postgres ] && echo "${one#/proc/}"
done 2> /dev/null
true
"""
"""Server processes work in their data folder. Only their own account, or root with all rights, may see where."""


def holders(file: Path) -> list[int]:
    """Return the processes, other than this one, that have the file open."""
    try:
        wanted = file.stat()
    except FileNotFoundError:
        return []
    return [
        pid
        for pid in (int(one.name) for one in _PROC.iterdir() if one.name.isdigit())
        if pid != os.getpid() and _has(pid, wanted)
    ]


def _has(pid: int, wanted: os.stat_result) -> bool:
    with suppress(OSError):
        for entry in (_PROC / str(pid) / "fd").iterdir():
            with suppress(OSError):
                found = entry.stat()
                if (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino):
                    return True
    return False


def servers(data: Path, *, account: pwd.struct_passwd | None) -> list[int]:
    """Return the processes of a PostgreSQL, the postmaster among them, that work in this data folder.

    Args:
        data: The server's data folder.
        account: Whom they belong to; None: us.
    """
    who: dict[str, Any] = {}
    if account is not None:
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    found = subprocess.run(
        ["/bin/sh", "-c", _IN_FOLDER, "sh", str(data)],
        capture_output=True, stdin=subprocess.DEVNULL, cwd="/", check=False, **who,
    )  # fmt: skip
    return [int(word) for word in found.stdout.split()]


def end(find: Callable[[], Sequence[int]], *, steps: Sequence[tuple[signal.Signals, float]]) -> bool:
    """Send each signal in turn until nothing is found any more; return whether that came true.

    Args:
        find: Those still there.
        steps: A signal, and how many seconds it is given.
    """
    for number, seconds in steps:
        for pid in find():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while find():
            if time.monotonic() > deadline:
                break
            time.sleep(_STEP_SECONDS)
        else:
            return True
    return not find()
