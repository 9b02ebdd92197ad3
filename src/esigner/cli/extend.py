"""`esigner extend FILE… --level T|LT|LTA`: raise the level of signed documents, ours or another's; needs no database.

Each file is replaced, or the one file is written to -o. One JSON object a line is printed for each file. Exit code: 0
if every file has the level, 1 if not, 2 for wrong usage.

`--due` changes nothing and prints by when each file must be extended again, and why. `--if-due DAYS` extends only
what is due within so many days and reports what it left; an archive runs it from time to time, with as many days as
it takes to notice that it did not run. It is for level LTA: a lower one postpones nothing that has already ended.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from esigner.cli import services
from esigner.cli.outputs import replacing
from esigner.cli.progress import Progress
from esigner.errors import EsignerError

if TYPE_CHECKING:
    from cryptography import x509

    from esigner.ades.augment import Due
    from esigner.ades.containers.files import DataFile
    from esigner.wire.stamping import Authorities

_WRONG_USAGE = 2
_DAYS_AT_MOST: Final = 36_500


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "extend",
        help="papildina parakstus / raise the level of signatures",
        description="LTA on a document that has it renews it. Exit code 0: all extended or not due; 1: not all; "
        "2: wrong usage.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--level", default="LTA", choices=("T", "LT", "LTA"))
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--due", action="store_true", help="tell by when each must be extended again; change nothing")
    when.add_argument("--if-due", type=_days, metavar="DAYS", help="extend to LTA only what is due within so many days")
    parser.add_argument("--digest", default="SHA256", choices=("SHA256", "SHA384", "SHA512"))
    parser.add_argument(
        "--archive",
        default="signature",
        choices=("signature", "manifest"),
        help="where LTA of CAdES in a container goes: into each signature, or beside them (ASiCArchiveManifest)",
    )
    parser.add_argument("--detached", action="append", default=[], metavar="FILE", help="signed file kept apart")
    parser.add_argument("-o", "--out", metavar="OUT", help="where the one file goes; it is replaced if left out")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    services.add_options(parser, tsa_required=False)
    parser.set_defaults(run=run, misused=parser.error)


def _days(text: str) -> timedelta:
    days = int(text)
    if not 0 <= days <= _DAYS_AT_MOST:
        raise ValueError
    return timedelta(days=days)


def run(args: argparse.Namespace) -> int:
    """Extend the files named; return the exit code."""
    if not (args.due or args.tsa):
        args.misused("--tsa URL")
    if args.if_due is not None and args.level != "LTA":
        args.misused("--if-due: --level LTA")
    missing = [name for name in (*args.files, *args.detached) if not Path(name).is_file()]
    if missing:
        sys.stderr.write(f"Nav datnes / no such file: {', '.join(missing)}\n")
        return _WRONG_USAGE
    if args.out and len(args.files) > 1:
        sys.stderr.write("-o: viena datne / one file only\n")
        return _WRONG_USAGE
    authorities = services.authorities(args) if args.tsa else None
    known = services.known(args)
    with Progress(total=len(args.files), quiet=args.quiet) as progress:
        done = []
        for name in args.files:
            row = _one(name, args=args, authorities=authorities, known=known, at=datetime.now(UTC))
            progress.say(json.dumps(row, ensure_ascii=False))
            progress.advance(1)
            done.append(row["error"] is None)
    return 0 if all(done) else 1


def _one(
    name: str,
    *,
    args: argparse.Namespace,
    authorities: "Authorities | None",
    known: "tuple[x509.Certificate, ...]",
    at: datetime,
) -> dict[str, object]:
    from esigner.ades.augment import due  # noqa: PLC0415  the command line must start fast
    from esigner.ades.containers.files import StoredFile  # noqa: PLC0415  as above

    started = time.perf_counter()
    row: dict[str, object] = {"file": name, "error": None}
    if not args.due:
        row |= {"output": None, "level": args.level}
    try:
        detached = [StoredFile.at(Path(one), name=Path(one).name, media_type="") for one in args.detached]
        document, wanted = Path(name).read_bytes(), not args.due
        if args.due or args.if_due is not None:
            found = due(document, detached=detached, known=known)
            row |= _when(found)
            wanted = args.if_due is not None and found.at <= at + args.if_due
        if wanted and authorities is not None:
            extended = _extended(document, args=args, authorities=authorities, known=known, detached=detached, at=at)
            with replacing(Path(args.out or name)) as out:
                out.write(extended)
            row["output"] = args.out or name
    except EsignerError as error:
        row |= {"error": error.code, "message": {"lv": error.detail().lv, "en": error.detail().en}}
    row["seconds"] = round(time.perf_counter() - started, 4)
    return row


def _when(found: "Due") -> dict[str, object]:
    return {
        "due_at": found.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "reason": found.reason.value,
        "signature": found.signature,
        "detail": found.detail,
    }


def _extended(
    document: bytes,
    *,
    args: argparse.Namespace,
    authorities: "Authorities",
    known: "tuple[x509.Certificate, ...]",
    detached: "Sequence[DataFile]",
    at: datetime,
) -> bytes:
    from esigner.ades.augment import Archive  # noqa: PLC0415  as above
    from esigner.ades.encoding.formats import Level  # noqa: PLC0415  as above
    from esigner.wire.levels import raised  # noqa: PLC0415  as above

    return raised(
        document,
        level=Level(args.level),
        authorities=authorities,
        reach=services.reach(args),
        at=at,
        known=known,
        detached=detached,
        digest_algorithm=args.digest,
        archive=Archive(args.archive),
    )
