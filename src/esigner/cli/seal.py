"""`esigner seal FILE… --key KEY -o OUT`: seal files with a key of this machine; needs no database.

With -o all files go into one document; with --out-dir each file becomes a document of its own. One JSON object a line
is printed for each document. Exit code: 0 if every document is sealed, 1 if not, 2 for wrong usage.

Where a service does not answer after the key has signed, the document is written at the level reached: its row says
`level`, `wanted`, the error, and as `hint` the command that finishes it. That counts as not sealed.
"""

import argparse
import json
import mimetypes
import shlex
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from esigner.cli import passwords, seal_options
from esigner.cli.errors import OutputUnwritableError
from esigner.cli.outputs import replacing
from esigner.cli.progress import Progress

if TYPE_CHECKING:
    from esigner.ades.containers.files import StoredFile
    from esigner.ades.encoding.formats import Level
    from esigner.errors import EsignerError
    from esigner.wire.keys.port import SigningKey
    from esigner.wire.sealing import SealOptions

_WRONG_USAGE = 2
FORMATS: Final = ("asice", "edoc", "asics", "pdf", "xades", "cades", "asice-cades", "asics-cades", "jades")
"""Written here too, because the command line must start fast; the usual one first."""
_OCTETS = "application/octet-stream"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "seal",
        help="apzīmogo datnes / seal files",
        description="Prints one JSON object a document. Exit code 0: all sealed; 1: not all; 2: wrong usage.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    signs = parser.add_mutually_exclusive_group(required=True)
    signs.add_argument("--key", metavar="KEY.p12|pkcs11:URI", help="atslēga / the key")
    signs.add_argument(
        "--timestamp-only",
        action="store_true",
        help="ar --format asics: tikai laika zīmogs, neviens neparaksta / a timestamp alone, nobody signs",
    )
    parser.add_argument("--module", metavar="FILE", help="PKCS#11 bibliotēka / library, where the URI does not name it")
    seal_options.add_options(parser, formats=FORMATS)
    parser.add_argument("--quiet", action="store_true", help="bez joslas / no progress bar")
    passwords.add_options(parser)
    out = parser.add_mutually_exclusive_group(required=True)
    out.add_argument("-o", "--out", metavar="OUT", help="viens dokuments no visām datnēm / one document of all files")
    out.add_argument("--out-dir", metavar="DIR", help="dokuments no katras datnes / a document of each file")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Seal the files named; return the exit code."""
    from esigner.wire.keys.source import open_key  # noqa: PLC0415  the command line must start fast

    missing = [name for name in (*args.files, *filter(None, (args.image,))) if not Path(name).is_file()]
    if missing:
        sys.stderr.write(f"Nav datnes / no such file: {', '.join(missing)}\n")
        return _WRONG_USAGE
    if args.out_dir and not Path(args.out_dir).is_dir():
        sys.stderr.write(f"Nav mapes / no such folder: {args.out_dir}\n")
        return _WRONG_USAGE
    options = seal_options.read(args)
    key = None
    if not args.timestamp_only:
        key = open_key(args.key, password=lambda: passwords.read(args), module=args.module)
    return _each(args, key=key, options=options) if args.out_dir else _one(args, key=key, options=options)


def _one(args: argparse.Namespace, *, key: "SigningKey | None", options: "SealOptions") -> int:
    from esigner.ades.encoding.format_table import takes_digests  # noqa: PLC0415  as above
    from esigner.ades.encoding.formats import Level  # noqa: PLC0415  as above
    from esigner.wire import sealing  # noqa: PLC0415  as above

    started, at = time.perf_counter(), datetime.now(UTC)
    files = [_stored(name) for name in args.files]
    total = sum(file.size_bytes for file in files)
    with replacing(Path(args.out)) as out, Progress(total=total, quiet=args.quiet) as progress:
        reached: sealing.Reached | None = None
        if key is None:
            out.write(sealing.timestamped(files, options=options))
        elif takes_digests(options.format) and options.level is not Level.LTA:
            reached = sealing.seal_to(out, files, key=key, options=options, at=at, progress=progress.advance)
        else:
            reached = sealed = sealing.seal(files, key=key, options=options, at=at)
            out.write(sealed.document)
    level, error = (reached.level, reached.error) if reached else (None, None)
    progress.say(_row(args, args.files, output=args.out, level=level, error=error, started=started))
    return 0 if error is None else 1


def _each(args: argparse.Namespace, *, key: "SigningKey | None", options: "SealOptions") -> int:
    from esigner.wire import sealing  # noqa: PLC0415  as above

    started = time.perf_counter()
    outputs = _outputs(args, options=options)
    if outputs is None:
        return _WRONG_USAGE
    items = (sealing.Item(name=name, files=[_stored(name)]) for name in args.files)
    sealed, at = 0, datetime.now(UTC)
    if key is None:
        outcomes = sealing.timestamp_each(items, options=options)
    else:
        outcomes = sealing.seal_each(items, key=key, options=options, at=at)
    with Progress(total=len(args.files), quiet=args.quiet) as progress:
        for outcome in outcomes:
            unwritten = _written(outputs[outcome.name], outcome.document)
            error = unwritten or outcome.error
            sealed += error is None
            is_here = outcome.document is not None and unwritten is None
            output, level = (str(outputs[outcome.name]), outcome.level) if is_here else (None, None)
            progress.say(_row(args, [outcome.name], output=output, level=level, error=error, started=started))
            progress.advance(1)
    return 0 if sealed == len(args.files) else 1


def _written(target: Path, document: bytes | None) -> OutputUnwritableError | None:
    """Write one document of many; return why that failed, because the others are still to be written."""
    if document is None:
        return None
    try:
        with replacing(target) as out:
            out.write(document)
    except OutputUnwritableError as error:
        return error
    return None


def _outputs(args: argparse.Namespace, *, options: "SealOptions") -> dict[str, Path] | None:
    """Return where each document goes.

    None, after the reason is printed, where one would overwrite another file.
    """
    from esigner.ades.encoding.format_table import facts_of  # noqa: PLC0415  as above

    ending = facts_of(options.format, options.shape).ending
    folder = Path(args.out_dir)
    found: dict[str, Path] = {}
    for name in args.files:
        own = Path(name).name
        target = folder / (own if args.format == "pdf" else own + ending)
        clash = target in found.values() or any(target.exists() and target.samefile(one) for one in args.files)
        if clash:
            sys.stderr.write(f"Divas datnes ar vienu nosaukumu / two files of one name: {target}\n")
            return None
        found[name] = target
    return found


def _stored(name: str) -> "StoredFile":
    from esigner.ades.containers.files import StoredFile  # noqa: PLC0415  as above

    path = Path(name)
    return StoredFile.at(path, name=path.name, media_type=mimetypes.guess_type(path.name)[0] or _OCTETS)


def _row(
    args: argparse.Namespace,
    files: Sequence[str],
    *,
    output: str | None,
    level: "Level | None",
    error: "EsignerError | None",
    started: float,
) -> str:
    row: dict[str, object] = {
        "files": list(files),
        "output": output,
        "level": level,
        "wanted": None if args.timestamp_only else args.level or "B",
        "error": error.code if error else None,
    }
    if error is not None:
        row["message"] = {"lv": error.detail().lv, "en": error.detail().en}
    if error is not None and output is not None:
        row["hint"] = _finishing(args, files, output=output)
    row["seconds"] = round(time.perf_counter() - started, 4)
    return json.dumps(row, ensure_ascii=False)


def _finishing(args: argparse.Namespace, files: Sequence[str], *, output: str) -> str:
    """Return the command that raises the document to the level that was asked for."""
    words = ["esigner", "extend", output, "--level", args.level]
    policy = [args.tsa_policy] if args.tsa_policy else []
    issuers = args.trust or ["ISSUERS.pem"]
    services = (("--tsa", args.tsa), ("--tsa-policy", policy), ("--ocsp", args.ocsp), ("--trust", issuers))
    for option, values in services:
        words += [word for value in values for word in (option, value)]
    if args.packaging == "detached":
        words += [word for name in files for word in ("--detached", name)]
    return shlex.join(words)
