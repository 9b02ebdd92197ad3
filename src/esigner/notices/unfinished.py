"""Letters that the seal has signed and that wait for a timestamp or a status: kept, so that it need not sign again."""

from datetime import datetime

from esigner.notices import models


def find(order: str) -> bytes | None:
    """Return the letter of an order as an earlier try left it; None where there is none."""
    row = models.UnfinishedLetter.objects.filter(order=order).first() if order else None
    return None if row is None else bytes(row.content)


def keep(order: str, *, document: bytes, at: datetime) -> None:
    """Keep the letter as it is; one without an order could not be found again."""
    if order:
        models.UnfinishedLetter.objects.update_or_create(order=order, defaults={"content": document, "sealed_at": at})


def forget(order: str) -> None:
    """Delete what was kept: it is finished, or will never be."""
    models.UnfinishedLetter.objects.filter(order=order).delete()
