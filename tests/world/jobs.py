"""A job as the worker hands it to a task."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from esigner.signing import jobs


def context(task_name: str, *, attempts: int = 0) -> JobContext:
    """Return the context of a job that was tried so many times."""
    job = Job(id=1, queue=jobs.QUEUE, lock=None, queueing_lock=None, task_name=task_name, attempts=attempts)
    return JobContext(app=app, job=job, start_timestamp=0.0, abort_reason=lambda: None)
