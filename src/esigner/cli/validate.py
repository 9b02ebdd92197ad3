"""`esigner validate FILE…`: one JSON object a line; needs no database."""

import argparse


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("validate", help="check signed documents")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--policy", default="lv", help="lv, ee or etsi")
    parser.add_argument("--trust", action="append", default=[], metavar="DIR_OR_FILE")
    parser.add_argument("--at", metavar="ISO-8601")
    parser.add_argument("--detached", action="append", default=[], metavar="FILE")
    parser.add_argument("--report", choices=("simple", "detailed", "etsi"), default="simple")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Validate the files named; exit code 0 if all passed, 1 if not, 2 for wrong usage."""
    raise NotImplementedError
