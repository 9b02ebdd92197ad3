"""`./run interop [--made FOLDER]`: every document of a journey before every judge, whole and with a bit flipped."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from interop import made
from interop.judges import ALL, Judge, Verdict


def main() -> int:
    """Make the documents unless a folder is given; print a row a judge; exit 1 where one of them disagrees with us."""
    parser = argparse.ArgumentParser(prog="./run interop", description=__doc__)
    parser.add_argument("--made", type=Path, help="folder written by ./run demo --check --made FOLDER")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = arguments.made.resolve() if arguments.made else _play(work / "made")
        items = made.load(folder)
        print(f"{len(items)} documents made by the journey\n")
        failed = _ours(items, folder, work)
        for kind in ALL:
            failed += _sit(kind(work), items, work)
        print("\nFormat × level × key:\n", flush=True)
        failed += _table("interop.matrix")
        print("\nKinds of PDF × ways of signing:\n", flush=True)
        failed += _table("interop.pdfs")
    print(f"\n{'all judges agree' if not failed else f'{failed} disagreements'}")
    return 1 if failed else 0


def _table(module: str) -> int:
    """Every cell that the engine makes; needs EU DSS."""
    if not (shutil.which("javac") and shutil.which("mvn")):
        print("SKIPPED: no JDK or no Maven")
        return 0
    return subprocess.run([sys.executable, "-m", module], check=False).returncode


def _play(folder: Path) -> Path:
    command = [sys.executable, "-m", "tests.acceptance.journey", "--check", "--made", str(folder)]
    subprocess.run(command, check=True)
    return folder


def _sit(judge: Judge, items: list[made.Made], work: Path) -> int:
    """Let one judge see every document of its kind, and each with one bit changed."""
    if reason := judge.absent():
        print(f"{judge.name:<22} SKIPPED: {reason}")
        return 0
    mine = [item for item in items if item.kind in judge.kinds]
    verdicts = list(zip(mine, judge.judge(mine), strict=True))
    accepted = [item for item, verdict in verdicts if verdict.accepted]
    outside = [item for item, verdict in verdicts if verdict.accepted is None]
    refused = [(item, verdict) for item, verdict in verdicts if verdict.accepted is False]
    missed = _accepted_though_flipped(judge, accepted, work) if _covers_content(judge) else []
    line = f"{judge.name:<22} accepted {len(accepted)}/{len(mine) - len(outside)}"
    line += f", outside its reach {len(outside)}" if outside else ""
    if _covers_content(judge):
        line += f", one flipped bit refused {len(accepted) - len(missed)}/{len(accepted)}"
    print(line)
    for item, verdict in refused:
        print(f"    REFUSED {item.path.name}: {verdict.words}")
    for item in missed:
        print(f"    ACCEPTED WITH A FLIPPED BIT {item.path.name}")
    return len(refused) + len(missed) + (0 if accepted or not mine else 1)


def _covers_content(judge: Judge) -> bool:
    """The timestamp and the OCSP answer say nothing of the data files."""
    return judge.name not in {"openssl ts", "openssl ocsp"}


def _accepted_though_flipped(judge: Judge, items: list[made.Made], work: Path) -> list[made.Made]:
    folder = Path(tempfile.mkdtemp(dir=work))
    flips = [made.flipped(item, folder) for item in items]
    return [flip for flip, verdict in zip(flips, judge.judge(flips), strict=True) if verdict.accepted]


def _ours(items: list[made.Made], folder: Path, work: Path) -> int:
    """The same two questions to `esigner validate`."""
    flips = Path(tempfile.mkdtemp(dir=work))
    good = _validate([item.path for item in items], folder)
    bad = _validate([made.flipped(item, flips).path for item in items], folder)
    accepted = [verdict for verdict in good if verdict.accepted]
    refused = [verdict for verdict in bad if not verdict.accepted]
    count = len(items)
    print(f"{'esigner validate':<22} accepted {len(accepted)}/{count}, one flipped bit refused {len(refused)}/{count}")
    for verdict in [v for v in good if not v.accepted] + [v for v in bad if v.accepted]:
        print(f"    {verdict.words}")
    return 2 * count - len(accepted) - len(refused)


def _validate(paths: list[Path], folder: Path) -> list[Verdict]:
    program = Path(sys.executable).with_name("esigner")
    command = [str(program), "validate", "--trust", str(folder / "roots"), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [Verdict(row["indication"] == "TOTAL-PASSED", json.dumps(row, ensure_ascii=False)[:400]) for row in rows]


if __name__ == "__main__":
    sys.exit(main())
