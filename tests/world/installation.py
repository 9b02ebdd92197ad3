"""A whole installation in a folder of its own, run as an operator runs it: `esigner up` on free ports."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from esigner.config.ports import PORTS

PROGRAM: Final = Path(sys.executable).with_name("esigner")
UP: Final = "E-signer is up"


def free_ports() -> dict[str, int]:
    """A free port for each door, by the key of the table."""
    with ExitStack() as stack:
        ports = {}
        for port in PORTS:
            probe = stack.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            ports[port.key] = probe.getsockname()[1]
        return ports


@dataclass(kw_only=True)
class RunningInstallation:
    """Started by `start`, stopped by `stop`; everything it says is in `said`."""

    state: Path
    ports: dict[str, int] = field(default_factory=free_ports)
    process: subprocess.Popen[str] | None = None
    said: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    """Beside those of every sandbox."""

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of a sandbox."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ESIGNER_", "DATABASE_URL"))}
        ports = {port.setting: str(self.ports[port.key]) for port in PORTS}
        sandbox = {"ESIGNER_SANDBOX": "1", "ESIGNER_ALLOWED_ADDRESS_RANGES": "loopback"}
        return kept | ports | sandbox | {"ESIGNER_STATE": str(self.state)} | self.settings

    def start(self) -> float:
        """Start everything, wait until it is up; give the seconds it took."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [PROGRAM, "up"], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.wait_for(UP)
        return time.monotonic() - began

    def wait_for(self, text: str) -> str:
        """Return the next line that holds the text."""
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if text in line:
                return line.rstrip()
        message = f"ended without saying {text!r}: {self.said} {self.logs()}"
        raise AssertionError(message)

    def pid_of(self, name: str) -> int:
        """Return the process's number from its last line."""
        lines = [line for line in self.said if line.startswith(f"{name} ") and "pid" in line]
        found = re.search(r"pid (\d+)", lines[-1])
        assert found is not None
        return int(found[1])

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and give its exit status; everything it still says is kept."""
        if self.process is None:
            return 0
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=60)
        self.said += output.splitlines()
        return self.process.returncode

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run another command of the operator in this installation."""
        return subprocess.run(
            [PROGRAM, *words],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )

    def logs(self) -> str:
        """Return the end of every log."""
        return "\n".join(f"{path.name}: {path.read_text()[-1500:]}" for path in self.state.glob("logs/*.log"))
