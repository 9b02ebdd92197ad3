"""`esigner audit verify`: walks the audit log and says what was changed, is missing or was moved."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esigner.audit import Head


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    actions = subparsers.add_parser("audit", help="the audit log").add_subparsers(required=True)
    verify = actions.add_parser("verify", help="find changed, missing and moved rows")
    verify.add_argument(
        "--head", metavar="SEQUENCE:HASH", type=_head, help="a head noted earlier: finds a log rewritten as a whole"
    )
    verify.add_argument(
        "--heads", metavar="FOLDER", type=Path, help="exported heads; those of this installation if left out"
    )
    verify.set_defaults(run=_verify)


def _head(text: str) -> tuple[int, str]:
    sequence, _, digest = text.partition(":")
    if not sequence.isdigit() or not digest:
        raise argparse.ArgumentTypeError(text)
    return int(sequence), digest


def _verify(args: argparse.Namespace) -> int:
    from django.utils import timezone  # noqa: PLC0415 — needs a set-up Django

    from esigner import audit  # noqa: PLC0415 — as above
    from esigner.custody import comparing, statement  # noqa: PLC0415 — as above

    audit.chain_all()
    anchor = audit.Head(sequence=args.head[0], hash=args.head[1]) if args.head else None
    faults = audit.verify(anchor=anchor)
    compared = comparing.compare(within=args.heads or statement.folder(), at=timezone.now())
    for text in compared.faults:
        sys.stdout.write(f"EXPORTED: {text.lv} · {text.en}\n")
    for fault in faults:
        sys.stdout.write(f"{fault.kind.upper()} {fault.sequence}: {fault.text.lv} · {fault.text.en}\n")
    faulty = bool(faults or compared.faults)
    _say_result(audit.head(), faulty=faulty, compared=compared.heads)
    return 1 if faulty else 0


def _say_result(head: "Head", *, faulty: bool, compared: int) -> None:
    where = f"{head.sequence}:{head.hash}"
    result = "žurnāls ir bojāts · the log does not hold" if faulty else "žurnāls ir vesels · the log is whole"
    heads = f"salīdzinātas galvas: {compared} · heads compared: {compared}"
    sys.stdout.write(f"{where} {result} ({heads})\n")
