"""`esigner assemble PARTS FILE… -o OUT`: put documents into the container that was signed without them.

PARTS is the result of a session whose documents were given by their digests. A document that is not the one that was
signed is refused, and nothing is written. Exit code: 0 if the container is whole, 1 if not, 2 for wrong usage.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from esigner.cli.outputs import replacing
from esigner.cli.progress import Progress

_WRONG_USAGE = 2


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "assemble",
        help="ieliek dokumentus konteinerā / put documents into their container",
        description="Prints one JSON object. Exit code 0: the container is whole; 1: it is not; 2: wrong usage.",
    )
    parser.add_argument("parts", metavar="PARTS", help="the container without its documents")
    parser.add_argument("files", nargs="+", metavar="FILE", help="the documents, under the names that were signed")
    parser.add_argument("-o", "--out", required=True, metavar="OUT")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the container; return the exit code."""
    from esigner.ades.containers.detached import read_detached  # noqa: PLC0415  as above
    from esigner.ades.containers.files import StoredFile  # noqa: PLC0415  as above
    from esigner.ades.create import streaming  # noqa: PLC0415  the command line must start fast

    missing = [name for name in (args.parts, *args.files) if not Path(name).is_file()]
    if missing:
        return _wrong("Nav datnes / no such file", missing)
    parts = read_detached(Path(args.parts).read_bytes())
    given = {Path(name).name: Path(name) for name in args.files}
    signed = [one.name for one in parts.signed]
    if absent := [name for name in signed if name not in given]:
        return _wrong("Trūkst parakstīta dokumenta / a signed document is missing", absent)
    if strange := [name for name in given if name not in signed]:
        return _wrong("Šis dokuments nav parakstīts / this document was not signed", strange)
    files = [StoredFile.at(given[one.name], name=one.name, media_type=one.media_type) for one in parts.signed]
    total = sum(file.size_bytes for file in files)
    with replacing(Path(args.out)) as out, Progress(total=total, quiet=args.quiet) as progress:
        streaming.assemble(
            out,
            format=parts.format,
            files=files,
            parts=parts.entries,
            written_at=datetime.now(UTC),
            signed=parts.signed,
            progress=progress.advance,
        )
    sys.stdout.write(json.dumps({"files": signed, "output": args.out}, ensure_ascii=False) + "\n")
    return 0


def _wrong(sentence: str, names: list[str]) -> int:
    sys.stderr.write(f"{sentence}: {', '.join(names)}\n")
    return _WRONG_USAGE
