"""`esigner up`: starts every process of an installation on this machine, watches them, stops them in order.

1. take the state folder and the ports, so that a clash is reported before anything runs
2. start the database and, meanwhile, load the application
3. bring the database and the keys up to date, in a child
4. fork the processes; print a line for each when it is ready
5. watch: a process that ends is named and started again, ever later if it keeps ending
6. on SIGHUP: start each process anew, one after the other, while callers wait in the socket that stays open
7. on SIGINT or SIGTERM: stop the doors, then the worker, then the database
"""

import gc
import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

from esigner.config import children, ports, processes, readiness, variables
from esigner.config.children import Child
from esigner.config.database import Cluster
from esigner.config.database_watch import DatabaseWatch
from esigner.config.errors import ProcessFailedError, StartRefusedError
from esigner.config.lock import locked
from esigner.config.processes import Process
from esigner.config.signals import drain, wakeable

READY_SECONDS: Final = 180.0
STOP_SECONDS: Final = 12.0
STEADY_SECONDS: Final = 60.0
"""A process that has lived this long has recovered: its next end is again the first."""
LOOK_SECONDS: Final = 2.0
"""How often everything is looked at without a signal that wakes us."""
SOON_SECONDS: Final = 0.1
"""The same while the database comes back."""
PAUSES: Final = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the first, second, … start after an end."""

Say = Callable[[str], None]


class Supervisor:
    """Keeps the processes of one state folder running."""

    def __init__(self, *, state: Path, listen: str, say: Say) -> None:
        """Take the folder, the address to listen on, and where to say what happens."""
        self._state = state
        self._listen = listen
        self._say = _quietly(say)
        self._logs = state / "logs"
        self._processes = processes.installed(doors=variables.number("ESIGNER_DOOR_PROCESSES"))
        self._cluster: Cluster | None = None
        self._listeners: dict[str, socket.socket] = {}
        self._running: dict[int, tuple[Process, Child]] = {}
        self._starting: dict[int, Child] = {}
        """By the descriptor on which they will say that they are ready."""
        self._ready: set[str] = set()
        """Those that were ready at least once."""
        self._ends: dict[str, int] = {}
        self._due: dict[str, float] = {}
        self._stopping = False
        self._shut: frozenset[int] = frozenset()
        """What children must not hold."""
        self._database: DatabaseWatch | None = None
        self._anew: list[str] = []
        """Those still to be started anew, in order."""
        self._ordered: tuple[int, float] | None = None
        """The process that was told to end for that, and until when it may take."""

    def run(self, *, load: Callable[[], None], bootstrap: Callable[[], None], preload: Callable[[], None]) -> int:
        """Run until told to stop; return the exit status.

        Args:
            load: Loads the application into this process: no threads, no connections.
            bootstrap: Brings the installation up to date; runs in a child.
            preload: Loads the rest into this process, meanwhile.
        """
        self._logs.mkdir(mode=0o750, parents=True, exist_ok=True)
        with (
            locked(self._state) as own,
            wakeable(self._ask_to_stop, ask_to_renew=self._ask_to_renew) as wakeup,
        ):
            self._shut = frozenset({own})
            try:
                self._open_ports()
                self._start_database_and(load)
                self._run_once("bootstrap", bootstrap, meanwhile=preload)
                # What is loaded by now is shared by all children: the collector must not touch, and so copy, it.
                gc.collect()
                gc.freeze()
                for process in self._processes:
                    if not self._stopping:
                        self._start(process)
                self._wait_until_all_ready(wakeup)
                if not self._stopping:
                    self._say("E-parakstītājs darbojas · E-signer is up")
                    readiness.tell(readiness.READY)
                self._watch(wakeup)
            finally:
                self._stop()
        return 0

    # (1) take
    def _open_ports(self) -> None:
        for process in self._processes:
            key = process.port_key
            if key:
                siblings = (self._listeners.get(one.name) for one in self._processes if one.port_key == key)
                self._listeners[process.name] = next(filter(None, siblings), None) or ports.listener(
                    ports.number(key), listen=self._listen, setting=ports.named(key).setting
                )

    # (2) database and application
    def _start_database_and(self, load: Callable[[], None]) -> None:
        if variables.text("DATABASE_URL"):
            load()
            return
        began = time.monotonic()
        self._cluster = Cluster(data=self._state / "postgres", log=self._logs / "postgres.log")
        with ThreadPoolExecutor(max_workers=1) as pool:
            started = pool.submit(self._cluster.start)
            load()
            started.result()
        self._database = DatabaseWatch(self._cluster, say=self._say)
        self._say(f"{'postgres':<16} gatavs · ready ({time.monotonic() - began:.1f} s)")

    # (3) bring up to date
    def _run_once(self, name: str, body: Callable[[], None], *, meanwhile: Callable[[], None]) -> None:
        began = time.monotonic()
        log = self._logs / f"{name}.log"
        child = children.fork(name=name, log=log, body=lambda _: body(), keep_open=frozenset(), shut=self._shut)
        try:
            meanwhile()
        finally:
            # In any case the child must have ended before the database is stopped.
            _, status = os.waitpid(child.pid, 0)
            with os.fdopen(child.ready, "rb") as pipe:
                refused = pipe.read()
        if refused:
            raise StartRefusedError(*json.loads(refused))
        if status:
            raise ProcessFailedError(name=name, seconds=round(time.monotonic() - began), log=str(log))
        self._say(f"{name:<16} gatavs · ready ({time.monotonic() - began:.1f} s)")

    # (4) start
    def _start(self, process: Process) -> None:
        listener = self._listeners.get(process.name)
        child = children.fork(
            name=process.name,
            log=self._logs / f"{process.name}.log",
            body=lambda ready: processes.run(process, listener=listener, on_ready=ready),
            keep_open=frozenset() if listener is None else frozenset({listener.fileno()}),
            shut=self._shut,
        )
        self._running[child.pid] = (process, child)
        self._starting[child.ready] = child

    def _wait_until_all_ready(self, wakeup: int) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while self._ready < {process.name for process in self._processes} and not self._stopping:
            self._wait(wakeup, seconds=1.0)
            self._collect()
            waiting = [process.name for process in self._processes if process.name not in self._ready]
            late = waiting[:1] if time.monotonic() > deadline else []
            for failed in [*self._ends, *late]:
                seconds = round(READY_SECONDS - deadline + time.monotonic())
                raise ProcessFailedError(name=failed, seconds=seconds, log=str(self._logs / f"{failed}.log"))

    def _wait(self, wakeup: int, *, seconds: float) -> None:
        """Sleep until a signal, the time, or a child that says that it is ready."""
        readable, _, _ = select.select([wakeup, *self._starting], [], [], max(seconds, 0.0))
        drain(wakeup)
        for descriptor in readable:
            child = self._starting.pop(descriptor, None)
            if child is None:
                continue
            if os.read(descriptor, 1) == children.READY:
                self._ready.add(child.name)
                self._say_ready(child)
            os.close(descriptor)

    def _say_ready(self, child: Child) -> None:
        listener = self._listeners.get(child.name)
        seconds = f"{time.monotonic() - child.started:.1f} s"
        where = "" if listener is None else " {}:{}".format(*listener.getsockname()[:2])
        self._say(f"{child.name:<16} gatavs · ready ({seconds}, pid {child.pid}){where}")

    # (5) watch
    def _watch(self, wakeup: int) -> None:
        while not self._stopping:
            next_start = min(self._due.values(), default=time.monotonic() + LOOK_SECONDS)
            is_soon = self._database is not None and self._database.is_waiting
            self._wait(wakeup, seconds=min(next_start - time.monotonic(), SOON_SECONDS if is_soon else LOOK_SECONDS))
            self._collect()
            has_come_back = self._database is not None and self._database.look()
            if has_come_back:
                # Whoever ended for want of it need not wait any longer.
                self._due = dict.fromkeys(self._due, 0.0)
            self._start_what_is_due()
            self._start_next_anew()

    def _collect(self) -> None:
        """Take note of the children that have ended."""
        for pid, (process, child) in list(self._running.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if not found:
                continue
            del self._running[pid]
            if self._ordered is not None and pid == self._ordered[0]:
                self._ordered = None
                self._due[process.name] = 0.0
                self._say(f"{process.name:<16} palaiž no jauna · starting anew")
                continue
            steady = time.monotonic() - child.started > STEADY_SECONDS
            self._ends[process.name] = 1 if steady else self._ends.get(process.name, 0) + 1
            pause = PAUSES[min(self._ends[process.name], len(PAUSES)) - 1]
            self._due[process.name] = time.monotonic() + pause
            if not self._stopping:
                how = children.how(os.waitstatus_to_exitcode(status))
                self._say(
                    f"{process.name:<16} beidzies ({how}), palaiž no jauna pēc {pause:g} s"
                    f" · ended ({how}), starting again in {pause:g} s"
                )

    def _start_what_is_due(self) -> None:
        for process in self._processes:
            if not self._stopping and self._due.get(process.name, float("inf")) <= time.monotonic():
                del self._due[process.name]
                try:
                    self._start(process)
                except OSError as error:
                    # No memory, no descriptors: what runs must go on.
                    self._due[process.name] = time.monotonic() + PAUSES[-2]
                    self._say(f"{process.name:<16} nevar palaist · cannot be started: {error}")

    # (6) renew
    def _ask_to_renew(self) -> None:
        self._anew = [process.name for process in self._processes]

    def _start_next_anew(self) -> None:
        """Have the next process end, once the one before answers again."""
        if self._ordered is not None and time.monotonic() > self._ordered[1]:
            _send(self._ordered[0], signal.SIGKILL)
        if not self._anew or self._starting or self._due or self._ordered is not None or self._stopping:
            return
        name = self._anew.pop(0)
        for pid, (process, _) in self._running.items():
            if process.name == name:
                self._ordered = (pid, time.monotonic() + STOP_SECONDS)
                _send(pid, signal.SIGTERM)
                return

    # (7) stop
    def _ask_to_stop(self) -> None:
        self._stopping = True

    def _stop(self) -> None:
        self._stopping = True
        has_started = self._cluster is not None or bool(self._running)
        if has_started:
            self._say("aptur · stopping")
            readiness.tell(readiness.STOPPING)
        order = [process.name for process in reversed(self._processes) if process.name != processes.WORKER.name]
        self._stop_children(set(order))
        self._stop_children({processes.WORKER.name})
        for listener in self._listeners.values():
            listener.close()
        if self._cluster is not None:
            self._cluster.stop()
        if has_started:
            self._say("apturēts · stopped")

    def _stop_children(self, names: set[str]) -> None:
        wanted = {pid for pid, (process, _) in self._running.items() if process.name in names}
        for pid in wanted:
            _send(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while wanted & self._running.keys():
            self._collect()
            if time.monotonic() > deadline:
                for pid in wanted & self._running.keys():
                    self._say(f"{self._running[pid][0].name:<16} neapstājas, nogalināts · does not stop, killed")
                    _send(pid, signal.SIGKILL)
                deadline = float("inf")
            time.sleep(0.02)


def _quietly(say: Say) -> Say:
    """Wrap it: where nobody reads any more, that must not end what runs."""

    def wrapped(line: str) -> None:
        with suppress(OSError):
            say(line)

    return wrapped


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
