"""The mail that left: .eml files in the installation's outbox folder."""

import time
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

_parser = BytesParser(EmailMessage, policy=default)


class Outbox:
    """Reads what the worker has sent."""

    def __init__(self, folder: Path) -> None:
        """Look into the given folder."""
        self.folder = folder

    def messages(self, to: str) -> list[EmailMessage]:
        """Everything sent to one address, oldest first."""
        parsed: list[EmailMessage] = [_parser.parsebytes(path.read_bytes()) for path in self._paths()]
        return [mail for mail in parsed if to in str(mail["To"])]

    def wait(self, to: str, containing: str, *, seconds: float = 15) -> EmailMessage:
        """The newest message to the address whose subject or text holds the words; waits for the worker."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [one for one in self.messages(to) if containing in f"{one['Subject']}\n{body(one)}"]
            if found:
                return found[-1]
            time.sleep(0.05)
        seen = [str(mail["Subject"]) for mail in self.messages(to)]
        message = f"no mail to {to} with {containing!r} within {seconds} s; seen: {seen}"
        raise TimeoutError(message)

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name))


def body(mail: EmailMessage) -> str:
    """The plain text of a message."""
    part = mail.get_body(("plain", "html"))
    return str(part.get_content()) if part else ""
