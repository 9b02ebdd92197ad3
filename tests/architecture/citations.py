"""Which clauses of which standards are cited in the code, and where."""

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = ROOT / "src" / "esigner"

_CLAUSE: Final = r"(?:(?:appendix|annex|table) [0-9A-Z]+(?:\.[0-9]+)*|[A-Z]\.[0-9]+(?:\.[0-9]+)*|[0-9]+(?:\.[0-9]+)*)"
_STANDARD: Final = (
    r"EN 319 [0-9]{3}(?:-[0-9])?|T[SR] [0-9]{3} [0-9]{3}(?:-[0-9])?|RFC [0-9]{3,5}|ISO (?:[0-9]{4,5})(?:-[0-9]+)?"
    r"|X\.6[0-9]{2}\b|APPNOTE\.TXT 6\.3\.10|XML Signature 1\.1|TR-03111|PKCS #11 2\.40"
)
_CITATION: Final = re.compile(
    rf"(?P<standard>{_STANDARD})(?P<clauses>(?:,? {_CLAUSE}(?![0-9A-Za-z%])(?: \([^)]*\))?)"
    rf"(?:(?:,| and| to|, and) {_CLAUSE}(?![0-9A-Za-z%])(?: \([^)]*\))?)*)?"
)


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A clause in a module; without a clause the standard as a whole is meant."""

    standard: str
    clause: str
    module: Path
    """Relative to src/esigner."""


def in_text(text: str) -> Iterator[tuple[str, str]]:
    """Find each standard with each of its clauses."""
    for found in _CITATION.finditer(re.sub(r"\s*\n\s*#?\s*", " ", text)):
        clauses = re.findall(_CLAUSE, re.sub(r"\([^)]*\)", "", found["clauses"] or ""))
        for clause in clauses or [""]:
            yield found["standard"], clause


def cited() -> list[Citation]:
    """Find every citation in docstrings and comments of the sources, in order."""
    paths = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    return sorted({
        Citation(standard, clause, path.relative_to(SOURCE))
        for path in paths
        if re.search(_STANDARD, source := path.read_text())
        for standard, clause in in_text(_prose(source))
    })  # fmt: skip


def _prose(source: str) -> str:
    """Keep what people read: strings of several words, and comments, each on its own."""
    words: list[str] = []
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            words.append(("\n" if token.start[0] == last + 1 else "\n.\n") + token.string)
            last = token.start[0]
        elif token.type == tokenize.STRING:
            words.append("\n.\n" + token.string)
    return "".join(words)
