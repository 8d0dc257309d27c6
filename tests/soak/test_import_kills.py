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


def test_a_killed_worker_leaves_no_row_or_every_row(office, own_database, tmp_path):
    user, unions = office
    path = lists.write_csv(tmp_path / "list.csv", ROWS, unions)
    chance, log = random.Random(2022), tmp_path / "worker.log"
    none = every = 0
    run = upload_run(
        resource_name="enrolment",
        files=[(path.name, path)],
        organisation=user.organisation,
        user=user,
        mode="valid",
    )
    run = check_run(run=run.pk)
    queue_run(run=run, what="apply")
    for _ in range(KILLS):
        with live.worker(own_database, log) as worker:
            time.sleep(chance.uniform(1.0, 3.5))
            worker.kill()
            worker.wait()
        found = counted()
        assert found in {(0, 0), (ROWS, ROWS)}, found
        none, every = none + (found[0] == 0), every + (found[0] > 0)
        rescued()
    with live.worker(own_database, log):
        live.until(
            lambda: ImportRun.objects.get(pk=run.pk).state == RunState.APPLIED, 120
        )

    assert counted() == (ROWS, ROWS)
    print(f"\n{KILLS} kills of the worker: {none} with no row, {every} with all rows")
