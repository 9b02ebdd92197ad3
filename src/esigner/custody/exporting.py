"""Exporting the head of the audit log: a sealed file in a folder, and a mail to the auditor."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from esigner import ades, audit
from esigner.ades.encoding.format_table import ASIC_E
from esigner.custody import statement
from esigner.errors import Text
from esigner.notices import mail, sealing

EXPORTED: Final = "audit.head_exported"
OVERDUE_AFTER: Final = 3
"""Intervals without an export, while the log grew, after which something is wrong."""

_SUBJECT: Final = Text("Audita žurnāla galva nr. {sequence}", "Head of the audit log, row {sequence}")
_BODY: Final = Text(
    "Audita žurnāla pēdējais ieraksts {at}:\n\n{sequence}:{hash}\n\nGlabājiet šo vēstuli ārpus sistēmas. "
    "Vai žurnāls kopš tā "
    "nav apgriezts, pārbauda: esigner audit verify --head {sequence}:{hash}\n",
    "The last row of the audit log at {at}:\n\n{sequence}:{hash}\n\nKeep this mail outside of the system. "
    "Whether the log was "
    "cut since is checked by: esigner audit verify --head {sequence}:{hash}\n",
)


def export(*, act: audit.Act) -> Path | None:
    """Return the file of the newest head, sealed.

    None where nothing happened since the last one, or it is not yet time.

    The file comes first, then its event and the mail in one transaction: if killed in between, the next run repeats it.

    Raises:
        SealMissingError: No key is installed.
        OSError: The folder cannot be written.
    """
    last = _last()
    if last is not None and act.at - last < _interval():
        return None
    audit.chain_all()
    head = audit.head()
    if not _has_grown():
        return None
    sealed = sealing.seal_at_best(
        [ades.DataFile(name=statement.NAME, media_type="application/json", content=statement.content(head, at=act.at))],
        at=act.at,
    )
    path = statement.folder() / f"{head.sequence:012d}-{head.hash[:16]}{statement.ENDING}"
    _write(path, sealed)
    with transaction.atomic():
        audit.record(
            event=EXPORTED,
            act=act,
            data={"sequence": head.sequence, "hash": head.hash, "file": path.name},
        )
        _tell(head, path.name, sealed, at=act.at)
    return path


def is_overdue(*, at: datetime) -> bool:
    """Return whether the log has grown and no head was exported for long."""
    last = _last()
    return _has_grown() and (last is None or at - last > OVERDUE_AFTER * _interval())


def _has_grown() -> bool:
    """Return whether anything happened but the export itself."""
    newest = audit.events(limit=1)
    return bool(newest) and newest[0].event != EXPORTED


def _last() -> datetime | None:
    """Return when the newest file was exported, as it says itself."""
    for path in reversed(statement.files(statement.folder())):
        found = statement.read(path)
        if found is not None:
            return found.at
    return None


def _interval() -> timedelta:
    return timedelta(seconds=settings.ESIGNER_AUDIT_HEAD_SECONDS)


def _write(path: Path, content: bytes) -> None:
    """Write the file whole or not at all, for its owner alone."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _tell(head: audit.Head, name: str, sealed: bytes, *, at: datetime) -> None:
    if not settings.ESIGNER_AUDITOR_EMAIL:
        return
    values = {"sequence": head.sequence, "hash": head.hash, "at": at.isoformat(timespec="seconds")}
    mail.send(
        to=settings.ESIGNER_AUDITOR_EMAIL,
        subject=_SUBJECT.format(**values),
        body=_BODY.format(**values),
        attachments=[mail.Attachment(name=name, media_type=ASIC_E, content=sealed)],
        at=at,
    )
