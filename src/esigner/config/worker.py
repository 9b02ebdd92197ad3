"""The process that does the work put into the queue."""

import asyncio
from collections.abc import Callable

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

CONCURRENCY = 4
"""Jobs at a time; most of a job's time is waiting for a time-stamp or a mail server."""
STOP_SECONDS = 8.0
POLLING_SECONDS = 5.0
"""Only in case a notification is lost."""


def run_worker(*, on_ready: Callable[[], None]) -> None:
    """Do jobs until SIGTERM or SIGINT, then finish what is running."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 — procrastinate types the general case
    with app.replace_connector(connector.get_worker_connector()) as worker_app:

        async def work() -> None:
            async with worker_app.open_async():
                on_ready()
                await worker_app.run_worker_async(
                    concurrency=CONCURRENCY,
                    fetch_job_polling_interval=POLLING_SECONDS,
                    shutdown_graceful_timeout=STOP_SECONDS,
                )

        asyncio.run(work())
