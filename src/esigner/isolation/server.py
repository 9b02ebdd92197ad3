"""The process that stays warm: everything is loaded, and for each file it forks a child that judges it and ends.

Its standard input is a socket to the door. Each message carries two descriptors: the job to read, and a pipe for the
answer. When the door ends, the socket closes and this ends too; children end by their own limits.
"""

import gc
import importlib
import os
import resource
import signal
import socket
import sys
import traceback
import warnings
from typing import Final

from esigner.ades.validation import validate
from esigner.isolation import parcels
from esigner.isolation.limits import bind

_LOADED: Final = (
    "esigner.ades.validation.container",
    "esigner.ades.validation.cades",
    "esigner.ades.validation.pades",
    "esigner.ades.validation.jades",
    "esigner.ades.validation.xades",
)
_DESCRIPTORS: Final = 2


def main() -> None:
    """Fork for each message until the door ends."""
    for name in _LOADED:
        importlib.import_module(name)
    warnings.filterwarnings("ignore")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The kernel reaps dead children: the pipe, which closes with them, shows how they ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=0)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, _DESCRIPTORS)
        if not message or len(descriptors) != _DESCRIPTORS:
            return
        if os.fork() == 0:
            control.close()
            _be_child(*descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _be_child(job: int, pipe: int) -> None:
    """Judge, answer, end; never return into the loop."""
    status = 1
    # Closed only when the process ends: the door then passes the place to the next one.
    out = os.fdopen(pipe, "wb")
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with os.fdopen(job, "rb") as file:
            file.seek(0)
            limits, told = parcels.read_limits(file)
            bind(limits)
            out.write(_judged(parcels.read_job(file, told)))
            out.flush()
        status = 0
    except BaseException:  # noqa: BLE001  said in the door's log; the door itself sees that there is no answer
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _judged(job: parcels.Job) -> bytes:
    before = resource.getrusage(resource.RUSAGE_SELF)
    report = validate(job.document, name=job.name, trust=job.trust, at=job.at, policy=job.policy, detached=job.detached)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return parcels.answer(report, cpu_seconds=cpu)


if __name__ == "__main__":
    main()
