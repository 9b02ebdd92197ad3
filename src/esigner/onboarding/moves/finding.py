"""Finding rows by what may be done with them, no matter what the services call their states."""

from collections.abc import Callable

from django.db.models import Q

from esigner.onboarding import processes
from esigner.onboarding.processes import Process, Side


def ready_for(*names: str) -> Q:
    """Return the rows from whose state one of these moves may start."""
    return _where(lambda process: process.sources_of(*names))


def led_to_by(name: str) -> Q:
    """Return the rows in the state to which this move leads."""
    return _where(
        lambda process: frozenset(one.target for one in process.transitions if one.name == name and one.target)
    )


def ready_for_offered(side: Side) -> Q:
    """Return the rows from whose state this side may make a move that the case page offers by itself."""
    return _where(lambda process: process.sources_of(*_offered(process, side)))


def _offered(process: Process, side: Side) -> list[str]:
    return [one.name for one in process.transitions if one.offered and side in one.sides]


def _where(states: Callable[[Process], frozenset[str]]) -> Q:
    found = Q(pk__in=())
    for process in processes.LISTED:
        found |= Q(process=process.key, process_version=process.version, state__in=sorted(states(process)))
    return found
