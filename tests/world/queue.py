"""The queue of jobs as PostgreSQL holds it: Django does not empty it between tests that commit."""

from django.db import connection


def forget() -> None:
    """Empty it."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")


def status(job_id: int) -> str:
    """Return how far a job has come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job_id])
        return str(cursor.fetchone()[0])
