"""Background jobs: queued with the caller's transaction, run by a real worker."""

import pytest
from django.db import transaction

from accounts.models import Department, Trail
from config import jobs
from config.acting import SYSTEM as SOMEBODY
from config.jobs import CannotCancel, cancel, enqueue
from config.models import JobProgress
from tests import live
from tests.factories import make_organisation


@pytest.fixture
def office(own_database):
    return make_organisation("federation")


@pytest.fixture
def running_worker(own_database, office, tmp_path):
    with live.worker(own_database, tmp_path / "worker.log") as process:
        yield process


def state_of(job):
    return JobProgress.objects.get(pk=job).state


def test_a_job_vanishes_with_the_transaction_that_queued_it(own_database):
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue("sample.count", label="数数", by=SOMEBODY, to=3)
        raise RuntimeError

    assert not JobProgress.objects.exists()


def test_a_second_job_of_the_same_lock_is_not_queued(own_database):
    with transaction.atomic():
        first = enqueue("sample.count", label="数数", by=SOMEBODY, once="count", to=3)
        second = enqueue("sample.count", label="数数", by=SOMEBODY, once="count", to=3)

    assert first and second is None
    assert JobProgress.objects.count() == 1


def test_who_asked_for_a_job_is_the_actor_of_what_it_writes(running_worker):
    job = enqueue("sample.write", label="写一行", by=SOMEBODY, name="调研室")

    live.until(lambda: state_of(job) == "finished")

    department = Department.objects.get(name="调研室")
    entry = Trail.objects.get(table="accounts_department", row=department.pk)
    assert (entry.actor, entry.source) == (SOMEBODY, f"job sample.write {job}")


def test_progress_shows_while_the_job_is_still_running(running_worker):
    job = enqueue("sample.count", label="数数", by=SOMEBODY, to=60)

    seen = live.until(lambda: JobProgress.objects.filter(pk=job, done__gt=2).first())

    assert (seen.state, seen.total) == ("running", 60)


def test_a_running_job_is_cancelled_and_its_work_undone(running_worker):
    job = enqueue("sample.write", label="写", by=SOMEBODY, name="撤销室", pause=60)
    live.until(lambda: JobProgress.objects.filter(pk=job, done=1).exists())

    cancel(JobProgress.objects.get(pk=job))

    assert live.until(lambda: state_of(job) == "cancelled")
    assert not Department.objects.filter(name="撤销室").exists()


def test_an_ended_job_cannot_be_cancelled(running_worker):
    job = enqueue("sample.count", label="数数", by=SOMEBODY, to=1)
    live.until(lambda: state_of(job) == "finished")

    with pytest.raises(CannotCancel):
        cancel(JobProgress.objects.get(pk=job))


def test_a_failed_job_says_so_without_personal_data(running_worker, tmp_path):
    job = enqueue("sample.fail", label="失败", by=SOMEBODY)

    live.until(lambda: state_of(job) == "failed")

    assert JobProgress.objects.get(pk=job).note == str(jobs.UNTOLD)
    assert "42011219" not in (tmp_path / "worker.log").read_text()


def test_a_job_that_a_killed_worker_left_is_rescued(own_database, office, tmp_path):
    log = tmp_path / "worker.log"
    with live.worker(own_database, log) as first:
        job = enqueue(
            "sample.write", label="写一行", by=SOMEBODY, name="法律室", pause=30
        )
        live.until(lambda: state_of(job) == "running")
        first.kill()
        first.wait()
    assert not Department.objects.filter(name="法律室").exists()

    retry_stalled(job)

    with live.worker(own_database, log):
        live.until(lambda: state_of(job) == "running")
    assert jobs.PERIODIC["config.rescue_stalled_jobs"] == "* * * * *"


def test_the_rescue_runs_in_a_worker_by_itself(running_worker):
    job = enqueue("config.rescue_stalled_jobs", label="救援", by=0)

    live.until(lambda: state_of(job) in ("finished", "failed"))

    assert state_of(job) == "finished"


def retry_stalled(job):
    """The periodic rescue, with the dead worker's heartbeat long ago."""
    from django.db import connection

    from config.tasks import rescue_stalled_jobs

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        )
    rescue_stalled_jobs(None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        assert cursor.fetchone() == ("todo",)
