"""Processes of tests: asked to end and waited for where we are stopped, since each has a PostgreSQL to stop."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from mutation import rooms


def start(command: Sequence[str], *, env: Mapping[str, str] = os.environ, **more: Any) -> "subprocess.Popen[str]":  # noqa: ANN401
    """Start one in a session of its own: what a terminal sends reaches us alone, and `interrupt` reaches it once."""
    return subprocess.Popen(command, cwd=rooms.ROOT, env=env, text=True, start_new_session=True, **more)


def interrupt(process: "subprocess.Popen[str]", *, workers: bool = False) -> None:
    """Ask one to end as pytest does after Ctrl-C: with everything torn down; its workers too, where it has any."""
    with suppress(ProcessLookupError):
        if workers:
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.send_signal(signal.SIGINT)


def run(command: Sequence[str], *, workers: bool = False, **more: Any) -> "subprocess.CompletedProcess[str]":  # noqa: ANN401
    """Run one to its end; interrupt it, and wait, where this is interrupted."""
    with start(command, **more) as process:
        try:
            said, _ = process.communicate()
        except BaseException:
            interrupt(process, workers=workers)
            process.wait()
            raise
    return subprocess.CompletedProcess(command, process.returncode, said)


def end_on_terminate() -> None:
    """Take SIGTERM as an exception, so that what is held is let go."""

    def end(*_: object) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    # A shell has its background jobs ignore it, and what we start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
