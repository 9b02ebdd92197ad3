"""`esigner up`, `esigner serve DOOR`, `esigner worker`."""

import argparse
import sys

DOORS = ("portal", "api", "sign", "trust")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    up = subparsers.add_parser("up", help="start everything on this machine")
    up.set_defaults(run=_up)
    serve = subparsers.add_parser("serve", help="be one door")
    serve.add_argument("door", choices=DOORS)
    serve.add_argument("--environment", choices=("test", "production"), default="", help="of the API and signing doors")
    serve.set_defaults(run=_serve)
    worker = subparsers.add_parser("worker", help="do the work put into the queue")
    worker.set_defaults(run=_work)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _up(_: argparse.Namespace) -> int:
    from esigner.config.up import up  # noqa: PLC0415 — only this command needs it

    return up(say=_say)


def _serve(args: argparse.Namespace) -> int:
    from esigner.config.up import serve  # noqa: PLC0415 — as above

    return serve(door=args.door, environment_name=args.environment, say=_say)


def _work(_: argparse.Namespace) -> int:
    from esigner.config.up import work  # noqa: PLC0415 — as above

    return work(say=_say)
