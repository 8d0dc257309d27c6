"""`kill -9` of the worker at random moments of an import: no row or every row.

SOAK_KILLS says how often (20); the figures are printed.
"""

import os
import random
import time

import pytest
from django.db import connection

from assistance.models import CoveragePeriod, Enrolment, MutualAidPlan, Person
from bench import lists
from config.models import JobProgress
from config.tasks import rescue_stalled_jobs
from exchange.enums import RunState
from exchange.models import ImportRun
from exchange.services import check_run, queue_run, upload_run
from tests import live
from tests.factories import make_organisation, make_user

KILLS = int(os.environ.get("SOAK_KILLS", "20"))
ROWS = 8_000


@pytest.fixture
def office(own_database):
    federation = make_organisation("federation")
    unions = [make_organisation("grassroots", federation).code for _ in range(20)]
    plan = MutualAidPlan.objects.create(code="ZY", name="住院医疗互助")
    covers = ("2022-01-01", "2023-01-01")
    CoveragePeriod.objects.create(plan=plan, code="2022", covers=covers, price=100)
    return make_user("caseworker", organisation=federation), unions


def rescued() -> None:
    """What the periodic job does once the dead worker's heartbeat is old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 day'"
        )
    rescue_stalled_jobs(None)


def counted() -> tuple[int, int]:
    return Person.objects.count(), Enrolment.objects.count()


def queued(user, unions, path, first: int) -> ImportRun:
    """A checked list of people nobody has seen yet, waiting to be taken over."""
    lists.write_csv(path, ROWS, unions, first)
    run = upload_run(
        resource_name="enrolment",
        files=[(path.name, path)],
        organisation=user.organisation,
        user=user,
        mode="valid",
    )
    run = check_run(run=run.pk)
    queue_run(run=run, what="apply")
    return run


def is_applied(run) -> bool:
    return ImportRun.objects.get(pk=run.pk).state == RunState.APPLIED


def test_a_killed_worker_leaves_no_row_or_every_row(office, own_database, tmp_path):
    user, unions = office
    chance, log = random.Random(), tmp_path / "worker.log"
    none = every = 0
    for number in range(KILLS):
        before, after = number * ROWS, (number + 1) * ROWS
        run = queued(user, unions, tmp_path / "list.csv", before)
        job = JobProgress.objects.filter(pk=run.job)
        with live.worker(own_database, log) as worker:
            live.until(lambda job=job: job.exclude(state="waiting").exists())
            time.sleep(chance.uniform(0, 1.2))
            worker.kill()
            worker.wait()
        found = counted()
        assert found in {(before, before), (after, after)}, found
        none, every = none + (found[0] == before), every + (found[0] == after)
        rescued()
        with live.worker(own_database, log):
            live.until(lambda run=run: is_applied(run), 120)
        assert counted() == (after, after)

    print(f"\n{KILLS} kills of the worker: {none} with no row, {every} with all rows")
    assert none, "no kill came while a list was being taken over"
