"""The frame of `esigner COMMAND …`: finds the command in a table and loads only that one."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final, Protocol, cast

from esigner.cli.errors import WrongUsageError
from esigner.errors import EsignerError

USAGE_ERROR: Final = 2
INTERRUPTED: Final = 130
"""As shells report Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Command:
    """One row: its module has `register(subparsers)`, which sets `run` to what takes the arguments."""

    name: str
    module: str
    help: str
    database: bool = False
    """Whether it needs a set-up Django and the database."""
    installation: bool = False
    """Whether it needs what `esigner bootstrap` made there, too."""


COMMANDS: Final[tuple[Command, ...]] = (
    Command("validate", "esigner.cli.validate", "judge signed documents"),
    Command("seal", "esigner.cli.seal", "seal files with a key of this machine"),
    Command("extend", "esigner.cli.extend", "raise the level of signed documents"),
    Command("assemble", "esigner.cli.assemble", "put documents into a container that was signed without them"),
    Command("process", "esigner.cli.process", "write the process down as a table or a diagram"),
    Command("audit", "esigner.cli.audit", "verify the audit log", installation=True),
    Command("anchor", "esigner.cli.anchor", "trust somebody else's authority", installation=True),
    Command("pki", "esigner.cli.pki", "the keys of the installation", installation=True),
    Command("account", "esigner.cli.account", "create accounts of the agency's people", installation=True),
)


class _Module(Protocol):
    def register(self, subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None: ...


def main(
    arguments: Sequence[str] | None = None,
    *,
    commands: Sequence[Command] = COMMANDS,
    database: Callable[[], AbstractContextManager[None]] = nullcontext,
    installation: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> int:
    """Run the command named first; return the exit status: 0 well, 1 not well, 2 used wrongly.

    Args:
        arguments: The words after the program's name; by default those of this process.
        commands: The table.
        database: Held while a command runs that needs the database.
        installation: Held while one runs that needs an installation; refuses where there is none.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="esigner", description="E-parakstītājs · E-signer")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    named = next((command for command in commands if words[:1] == [command.name]), None)
    if named is None:
        for command in commands:
            subparsers.add_parser(command.name, help=command.help, add_help=False)
        parser.parse_args(words)
        return USAGE_ERROR
    cast("_Module", importlib.import_module(named.module)).register(subparsers)
    args = parser.parse_args(words)
    needed = installation if named.installation else database if named.database else nullcontext
    return _run(args, held=needed)


def _run(args: argparse.Namespace, *, held: Callable[[], AbstractContextManager[None]]) -> int:
    try:
        with held():
            return int(args.run(args))
    except EsignerError as error:
        detail = error.detail()
        sys.stderr.write(f"{error.code}: {detail.lv}\n{error.code}: {detail.en}\n")
        return USAGE_ERROR if isinstance(error, WrongUsageError) else 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has enough; a second failure at exit would only be noise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
