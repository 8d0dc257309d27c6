"""What the system does by itself: bring stalled jobs back, clear what has expired."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.core.management import call_command
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from config.jobs import STALLED_AFTER, Progress, task


@task("config.rescue_stalled_jobs")
def rescue_stalled_jobs(progress: Progress) -> None:
    """Queues again what a dead worker left behind (its heartbeat stopped)."""
    with ThreadPoolExecutor(max_workers=1) as aside:  # the caller may have a loop
        aside.submit(asyncio.run, _rescue()).result()


async def _rescue() -> None:
    connector = DjangoConnector(alias="default").get_worker_connector()
    async with app.with_connector(connector).open_async() as own:
        for job in await own.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=STALLED_AFTER
        ):
            await own.job_manager.retry_job(job)


@task("config.clear_expired")
def clear_expired(progress: Progress) -> None:
    """Drops sessions that have ended."""
    call_command("clearsessions")
