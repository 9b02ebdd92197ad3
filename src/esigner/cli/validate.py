"""`esigner validate FILE…`: one JSON object a line; needs no database.

Exit code: 0 if every file is TOTAL-PASSED, 1 if not, 2 for wrong usage.
"""

import argparse
import json
import sys
import time
import traceback
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from esigner.errors import EsignerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esigner.ades.trust.anchors import Trust
    from esigner.ades.validation.report import Json

_WRONG_USAGE = 2
_FAULT: "dict[str, Json]" = {
    "indication": "INDETERMINATE",
    "sub_indication": None,
    "rule": "VALIDATOR_FAULT",
    "signatures": [],
    "warnings": [],
}
"""What is printed for a file on which the validator itself broke down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detached:
    """A file that a signature outside a container covers."""

    name: str
    content: bytes


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "validate",
        help="pārbauda parakstītus dokumentus / check signed documents",
        description="Prints one JSON object a line. Exit code 0: all passed; 1: not all; 2: wrong usage.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--policy", default="lv", choices=("lv", "ee", "etsi"))
    parser.add_argument("--trust", action="append", default=[], metavar="DIR_OR_FILE", help="certificates or lists")
    parser.add_argument("--at", metavar="ISO-8601", help="time of validation; now if left out")
    parser.add_argument("--detached", action="append", default=[], metavar="FILE", help="signed file kept apart")
    parser.add_argument("--report", choices=("simple", "detailed"), default="simple")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Validate the files named and print the reports; return the exit code."""
    from esigner.ades.trust import loading  # noqa: PLC0415  the command line must start fast

    warnings.filterwarnings("ignore", module="cryptography")
    warnings.filterwarnings("ignore", message=".*serial number.*")
    try:
        at = _moment(args.at)
        trust = loading.load(args.trust)
        detached = [_Detached(name=Path(p).name, content=Path(p).read_bytes()) for p in args.detached]
        missing = [name for name in args.files if not Path(name).is_file()]
    except (EsignerError, OSError, ValueError) as error:
        sys.stderr.write(f"{_sentence(error)}\n")
        return _WRONG_USAGE
    if missing:
        sys.stderr.write(f"Nav datnes / no such file: {', '.join(missing)}\n")
        return _WRONG_USAGE
    passed = [_one(name, args=args, trust=trust, at=at, detached=detached) for name in args.files]
    return 0 if all(passed) else 1


def _one(name: str, *, args: argparse.Namespace, trust: "Trust", at: datetime, detached: "Sequence[_Detached]") -> bool:
    from esigner.ades.validation import validate  # noqa: PLC0415  as above

    started = time.perf_counter()
    passed = False
    try:
        report = validate(Path(name).read_bytes(), name=name, trust=trust, at=at, policy=args.policy, detached=detached)
        row = report.as_detailed_dict() if args.report == "detailed" else report.as_dict()
        passed = report.passed
    except Exception:  # noqa: BLE001 - our own fault; reported, and the other files are still judged
        traceback.print_exc()
        row = {"file": name, **_FAULT}
    row["seconds"] = round(time.perf_counter() - started, 4)
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return passed


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _sentence(error: Exception) -> str:
    if isinstance(error, EsignerError):
        text = error.detail()
        return f"{text.lv} / {text.en}"
    return str(error)
