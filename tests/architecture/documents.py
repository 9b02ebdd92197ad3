"""Documents hold together: what they name exists, what code prints is current. `python -m …` for ./run check."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from esigner.cli.frame import COMMANDS
from esigner.config import entry
from tests.architecture import citations, generated, standards_page

ROOT: Final = Path(__file__).resolve().parents[2]
LINK: Final = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PROGRAM: Final = re.compile(r"(?:^|[\s`])esigner ([a-z]+)\b", re.MULTILINE)
RUN: Final = re.compile(r"\./run ([a-z]+)\b")
MACHINE: Final = re.compile(r"/(?:work|root|home)/[\w.-]+")
RUN_COMMANDS: Final = {
    "demo", "test", "check", "bench", "interop", "filled", "fuzz", "mutate", "survive", "exec", "fix",
}  # fmt: skip


def documents() -> list[Path]:
    """Return every document that people read."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")])


def faults() -> Iterator[str]:
    """Return every fault as a line."""
    for path in documents():
        name, text = path.relative_to(ROOT), path.read_text()
        for link in broken_links(text, folder=path.parent):
            yield f"{name}: {link} leads nowhere"
        for word in unknown_commands(text):
            yield f"{name}: there is no command `{word}`"
        for found in MACHINE.findall(text):
            yield f"{name}: {found} is a path of one machine"
    for place in missing_from_map((ROOT / "docs/map.md").read_text()):
        yield f"docs/map.md: there is no {place}"
    yield from standards_page.faults(citations=citations.cited(), known=standards_page.standards())
    yield from generated.stale()


def broken_links(text: str, *, folder: Path) -> list[str]:
    """Return links within the project whose target is missing."""
    inside = [target for target in LINK.findall(text) if not re.match(r"[a-z]+:|#", target)]
    return [target for target in inside if not (folder / target.partition("#")[0]).exists()]


def missing_from_map(text: str) -> list[str]:
    """Return files and folders that the map names and that are neither somewhere in src/esigner nor at the top."""
    named = [word for word in re.findall(r"`([^`\n]+)`", text) if re.fullmatch(r"[\w./-]+\.py|[\w.-]+/[\w./-]*", word)]
    source = ROOT / "src" / "esigner"
    return [word for word in named if not (ROOT / word).exists() and not any(source.rglob(word.rstrip("/")))]


def unknown_commands(text: str) -> list[str]:
    """Return commands in code that do not exist."""
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    known = {command.name for command in (*entry.COMMANDS, *COMMANDS)}
    wrong = [f"esigner {word}" for word in PROGRAM.findall(code) if word not in known]
    return wrong + [f"./run {word}" for word in RUN.findall(code) if word not in RUN_COMMANDS]


def main() -> int:
    """Print the faults; 1 where there is one."""
    found = list(faults())
    sys.stdout.writelines(line + "\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
