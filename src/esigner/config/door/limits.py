"""How long a body may be, for every address of every door, in one table.

The first row that fits decides. What no row names has its door's smallest limit: most addresses take a form or a few
fields. The limit counts the bytes on the wire, whether they are announced (Content-Length) or come in chunks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB


class Work(StrEnum):
    """What a request's thread does."""

    QUICK = "quick"
    HEAVY = "heavy"
    """A file is judged, which takes seconds: such requests have a smaller share of the threads."""
    WAITING = "waiting"
    """Time-stamping authorities and responders are waited for: such requests have threads of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A limit, and the kind of work; `door` and `path` are whole matches, empty `methods` means every method."""

    door: str
    path: re.Pattern[str]
    limit_bytes: int
    methods: frozenset[str] = frozenset()
    work: Work = Work.QUICK

    def fits(self, *, door: str, method: str, path: str) -> bool:
        """Return whether the row applies to this request."""
        return door == self.door and (not self.methods or method in self.methods) and bool(self.path.fullmatch(path))


def _row(door: str, path: str, limit_bytes: int, *methods: str, work: Work = Work.QUICK) -> Row:
    return Row(door=door, path=re.compile(path), limit_bytes=limit_bytes, methods=frozenset(methods), work=work)


def table(*, document_bytes: int, json_bytes: int) -> tuple[Row, ...]:
    """Return the table.

    Args:
        document_bytes: The longest document (ESIGNER_DOCUMENT_BYTES).
        json_bytes: The longest JSON body that holds documents as base64 (DATA_UPLOAD_MAX_MEMORY_SIZE).
    """
    return (
        _row("api", r"/v1/sessions/[^/]+/documents/[^/]+", document_bytes, "PUT"),
        _row("api", r"/v1/validations", document_bytes, "POST", work=Work.HEAVY),
        _row("api", r"/v1/validations/detached", json_bytes, "POST", work=Work.HEAVY),
        _row("api", r"/v1/sessions", json_bytes, "POST"),
        _row("api", r"/v1/sessions/[^/]+/signatures/[^/]+", 1 * MIB, "PUT", work=Work.WAITING),
        _row("api", r"/v1/sessions/[^/]+/completion", 1 * MIB, "POST", work=Work.WAITING),
        _row("api", r"/v1/signatures", 1 * MIB, "PUT", work=Work.WAITING),
        _row("api", r".*", 1 * MIB),
        # The signed application: a PDF or a container with the form that we wrote, and what the signature adds.
        _row("portal", r"/pieteikumi/[^/]+/iesniegt/", APPLICATION_BYTES, "POST", work=Work.HEAVY),
        _row("portal", r"/pieteikumi/[^/]+/parakstits/", 256 * KIB, work=Work.HEAVY),
        _row("portal", r".*", 256 * KIB),
        # Where a person's answer may have come meanwhile, the page itself finishes the signature.
        _row("sign", r"/s/[^/]+/", 64 * KIB, work=Work.WAITING),
        _row("sign", r"/s/[^/]+/(parakstit/|lidzeklis/[^/]+/)", 64 * KIB, work=Work.WAITING),
        _row("sign", r".*", 64 * KIB),
        _row("trust", r".*", 64 * KIB),
    )


APPLICATION_BYTES: Final = 10 * MIB
"""A signed application, with the form around it."""


def row_of(rows: Sequence[Row], *, door: str, method: str, path: str) -> Row | None:
    """Return the row that decides, None where no row applies to the door."""
    return next((row for row in rows if row.fits(door=door, method=method, path=path)), None)
