"""The scheme as svg."""

from esigner.errors import Language
from esigner.onboarding.processes.table import Process


def svg(process: Process, *, language: Language = "lv") -> str:
    """Give the whole scheme as svg."""
    raise NotImplementedError
