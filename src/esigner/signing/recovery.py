"""Jobs whose worker died in the middle of them: taken up again, in every queue.

A worker reports every 10 seconds that it is alive. The job of one that fell silent stays unfinished until it is put
back into its queue; all our jobs may run twice.
"""

from typing import Final

from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

SILENT_SECONDS: Final = 30.0
"""Longer than a living worker is ever silent."""
ATTEMPTS_AT_MOST: Final = 300
"""As many tries as our most patient job has: one that kills its worker each time must end, too."""


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
