"""One whole installation on this machine, started as an operator starts it: `esigner up`."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

PORT_SETTINGS: Final = {
    "portal": "ESIGNER_PORT_PORTAL",
    "trust": "ESIGNER_PORT_TRUST",
    "api_test": "ESIGNER_PORT_API_TEST",
    "api_production": "ESIGNER_PORT_API_PRODUCTION",
    "sign_test": "ESIGNER_PORT_SIGN_TEST",
    "sign_production": "ESIGNER_PORT_SIGN_PRODUCTION",
}
DEFAULT_PORTS: Final = {
    "portal": 8000,
    "trust": 8001,
    "api_test": 8443,
    "api_production": 9443,
    "sign_test": 8002,
    "sign_production": 8003,
}


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
            **{PORT_SETTINGS[key]: str(port) for key, port in self.ports.items()},
        }

    def url(self, door: str) -> str:
        """The base address of a door."""
        return f"{'https' if door.startswith('api_') else 'http'}://{self.host}:{self.ports[door]}"

    def start(self, *, seconds: float = 60) -> None:
        """Start everything and wait until each door answers."""
        self.state.mkdir(parents=True, exist_ok=True)
        with (self.state / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command("up"), env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + seconds
        for door in self.ports:
            self._wait(door, end)

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

    def _wait(self, door: str, end: float) -> None:
        while time.monotonic() < end:
            if self.process and self.process.poll() is not None:
                message = f"esigner up ended with {self.process.returncode}:\n{self.log_tail()}"
                raise RuntimeError(message)
            with contextlib.suppress(httpx.TransportError):
                httpx.get(self.url(door), verify=False, timeout=5)  # noqa: S501 - only asks whether somebody answers
                return
            time.sleep(0.05)
        message = f"{door} did not answer at {self.url(door)}:\n{self.log_tail()}"
        raise TimeoutError(message)


def free_ports() -> dict[str, int]:
    """A free port for each door, so that a check disturbs nothing that runs already."""
    with contextlib.ExitStack() as stack:
        ports = {}
        for door in DEFAULT_PORTS:
            listener = stack.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            ports[door] = listener.getsockname()[1]
        return ports
