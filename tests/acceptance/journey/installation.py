"""One whole installation on this machine, started as an operator starts it: `esigner up`."""

import contextlib
import errno
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from esigner.config import ports, readiness


class CannotStartError(RuntimeError):
    """A sentence for the person at the terminal."""


@dataclass(slots=True)
class Installation:
    """Where it lives, where it listens, and the process that runs it."""

    state: Path
    ports: dict[str, int]
    host: str = "localhost"
    process: subprocess.Popen[bytes] | None = None
    _environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Set what the demo sets: the sandbox, and that loopback addresses may be registered."""
        self._environment = {
            **os.environ,
            "ESIGNER_STATE": str(self.state),
            "ESIGNER_SANDBOX": "1",
            "ESIGNER_ALLOWED_ADDRESS_RANGES": "loopback",
            "ESIGNER_HOST": self.host,
            **{ports.named(key).setting: str(number) for key, number in self.ports.items()},
        }

    def url(self, door: str) -> str:
        """The base address of a door."""
        return f"{'https' if door.startswith('api_') else 'http'}://{self.host}:{self.ports[door]}"

    def start(self, *, seconds: float = 60) -> None:
        """Start everything and wait until it says itself that it is up; somebody else's answer at a port is none.

        Raises:
            CannotStartError: It ended, with the last lines of what it said, or it took too long.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="esigner-") as folder, _listening(folder) as (told, name):
            with (self.state / "up.log").open("ab") as log:
                self.process = subprocess.Popen(
                    self._command("up"), env=self._environment | {"NOTIFY_SOCKET": name}, stdout=log, stderr=log,
                    start_new_session=True,
                )  # fmt: skip
            end = time.monotonic() + seconds
            while not (select.select([told], [], [], 0.2)[0] and told.recv(64) == readiness.READY):
                if self.process.poll() is not None:
                    raise CannotStartError(self.log_tail(lines=2))
                if time.monotonic() > end:
                    message = f"esigner up: {seconds:g} s\n{self.log_tail()}"
                    raise CannotStartError(message)

    def stop(self) -> int:
        """Stop as Ctrl-C does; give the exit code."""
        if not self.process or self.process.poll() is not None:
            return self.process.returncode if self.process else 0
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            return -signal.SIGKILL

    def command(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """Run an operator's command of `esigner`; give what it printed."""
        done = subprocess.run(
            self._command(*arguments), env=self._environment, input=stdin, capture_output=True, check=False
        )
        if done.returncode:
            message = f"esigner {' '.join(arguments)}: {done.stdout.decode()} {done.stderr.decode()}"
            raise RuntimeError(message)
        return done.stdout

    def log_tail(self, lines: int = 25) -> str:
        """The end of what the supervisor wrote."""
        log = self.state / "up.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""

    @staticmethod
    def _command(*arguments: str) -> Sequence[str]:
        return [str(Path(sys.executable).with_name("esigner")), *arguments]


@contextlib.contextmanager
def _listening(folder: str) -> Iterator[tuple[socket.socket, str]]:
    """A socket to which `esigner up` tells how it is, and its name."""
    name = str(Path(folder) / "up")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(name)
        yield told, name


def chosen_ports(say: Callable[[str], None], *, state: Path) -> dict[str, int]:
    """The ports of the settings, else of the folder's first start, else the usual ones or, where taken, free ones.

    Certificates name the addresses of the first start: a folder keeps its ports.

    Raises:
        CannotStartError: A port that was asked for, or that belongs to the folder, is taken.
    """
    kept = state / "ports.json"
    own: dict[str, int] = json.loads(kept.read_text()) if kept.exists() else {}
    free = free_ports()
    chosen = {}
    for port in ports.PORTS:
        asked = port.setting in os.environ
        number = ports.number(port.key) if asked else own.get(port.key, ports.number(port.key, source={}))
        if not is_free(number):
            if asked or port.key in own:
                raise CannotStartError(_taken(port, number, "" if asked else str(state)))
            say(f"ports {number} ir aizņemts: {port.key} būs {free[port.key]} (cits: {port.setting}=…)")
            say(f"port {number} is taken: {port.key} will be {free[port.key]} (another one: {port.setting}=…)")
            number = free[port.key]
        chosen[port.key] = number
    state.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(chosen))
    return chosen


def _taken(port: ports.Port, number: int, state: str) -> str:
    lv, en = (f", kas pieder mapei {state}", f", which belongs to the folder {state}") if state else ("", "")
    return (
        f"Ports {number}{lv} ({port.key}) ir aizņemts: atbrīvojiet to vai norādiet citu ar {port.setting}=…\n"
        f"Port {number}{en} ({port.key}) is taken: free it, or name another one with {port.setting}=…"
    )


def is_free(number: int) -> bool:
    """Whether nobody listens there, on either loopback address: `localhost` may mean both."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, number))
            except OSError as error:
                if error.errno != errno.EADDRNOTAVAIL:  # a machine without IPv6
                    return False
    return True


def free_ports() -> dict[str, int]:
    """A free port for each door, so that a check disturbs nothing that runs already."""
    with contextlib.ExitStack() as stack:
        found = {}
        for port in ports.PORTS:
            listener = stack.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            found[port.key] = listener.getsockname()[1]
        return found
