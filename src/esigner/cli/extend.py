"""`esigner extend FILE… --level T|LT|LTA`: raise the level of signed documents, ours or another's; needs no database.

Each file is replaced, or the one file is written to -o. One JSON object a line is printed for each file. Exit code: 0
if every file has the level, 1 if not, 2 for wrong usage.
"""

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from esigner.cli import services
from esigner.cli.outputs import replacing
from esigner.cli.progress import Progress
from esigner.errors import EsignerError

if TYPE_CHECKING:
    from cryptography import x509

    from esigner.wire.stamping import Authorities

_WRONG_USAGE = 2


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "extend",
        help="papildina parakstus / raise the level of signatures",
        description="LTA on a document that has it renews it. Exit code 0: all extended; 1: not all; 2: wrong usage.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--level", default="LTA", choices=("T", "LT", "LTA"))
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
    services.add_options(parser, tsa_required=True)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Extend the files named; give the exit code."""
    missing = [name for name in (*args.files, *args.detached) if not Path(name).is_file()]
    if missing:
        sys.stderr.write(f"Nav datnes / no such file: {', '.join(missing)}\n")
        return _WRONG_USAGE
    if args.out and len(args.files) > 1:
        sys.stderr.write("-o: viena datne / one file only\n")
        return _WRONG_USAGE
    authorities, known = services.authorities(args), services.known(args)
    with Progress(total=len(args.files), quiet=args.quiet) as progress:
        done = []
        for name in args.files:
            row = _one(name, args=args, authorities=authorities, known=known)
            progress.say(json.dumps(row, ensure_ascii=False))
            progress.advance(1)
            done.append(row["error"] is None)
    return 0 if all(done) else 1


def _one(
    name: str, *, args: argparse.Namespace, authorities: "Authorities", known: "tuple[x509.Certificate, ...]"
) -> dict[str, object]:
    from esigner.ades.augment import Archive  # noqa: PLC0415  the command line must start fast
    from esigner.ades.files import StoredFile  # noqa: PLC0415  as above
    from esigner.ades.format import Level  # noqa: PLC0415  as above
    from esigner.wire.levels import raised  # noqa: PLC0415  as above

    started, output = time.perf_counter(), args.out or name
    row: dict[str, object] = {"file": name, "output": output, "level": args.level, "error": None}
    try:
        detached = [StoredFile.at(Path(one), name=Path(one).name, media_type="") for one in args.detached]
        document = raised(
            Path(name).read_bytes(),
            level=Level(args.level),
            authorities=authorities,
            reach=services.reach(args),
            at=datetime.now(UTC),
            known=known,
            detached=detached,
            digest_algorithm=args.digest,
            archive=Archive(args.archive),
        )
        with replacing(Path(output)) as out:
            out.write(document)
    except EsignerError as error:
        row |= {"output": None, "error": error.code, "message": {"lv": error.detail().lv, "en": error.detail().en}}
    row["seconds"] = round(time.perf_counter() - started, 4)
    return row
