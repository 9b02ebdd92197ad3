"""The scheme as bpmn."""

from esigner.errors import Language
from esigner.onboarding.processes.table import Process


def bpmn(process: Process, *, language: Language = "lv") -> str:
    """Give the whole scheme as bpmn."""
    raise NotImplementedError
