"""The scheme as table."""

from esigner.errors import Language
from esigner.onboarding.processes.table import Process


def table(process: Process, *, language: Language = "lv") -> str:
    """Give the whole scheme as table."""
    raise NotImplementedError
