"""Documents that are printed from code: `python -m …` writes them, the check compares."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.architecture import settings_page, standards_page

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "docs/settings.md": settings_page.page,
    "docs/standards/clauses.md": standards_page.page,
}


def stale() -> Iterator[str]:
    """Find pages that are not what the code gives now."""
    for name, page in PAGES.items():
        path = ROOT / name
        if not path.is_file() or path.read_text() != page():
            yield f"{name} is not what the code gives: ./run fix prints it anew"


def main() -> int:
    """Write every page."""
    for name, page in PAGES.items():
        (ROOT / name).write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
