"""One call from bytes to report, whatever the format."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from esigner.ades.trust import Trust
from esigner.ades.validation.report import Report


class NamedContent(Protocol):
    """Anything like `esigner.ades.DataFile`."""

    @property
    def name(self) -> str:
        """File name."""
        ...

    @property
    def content(self) -> bytes:
        """The bytes."""
        ...


def validate(
    document: bytes,
    *,
    name: str,
    trust: Trust,
    at: datetime,
    policy: str = "lv",
    detached: Sequence[NamedContent] = (),
) -> Report:
    """Judge a signed document.

    Args:
        document: The bytes as they came.
        name: File name; tells nothing but what to call it in the report.
        trust: Whom to trust.
        at: Time of validation, aware UTC.
        policy: `lv`, `ee` or `etsi`.
        detached: Files that a signature outside a container covers.

    Raises:
        UnknownPolicyError: There is no such policy. Anything wrong with the document is a report.
    """
    raise NotImplementedError
