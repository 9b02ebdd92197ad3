"""The versions of the Terms, as files next to this module; a version never changes, a new one is a new file."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from esigner.errors import Text

PUBLISHED_ON: Final[dict[int, date]] = {1: date(2026, 11, 1)}
"""Every version with the day it was published; the highest number is current."""

_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsVersion:
    """One published version of the Terms."""

    number: int
    title: Text
    published_on: date
    body: Text
    """The whole text in Markdown: headings, paragraphs and numbered lists only."""
    sha256: str
    """Hex digest of the Latvian file followed by the English one, byte for byte."""


@cache
def version(number: int) -> TermsVersion:
    """Return one version; KeyError where it was never published."""
    lv = (_FOLDER / f"v{number}.lv.md").read_bytes() if number in PUBLISHED_ON else b""
    en = (_FOLDER / f"v{number}.en.md").read_bytes() if number in PUBLISHED_ON else b""
    return TermsVersion(
        number=number,
        title=Text("E-parakstītāja lietošanas noteikumi", "Terms of use of the E-signer"),
        published_on=PUBLISHED_ON[number],
        body=Text(lv.decode(), en.decode()),
        sha256=hashlib.sha256(lv + en).hexdigest(),
    )


def versions() -> tuple[TermsVersion, ...]:
    """Return all versions, newest first."""
    return tuple(version(number) for number in sorted(PUBLISHED_ON, reverse=True))


def current() -> TermsVersion:
    """Return the version in force."""
    return versions()[0]
