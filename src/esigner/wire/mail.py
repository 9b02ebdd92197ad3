"""Mail goes out: into a folder of .eml files, or by SMTP."""

from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """A mail server."""

    host: str
    port: int = 25
    username: str = ""
    password: str = ""
    starttls: bool = True
    timeout_seconds: float = 20.0


def send(
    message: EmailMessage, *, outbox: Path | None = None, smtp: Smtp | None = None
) -> str:
    """Send the message and give its Message-ID; exactly one of `outbox` and `smtp` is given.

    The message carries From, To, Subject, Date and Message-ID already (a clock and randomness of the caller).

    Raises:
        Unreachable, ServiceFailed: Try again later.
        ServiceRefused: The server will not take this message.

    """
    raise NotImplementedError
