"""Passwords and PINs for the command line: from a variable, a file, or a person; never from an argument."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from esigner.cli.errors import PasswordSourceUnreadableError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options; one of them at most."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--password-env", metavar="NAME", help="environment variable with the password or PIN")
    group.add_argument("--password-file", metavar="FILE", help="file whose first line is the password or PIN")


def read(args: argparse.Namespace) -> str | None:
    """Return the password; asks where there is a terminal, and returns None where there is not.

    Raises:
        PasswordSourceUnreadableError: The variable is not set, the file is not there, or what they hold is not UTF-8.
    """
    if args.password_env:
        try:
            return os.environb[args.password_env.encode()].decode()
        except (KeyError, UnicodeError) as error:
            raise PasswordSourceUnreadableError(source=args.password_env) from error
    if args.password_file:
        try:
            lines = Path(args.password_file).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise PasswordSourceUnreadableError(source=Path(args.password_file).name) from error
        return lines[0] if lines else ""
    return getpass.getpass("Parole vai PIN / Password or PIN: ") if sys.stdin.isatty() else None
