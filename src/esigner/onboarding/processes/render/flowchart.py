"""The scheme as mermaid."""

from esigner.errors import Language
from esigner.onboarding.processes.table import Process


def mermaid(process: Process, *, language: Language = "lv") -> str:
    """Give the whole scheme as mermaid."""
    raise NotImplementedError
