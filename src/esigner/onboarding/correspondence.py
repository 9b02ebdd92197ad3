"""Messages of a case: what was sent to whom; every one is also a mail."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.errors import Text
from esigner.onboarding.processes import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message that was sent."""

    id: uuid.UUID
    notice: str
    """Name of the notice, such as `case.registered`."""
    to: Side
    recipients: tuple[str, ...]
    subject: Text
    body: Text
    sent_at: datetime
