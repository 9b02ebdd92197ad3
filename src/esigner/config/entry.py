"""The program `esigner`: the commands of `cli` and those that start processes.

It is on this floor because a command line below may not know how processes are put together.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from esigner.cli import frame
from esigner.cli.frame import Command

COMMANDS: Final[tuple[Command, ...]] = (
    Command("up", "esigner.config.commands.processes", "start everything on this machine, watch it, stop it cleanly"),
    Command("serve", "esigner.config.commands.processes", "be one door: portal, api, sign or trust"),
    Command("worker", "esigner.config.commands.processes", "do the work put into the queue"),
    Command(
        "bootstrap",
        "esigner.config.commands.installation",
        "bring tables, keys and authorities up to date",
        database=True,
    ),
    Command("migrate", "esigner.config.commands.installation", "bring the tables up to date", database=True),
    Command("doctor", "esigner.config.commands.installation", "look at the installation and say what is wrong"),
    # The command line and the doors are siblings: only this floor may know both.
    Command("openapi", "esigner.config.commands.openapi", "write the API's description"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "esigner.config.settings")
    return frame.main(arguments, commands=(*COMMANDS, *frame.COMMANDS), database=_database, installation=_installation)


@contextmanager
def _database() -> Iterator[None]:
    from esigner.config.up import database  # noqa: PLC0415 — `esigner validate` must not wait for it

    with database():
        yield


@contextmanager
def _installation() -> Iterator[None]:
    from esigner.config.up import installation  # noqa: PLC0415 — as above

    with installation():
        yield


if __name__ == "__main__":
    sys.exit(main())
