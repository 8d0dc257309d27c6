"""Background jobs (后台任务): procrastinate behind one door.

Services enqueue by task name, so they never import tasks; the row joins the caller's
transaction and vanishes with it. Jobs must be idempotent: one that a dead worker left
behind runs again.
"""

from collections.abc import Callable
from functools import wraps

import psycopg
from django.db import connection, connections, transaction
from django.utils.translation import gettext_lazy
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from config import clock
from config.acting import SYSTEM, acting
from config.errors import DomainError, constraint_name, sentence_for, sentences
from config.models import JobProgress

PERIODIC = {
    "config.rescue_stalled_jobs": "* * * * *",
    "config.clear_expired": "10 3 * * *",
}
"""Task name → cron (Asia/Shanghai); the one list of what runs by itself."""

STALLED_AFTER = 60
UNTOLD = gettext_lazy("It stopped by a fault; nothing was changed. The log has more.")


class Cancelled(Exception):
    """Somebody cancelled this job; its transaction is rolled back."""


class CannotCancel(DomainError):
    """Only a job that waits or runs can be cancelled."""

    message = gettext_lazy("This job has already ended.")


def enqueue(
    task: str, *, label: str, by: int, once: str | None = None, **arguments
) -> int | None:
    """Puts a job into the queue within the caller's transaction; returns its number.

    `label` says what it does in the person's words, `by` is the user's key. With
    `once` a second job of the same lock is not queued while one waits: returns None.
    """
    deferrer = app.configure_task(name=task, queueing_lock=once)
    try:
        with transaction.atomic():
            job = deferrer.defer(actor=by, on=str(clock.working_date()), **arguments)
    except AlreadyEnqueued:
        return None
    now = clock.now()
    JobProgress.objects.create(
        job=job, task=task, label=label, actor=by, queued_at=now, updated_at=now
    )
    return job


def cancel(job: JobProgress) -> None:
    """Asks a job to stop: a waiting one never starts, a running query is interrupted."""
    changed = JobProgress.objects.filter(
        pk=job.pk, state__in=[JobProgress.State.WAITING, JobProgress.State.RUNNING]
    ).update(cancel_requested=True, updated_at=clock.now())
    if not changed:
        raise CannotCancel
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_cancel_backend(a.pid) FROM config_jobprogress p"
            " JOIN pg_stat_activity a ON a.pid = p.backend_pid"
            " WHERE p.job = %s AND p.state = 'running' AND a.state = 'active'",
            [job.pk],
        )


class Progress:
    """How far a job is, written on a second connection that commits at once."""

    def __init__(self, job: int):
        self.job = job
        self.connection = psycopg.connect(
            **_parameters(), autocommit=True, application_name="bangfu progress"
        )

    def close(self) -> None:
        self.connection.close()

    def report(self, done: int, total: int, note: str = "") -> None:
        """States how far the job is; raises `Cancelled` when somebody asked for it."""
        self._set(done=done, total=total, note=note[:300])

    def begin(self, backend_pid: int) -> None:
        self._set(state="running", backend_pid=backend_pid)

    def end(self, state: str, note: str = "") -> None:
        values = {"state": state, "backend_pid": None}
        self._set(**values, **({"note": note[:300]} if note else {}), last=True)

    def _set(self, *, last: bool = False, **values) -> None:
        columns = ", ".join(f"{name} = %s" for name in values)
        row = self.connection.execute(
            f"UPDATE config_jobprogress SET {columns}, updated_at = now()"
            " WHERE job = %s RETURNING cancel_requested",
            [*values.values(), self.job],
        ).fetchone()
        if row and row[0] and not last:
            raise Cancelled


def _parameters() -> dict:
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    return parameters


def task(name: str, *, attempts: int = 3) -> Callable:
    """Declares a background task: `function(progress, **arguments)` or, for a periodic
    one, `function(progress)`. The person who asked for it is the actor of what it does.
    """

    def decorate(function):
        @wraps(function)
        def run(context, *, actor=SYSTEM, on=None, timestamp=None, **arguments):
            _run(context.job.id, name, function, actor, on, arguments)

        declared = app.task(
            name=name, pass_context=True, retry=RetryStrategy(max_attempts=attempts)
        )(run)
        if name in PERIODIC:
            app.periodic(cron=PERIODIC[name])(declared)
        return function

    return decorate


def _told(error: Exception) -> str:
    """The error's words for people; empty when it is a fault of ours."""
    if isinstance(error, DomainError):
        return str(error)
    return sentence_for(error) if constraint_name(error) in sentences() else ""


def _run(job, name, function, actor, on, arguments) -> None:
    progress = Progress(job)
    try:
        connection.ensure_connection()
        with (
            acting(actor, f"job {name} {job}"),
            clock.working(clock.parse(on) if on else None),
        ):
            progress.begin(connection.connection.info.backend_pid)
            function(progress, **arguments)
        progress.end("finished")
    except Cancelled:
        progress.end("cancelled")
    except psycopg.errors.QueryCanceled:
        progress.end("cancelled")
    except Exception as error:
        if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            progress.end("cancelled")
            return
        words = _told(error)
        progress.end("failed", words or str(UNTOLD))
        if not words:  # an answer is no fault: it is neither logged nor tried again
            raise
    finally:
        progress.close()
        connections.close_all()
