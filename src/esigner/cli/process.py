"""`esigner process`: describes the process, from the table that runs it."""

import argparse
import sys
from typing import Final

FORMATS: Final = ("table", "mermaid", "bpmn", "svg")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    process = subparsers.add_parser("process", help="write the process down")
    process.add_argument("--format", choices=FORMATS, default="table")
    process.add_argument("--lang", choices=("lv", "en"), default="lv")
    process.set_defaults(run=_write)


def _write(args: argparse.Namespace) -> int:
    # The table is plain Python: no Django is loaded for it.
    from esigner.onboarding.processes import main, render  # noqa: PLC0415 — only this command needs it

    text = str(getattr(render, args.format)(main(), language=args.lang))
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    return 0
