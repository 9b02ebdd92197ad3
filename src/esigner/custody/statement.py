"""What is exported: a head of the audit log as a small JSON file inside a sealed container."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from esigner.ades.containers import reading
from esigner.audit import Head
from esigner.errors import EsignerError

NAME: Final = "audit-head.json"
ENDING: Final = ".asice"
_MAX_BYTES: Final = 1024 * 1024
"""Of an exported file; one has some ten thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A head that was exported, as its file says."""

    head: Head
    at: datetime
    path: Path


def folder() -> Path:
    """Return where heads are exported to."""
    return Path(settings.ESIGNER_AUDIT_HEADS)


def files(within: Path) -> list[Path]:
    """Return the exported files, oldest first: their names begin with the position."""
    return sorted(within.glob(f"*{ENDING}"))


def content(head: Head, *, at: datetime) -> bytes:
    """Return the JSON that is sealed."""
    values = {
        "sequence": head.sequence,
        "hash": head.hash,
        "at": at.isoformat(),
        "portal": settings.ESIGNER_URLS["portal"],
    }
    return json.dumps(values, indent=1).encode()


def read(path: Path) -> Exported | None:
    """Return what the file says, no matter who sealed it; None where it is not an export."""
    try:
        with path.open("rb") as file:
            stated = json.loads(reading.read(file.read(_MAX_BYTES)).files[NAME])
        head = Head(sequence=int(stated["sequence"]), hash=str(stated["hash"]))
        return Exported(head=head, at=datetime.fromisoformat(stated["at"]), path=path)
    except (OSError, EsignerError, ValueError, KeyError, TypeError):
        return None
