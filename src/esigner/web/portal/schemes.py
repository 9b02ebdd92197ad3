"""Where the pages of a service are: those of the first one at the root, those of another under its key."""

from urllib.parse import urlencode

from esigner.onboarding import processes
from esigner.onboarding.processes import Process


def home(process: Process) -> str:
    """Return the address of the main scheme; the description and the blocks are below it."""
    return "/" if _is_main(process) else f"/pakalpojumi/{process.key}/"


def application(process: Process | None) -> str:
    """Return the address at which one applies for the service."""
    if process is None or _is_main(process):
        return "/pieteikumi/jauns/"
    return f"/pieteikumi/jauns/?{urlencode({'pakalpojums': process.key})}"


def _is_main(process: Process) -> bool:
    return process.key == processes.main().key
