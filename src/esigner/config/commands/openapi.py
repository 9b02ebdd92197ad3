"""`esigner openapi`: writes the API's description, OpenAPI 3.1."""

import argparse
import json
import sys


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    subparsers.add_parser("openapi", help="write the API's description").set_defaults(run=_write)


def _write(_: argparse.Namespace) -> int:
    import django  # noqa: PLC0415 — only this command needs it

    django.setup()
    from esigner.web.api.openapi import openapi_document  # noqa: PLC0415 — needs a set-up Django

    sys.stdout.write(json.dumps(openapi_document(), ensure_ascii=False, indent=2) + "\n")
    return 0
