"""A JVM that stays warm: signs on command and tells how long each signature took, pipes not counted."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.world.signing_pki import SIGNED_AT


class WarmJvm:
    """A running program of the kind of interop's DssBench."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Speak to the process."""
        self._process = process

    def times(self, operation: str, count: int) -> list[float]:
        """Sign so many times; give the milliseconds of each."""
        return [int(word) / 1e6 for word in self._ask(f"{operation} {count}").split()]

    def write(self, operation: str, path: Path) -> None:
        """Sign once more, into a file."""
        self._ask(f"{operation} {path}")

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(line)
        return answer


@contextmanager
def warm_jvm(*, classpath: str, program: str, folder: Path) -> Iterator[WarmJvm]:
    """Run the program over the folder's material until the block ends."""
    command = ["java", "-cp", classpath, program, str(folder), f"{SIGNED_AT:%Y-%m-%dT%H:%M:%SZ}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield WarmJvm(process)
        finally:
            process.kill()
