"""`esigner bootstrap`, `esigner migrate`, `esigner doctor`."""

import argparse
import sys


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    subparsers.add_parser("bootstrap", help="bring tables, keys and authorities up to date").set_defaults(
        run=_bootstrap
    )
    subparsers.add_parser("migrate", help="bring the tables up to date").set_defaults(run=_migrate)
    subparsers.add_parser("doctor", help="look at the installation and say what is wrong").set_defaults(run=_doctor)


def _bootstrap(_: argparse.Namespace) -> int:
    from esigner.config import up  # noqa: PLC0415 — only this command needs it

    up.bring_up_to_date()
    return 0


def _migrate(_: argparse.Namespace) -> int:
    from esigner.config import tables  # noqa: PLC0415 — as above

    tables.bring_up_to_date(verbosity=1)
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from esigner.config.doctor import examine  # noqa: PLC0415 — as above

    findings = examine()
    for finding in findings:
        mark = "labi · ok  " if finding.well else "slikti · bad"
        sys.stdout.write(f"{mark} {finding.name}: {finding.text.lv} · {finding.text.en}\n")
    return 0 if all(finding.well for finding in findings) else 1
