"""The worker's lanes: a kind of job waits for jobs of its own kind only."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Queues of one kind, and how many of their jobs are done at a time."""

    name: str
    queues: tuple[str, ...]
    places: int
    polling_seconds: float = 5.0
    """Only in case a notification of a new job is lost."""

    @property
    def is_told(self) -> bool:
        """Return whether it learns of new jobs by notifications; not where it looks as often."""
        return self.polling_seconds >= 1.0


LANES: Final[tuple[Lane, ...]] = (
    Lane(name="mail", queues=("mail",), places=2),
    # No notification comes for a job that only waited for its client's turn: it is polled for.
    Lane(name="webhooks", queues=("webhooks",), places=12, polling_seconds=0.25),
    Lane(name="completion", queues=("signing",), places=4),
    Lane(name="letters", queues=("onboarding",), places=2),
    Lane(name="maintenance", queues=("maintenance",), places=2),
)
"""Most of a job's time is waiting for a time-stamp, a mail server or a client."""
