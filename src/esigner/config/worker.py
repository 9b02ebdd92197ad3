"""The process that does the work put into the queue, one worker for each lane, and continues the audit log's chain."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from procrastinate import App, JobContext
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from esigner.config.chaining import keep_chaining
from esigner.config.lanes import LANES, Lane

STOP_SECONDS = 8.0
CONNECTIONS_BESIDE = 2
"""What the lanes share to fetch and finish jobs, in addition to one each; those that are told of jobs listen on one."""
IDLE_SECONDS = 5.0


class WorkerConnector(PsycopgConnector):
    """Fetches and finishes jobs over connections of its own; what a job itself enqueues goes over the job's.

    Otherwise a job's job would begin before the transaction that promised it, or although that one was rolled back.
    """

    def get_sync_connector(self) -> BaseConnector:
        """Return Django's connection of the thread that asks."""
        return DjangoConnector()


def run_worker(*, on_ready: Callable[[], None], lanes: Sequence[Lane] = LANES) -> None:
    """Run jobs until SIGTERM or SIGINT, then finish what is running."""
    connector = WorkerConnector(
        kwargs=connector_params(), min_size=1, max_size=len(lanes) + CONNECTIONS_BESIDE, max_idle=IDLE_SECONDS
    )
    with app.replace_connector(connector) as worker_app:
        asyncio.run(_work(worker_app, lanes, on_ready=on_ready))


async def _work(worker_app: App, lanes: Sequence[Lane], *, on_ready: Callable[[], None]) -> None:
    """Run the lanes; if one ends by itself, all do, and the supervisor restarts the worker."""
    loop = asyncio.get_running_loop()
    # A lane never waits for a thread of another one.
    loop.set_default_executor(ThreadPoolExecutor(max_workers=sum(lane.places for lane in lanes)))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with worker_app.open_async():
        on_ready()
        running = [asyncio.create_task(_run(worker_app, lane), name=lane.name) for lane in lanes]
        running.append(asyncio.create_task(keep_chaining(), name="chaining"))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([stopping, *running], return_when=asyncio.FIRST_COMPLETED)
        for task in (stopping, *running):
            task.cancel()
        ends = await asyncio.gather(*running, return_exceptions=True)
        if not stop.is_set():
            raise next((one for one in ends if isinstance(one, Exception)), RuntimeError("a lane ended by itself"))


async def _run(worker_app: App, lane: Lane) -> None:
    await worker_app.run_worker_async(
        queues=list(lane.queues),
        name=lane.name,
        concurrency=lane.places,
        fetch_job_polling_interval=lane.polling_seconds,
        shutdown_graceful_timeout=STOP_SECONDS,
        install_signal_handlers=False,
        listen_notify=lane.is_told,
        task_middleware=[giving_back],
    )


def giving_back(job: Callable[[], Any], context: JobContext | None, worker: Worker | None) -> Any:  # noqa: ANN401 — what the job returns
    """Do the job, then give its thread's connection back: another job needs it, and a dead one must not stay."""
    del context, worker
    try:
        return job()
    finally:
        connection.close()
