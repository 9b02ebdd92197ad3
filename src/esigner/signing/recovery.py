"""Jobs whose worker died in the middle of them: taken up again, in every queue.

A worker says every 10 seconds that it lives. What one that fell silent had begun stays begun for ever, unless somebody
puts it back; all our jobs may run twice.
"""

from typing import Final

from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

SILENT_SECONDS: Final = 30.0
"""Longer than a worker is ever silent while it lives."""
ATTEMPTS_AT_MOST: Final = 300
"""As many as our most patient job has: one that kills its worker each time must end, too."""


async def take_up(manager: JobManager) -> int:
    """Put every abandoned job back into its queue and return how many there were."""
    abandoned = list(await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS))
    for job in abandoned:
        if _is_over(job):
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
    return len(abandoned)


def _is_over(job: Job) -> bool:
    """Return whether it is no longer needed: a periodic job's next one is already queued, and may be so only once."""
    return job.queueing_lock is not None or job.attempts >= ATTEMPTS_AT_MOST
