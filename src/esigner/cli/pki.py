"""`esigner pki`: the keys of the installation."""

import argparse

from esigner.cli import pki_keys, pki_renewal


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    actions = subparsers.add_parser("pki", help="the keys of the installation").add_subparsers(required=True)
    pki_keys.register(actions)
    pki_renewal.register(actions)
