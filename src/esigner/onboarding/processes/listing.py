"""The list of the agency's services; the only place that names one of them.

A service is a `Process` in a module of its own. A version never changes once a case is in it: the next one is another
entry, and new cases begin in the newest.
"""

from typing import Final, Protocol

from esigner.onboarding.errors import ProcessUnknownError
from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from esigner.onboarding.processes.table import Process

LISTED: Final[list[Process]] = [EPARAKSTITAJS]
"""The portal opens with the first one; it also applies to what is asked and read before there is a case."""


class Pinned(Protocol):
    """Anything that keeps its process: an application, a case."""

    process: str
    process_version: int


def every() -> tuple[Process, ...]:
    """Return the newest version of each service, in the order of the list."""
    return tuple(current(key) for key in dict.fromkeys(one.key for one in LISTED))


def main() -> Process:
    """Return the service with which the portal opens."""
    return every()[0]


def current(key: str) -> Process:
    """Return the newest version of a service; ProcessUnknownError where there is none."""
    return max(_versions(key), key=lambda one: one.version)


def version(key: str, number: int) -> Process:
    """Return one version of a service; ProcessUnknownError where there is none."""
    for one in _versions(key):
        if one.version == number:
            return one
    raise ProcessUnknownError(process=key)


def of(row: Pinned) -> Process:
    """Return the process in which a row is."""
    return version(row.process, row.process_version)


def add(process: Process) -> None:
    """List one more service, or one more version; what is listed already stays as it is."""
    if process not in LISTED:
        LISTED.append(process)


def _versions(key: str) -> list[Process]:
    found = [one for one in LISTED if one.key == key]
    if not found:
        raise ProcessUnknownError(process=key)
    return found
