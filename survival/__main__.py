"""`./run survive [--minutes N] [--seed S]`: hurts a whole installation while clients sign, and looks what is lost.

1. an installation with its embedded PostgreSQL starts in a folder of its own, on a small disk where that can be made
2. clients keep signing, and write down which signature values were answered 200; others ask every door
3. blow after blow, in an order that the seed decides; each kind once before any comes again
4. all clients stop; every value that was accepted must be one document; the audit log must verify

Prints what was found; exit status 1 where anything that must hold did not.
"""

import argparse
import contextlib
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg

from survival import blows, clients, probes
from survival.blows import BLOWS, Scene
from survival.clients import Ledger, Signer
from survival.house import BreachError, House
from tests.world import crash
from tests.world.installation import free_ports

SIGNERS: Final = 4
QUIET_SECONDS: Final = 8.0
BREATH_SECONDS: Final = 3.0
SETTLE_SECONDS: Final = 300.0


def main() -> int:
    """Return 0 where everything held."""
    parser = argparse.ArgumentParser(prog="./run survive", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="of blows (default: 10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", action="append", default=[], help="part of the name of a kind of blow; more than once"
    )
    options = parser.parse_args()
    chosen = [name for name in BLOWS if not options.only or any(part in name for part in options.only)]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="esigner-survive-", dir="/tmp")))
        folder.chmod(0o755)
        state = folder / "state"
        state.mkdir()
        why_not = stack.enter_context(blows.small_disk(state))
        if why_not:
            print(f"LEFT OUT: the disk is full (no disk can be made here: {why_not})")
            chosen = [name for name in chosen if BLOWS[name] is not blows.fill_disk]
        return _play(folder, chosen, seed=options.seed, seconds=options.minutes * 60, stack=stack)


def _play(folder: Path, chosen: list[str], *, seed: int, seconds: float, stack: contextlib.ExitStack) -> int:
    ports = free_ports()
    trust = stack.enter_context(crash.proxy(f"http://127.0.0.1:{ports['trust']}"))
    settings = {"ESIGNER_URL_TRUST": trust.url, "ESIGNER_TSA_TIMEOUT_SECONDS": "4"}
    house = House(state=folder / "state", ports=ports, settings=settings)
    stack.callback(house.stop)
    print(f"up after {house.start():.1f} s")
    registered = clients.register(house, folder)
    ledger, most = Ledger(), [0]
    asking = [probes.Probe(door, house, registered) for door in probes.PATHS]
    signers = [Signer(house, registered, ledger, number=number) for number in range(SIGNERS)]
    over = threading.Event()
    stack.callback(over.set)
    for thread in (*asking, *signers, threading.Thread(target=_count, args=(house, most, over), daemon=True)):
        thread.start()
    time.sleep(QUIET_SECONDS)
    # The first answers of each door are not those of a quiet day.
    quiet = probes.waits(asking, since=time.monotonic() - QUIET_SECONDS / 2, until=time.monotonic())
    scene = Scene(
        house=house, registered=registered, probes=asking, trust=trust, random=random.Random(seed), quiet=quiet  # noqa: S311
    )  # fmt: skip
    scene.tell(f"quiet: {quiet}")
    breaches = _strike(scene, chosen, seconds=seconds)
    for signer in signers:
        signer.stopping.set()
    for probe in asking:
        probe.stopping.set()
    for signer in signers:
        signer.join(clients.PATIENCE_SECONDS)
    with contextlib.suppress(TimeoutError):
        clients.settle(signers[0], ledger, seconds=SETTLE_SECONDS)
    breaches += _judge(scene, ledger)
    return _sum_up(scene, ledger, breaches, most=most[0])


def _strike(scene: Scene, chosen: list[str], *, seconds: float) -> list[str]:
    breaches, began = [], time.monotonic()
    for name in _order(chosen, scene.random):
        if time.monotonic() - began > seconds:
            break
        scene.tell(f"{time.monotonic() - began:6.0f} s  {name}")
        try:
            BLOWS[name](scene)
        except BreachError as error:
            breaches.append(f"{name}: {error}")
            scene.tell(f"    BREACH {error}")
            _bring_back(scene)
        time.sleep(BREATH_SECONDS)
    return breaches


def _order(chosen: list[str], chance: random.Random) -> Iterator[str]:
    """Return every kind once in any order, then again in another."""
    while True:
        yield from chance.sample(chosen, len(chosen))


def _bring_back(scene: Scene) -> None:
    """Go on after a start that did not work: the next blow needs something to hurt."""
    process = scene.house.process
    if process is not None and process.poll() is not None:
        with contextlib.suppress(BreachError):
            scene.house.start()


def _count(house: House, most: list[int], over: threading.Event) -> None:
    """Note the most connections to the database that there were at a time."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'esigner_app'"
    while not over.wait(1.0):
        with contextlib.suppress(psycopg.Error), house.owner() as seeing:
            row = seeing.execute(query).fetchone()
            most[0] = max(most[0], int(row[0]) if row else 0)


def _judge(scene: Scene, ledger: Ledger) -> list[str]:
    breaches = [f"accepted value of session {one.session} {one.fault}" for one in ledger.accepted if one.fault]
    breaches += [f"a client gave up: {one}" for one in ledger.given_up]
    breaches += [f"an Idempotency-Key stayed in use for {clients.KEY_SECONDS:.0f} s: {one}" for one in ledger.held_keys]
    verified = scene.house.run("audit", "verify")
    scene.tell(verified.stdout.strip().splitlines()[-1] if verified.stdout else verified.stderr)
    if verified.returncode:
        breaches.append("the audit log does not verify")
    if not ledger.accepted:
        breaches.append("nothing was signed")
    return breaches


def _sum_up(scene: Scene, ledger: Ledger, breaches: list[str], *, most: int) -> int:
    whole = [one for one in ledger.accepted if not one.fault]
    answers = ", ".join(f"{what} × {count}" for what, count in sorted(ledger.answers.items()))
    print(
        f"sessions opened {len(ledger.entries)}, values accepted {len(ledger.accepted)}, whole documents {len(whole)}"
    )
    print(f"starts {len(scene.house.starts)}, longest {max(scene.house.starts):.1f} s; connections at most {most}")
    print(f"answers: {answers}")
    if scene.frozen:
        worst = max(scene.frozen, key=lambda name: scene.frozen[name].longest)
        print(f"others while {worst} was frozen: {scene.frozen[worst]}; on a quiet day: {scene.quiet}")
    for breach in breaches:
        print(f"BREACH {breach}")
    print("nothing lost" if not breaches else f"{len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
