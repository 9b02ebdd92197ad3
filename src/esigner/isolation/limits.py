"""What one judgement may use, and how a process limits itself to it."""

import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MIB: Final = 1024 * 1024
_USUAL_BYTES: Final = 10 * _MIB
_PLACE_BYTES: Final = 512 * _MIB + 6 * _USUAL_BYTES
"""What a file of usual size may use; the extra for larger ones is counted for all of them together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one judgement may use."""

    cpu_seconds: int = 4
    wall_seconds: int = 30
    memory_bytes: int = 512 * _MIB
    """In addition to what the process has at the start."""

    @property
    def extra_bytes(self) -> int:
        """Memory beyond the share of a file of usual size (10 MiB)."""
        return max(0, self.memory_bytes - _PLACE_BYTES)

    @classmethod
    def for_bytes(cls, size: int) -> "Limits":
        """Return the limits for a file of that size: in proportion, so only large files may take long.

        Args:
            size: Of everything sent, in bytes.
        """
        tens = size // _USUAL_BYTES
        # A thousand signatures at LT, 8.9 MB, take some 4 s: no honest small file takes even one.
        cpu_seconds = min(4 + size // (2 * _MIB), 8 + tens)
        return cls(cpu_seconds=cpu_seconds, wall_seconds=30 + 3 * tens, memory_bytes=512 * _MIB + 6 * size)


def bind(limits: Limits) -> None:
    """Bind this process for good: it is killed at the limits of time, and gets no more memory or files than these."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


def _address_space() -> int:
    """Return the size of the process; the limit counts address space, not only what is in use."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1024 * _MIB
