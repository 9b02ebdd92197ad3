"""What happens to the installation: one function for each kind; it returns when the installation has come back."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from esigner.config.processes import PROCESSES
from survival.clients import Registered
from survival.house import BreachError, House, query_that_runs, send, wait_for_query
from survival.probes import Probe, Waits, outstanding, waits
from tests.world.crash import Proxy

FROZEN_SECONDS: Final = 4.0
FULL_SECONDS: Final = 6.0
HUNG_SECONDS: Final = 8.0
THAW_SECONDS: Final = 1.0
SIGNERS_DOOR: Final = "api-test"
OTHERS_WAIT: Final = 0.5
"""Part of the time that a process is frozen: who needs what it holds is refused it from the first answer on."""
DISK_BYTES: Final = 1_500_000_000


@dataclass(kw_only=True)
class Scene:
    """What a blow may touch."""

    house: House
    registered: Registered
    probes: list[Probe]
    trust: Proxy
    random: Random
    quiet: Waits
    """Before the first blow."""
    told: list[str] = field(default_factory=list)
    frozen: dict[str, Waits] = field(default_factory=dict)
    """How long others waited while a process was frozen."""

    def tell(self, line: str) -> None:
        """Print a line, and keep it."""
        self.told.append(line)
        print(line, flush=True)


Blow = Callable[[Scene], None]


def kill(name: str) -> Blow:
    """Return the blow that kills one process with SIGKILL; its supervisor starts it again."""

    def blow(scene: Scene) -> None:
        since = len(scene.house.said)
        pids = scene.house.pids(name)
        if not pids:
            raise BreachError(f"there is no {name}")
        send(pids[:1], signal.SIGKILL)
        scene.house.hear(f"{name:<16} gatavs · ready", since=since)

    return blow


def kill_child(name: str) -> Blow:
    """Return the blow that kills a server's session, or a process that judges files: whoever has it begins another."""

    def blow(scene: Scene) -> None:
        pids = scene.house.pids(name)
        send([scene.random.choice(pids)] if pids else [], signal.SIGKILL)

    return blow


def freeze(name: str) -> Blow:
    """Return the blow that stops one process for some seconds: nobody else may wait for it.

    Who waits for it waits until it goes on. One long answer may have come of a busy machine, so that it is tried again.
    """

    def blow(scene: Scene) -> None:
        for seconds in (FROZEN_SECONDS, FROZEN_SECONDS * 2):
            waiting = _freeze(scene, name, seconds=seconds)
            if not waiting:
                return
            scene.tell(f"    waited until {name} went on: {', '.join(waiting)}")
        raise BreachError(f"{', '.join(waiting)} waited until the frozen {name} went on, twice")

    return blow


def _freeze(scene: Scene, name: str, *, seconds: float) -> list[str]:
    """Return who had waited for half of that time when the process went on.

    Statements in the database by what they wait for; doors by the clock, but for the one that the signers keep busy.
    """
    pids, began = scene.house.pids(name), time.monotonic()
    send(pids, signal.SIGSTOP)
    try:
        time.sleep(seconds)
        locks = scene.house.waiting_for_locks(seconds=seconds * OTHERS_WAIT)
    finally:
        thawed = time.monotonic()
        send(pids, signal.SIGCONT)
    time.sleep(THAW_SECONDS)
    found = waits(scene.probes, since=began, until=thawed, but=name)
    scene.frozen[name] = max(found, scene.frozen.get(name, found), key=lambda one: one.longest)
    scene.tell(f"    others meanwhile: {found}; statements that wait for a lock: {len(locks)}")
    late = outstanding(scene.probes, at=thawed, for_seconds=seconds * OTHERS_WAIT, but=name)
    return [*locks, *(one.door for one in late if one.door != SIGNERS_DOOR)]


def kill_postmaster(scene: Scene) -> None:
    """Kill the postmaster while a query runs; the supervisor starts another."""
    with _query(scene):
        since = len(scene.house.said)
        send(scene.house.pids("postmaster"), signal.SIGKILL)
        scene.house.hear("postgres         beidzies", since=since)
        scene.house.hear("postgres         gatavs · ready", since=since)


def kill_supervisor(scene: Scene) -> None:
    """Kill the supervisor alone; start anew at once, while its children are still ending."""
    _kill_and_start(scene, scene.house.pids("supervisor"))


def kill_everything(scene: Scene) -> None:
    """Kill all at once, while a query runs; start anew."""
    with _query(scene):
        send([pid for pid in scene.house.pids("backend") if pid == _busiest(scene)], signal.SIGSTOP)
        names = ("supervisor", "postmaster", "judge", *(one.name for one in PROCESSES))
        _kill_and_start(scene, [pid for name in names for pid in scene.house.pids(name)])


def kill_supervisor_and_freeze_worker(scene: Scene) -> None:
    """Kill the supervisor, and keep a child from ending; start anew."""
    worker = scene.house.pids("worker")
    send(scene.house.pids("supervisor"), signal.SIGKILL)
    assert scene.house.process is not None
    scene.house.process.wait()
    send(worker, signal.SIGSTOP)
    scene.house.start()


def stop_and_start(scene: Scene) -> None:
    """Stop it as an operator does, and start it."""
    if scene.house.stop():
        raise BreachError("an ordered stop did not end with 0")
    scene.house.start()


def hang_up(scene: Scene) -> None:
    """Send SIGHUP: each process is started anew, one after the other."""
    since = len(scene.house.said)
    send(scene.house.pids("supervisor"), signal.SIGHUP)
    for process in PROCESSES:
        scene.house.hear(f"{process.name:<16} palaiž no jauna", since=since)
        scene.house.hear(f"{process.name:<16} gatavs · ready", since=since)


def hang(part: str) -> Blow:
    """Return the blow that lets an authority take requests and answer none."""

    def blow(scene: Scene) -> None:
        scene.trust.hold(part)
        time.sleep(HUNG_SECONDS)
        scene.trust.release()

    return blow


def fill_disk(scene: Scene) -> None:
    """Leave no byte free where the installation keeps everything, for some seconds."""
    filler = scene.house.state / "filler"
    free = shutil.disk_usage(scene.house.state).free
    with filler.open("wb") as file:
        while free > 0:
            try:
                os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), free)
            except OSError:
                free //= 2
    time.sleep(FULL_SECONDS)
    filler.unlink()


def _kill_and_start(scene: Scene, pids: list[int]) -> None:
    send(pids, signal.SIGKILL)
    assert scene.house.process is not None
    scene.house.process.wait()
    scene.house.start()


@contextmanager
def _query(scene: Scene) -> Iterator[None]:
    client = query_that_runs(scene.house)
    try:
        wait_for_query(scene.house)
        yield
    finally:
        client.kill()
        client.wait()


def _busiest(scene: Scene) -> int:
    with scene.house.owner() as seeing:
        found = seeing.execute("SELECT pid FROM pg_stat_activity WHERE query LIKE '/* survive */%'").fetchone()
    return int(found[0]) if found else 0


@contextmanager
def small_disk(state: Path) -> Iterator[str]:
    """Give the state folder a small disk of its own; yields why that cannot be, or nothing."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=755", "tmpfs", str(state)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        yield str(error)
        return
    if done.returncode:
        yield done.stderr.strip()
        return
    try:
        yield ""
    finally:
        subprocess.run(["umount", "--lazy", str(state)], check=False)


BLOWS: Final[dict[str, Blow]] = {
    "kill everything at once, a query running": kill_everything,
    "kill the postmaster, a query running": kill_postmaster,
    "kill the supervisor": kill_supervisor,
    "kill the supervisor, freeze its worker": kill_supervisor_and_freeze_worker,
    **{f"freeze {process.name}": freeze(process.name) for process in PROCESSES},
    **{f"kill {process.name}": kill(process.name) for process in PROCESSES},
    "kill a session of the database": kill_child("backend"),
    "kill a process that judges files": kill_child("judge"),
    "the TSA hangs": hang("tsa"),
    "the OCSP responder hangs": hang("ocsp"),
    "the disk is full": fill_disk,
    "SIGHUP": hang_up,
    "stop and start": stop_and_start,
}
