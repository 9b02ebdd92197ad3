"""The queue of jobs as PostgreSQL holds it: Django does not empty it between tests that commit."""

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob


def forget() -> None:
    """Empty it."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")


def status(job_id: int) -> str:
    """Return how far a job has come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job_id])
        return str(cursor.fetchone()[0])


def ordered(task_name: str) -> list[dict[str, str]]:
    """Return the arguments of the jobs of a task that nobody has begun."""
    return list(ProcrastinateJob.objects.filter(task_name=task_name, status="todo").values_list("args", flat=True))
