"""Imports in tests: import_rows(person, list, header, rows) by the real services."""

import pytest

from assistance.models import CoveragePeriod, MutualAidPlan
from exchange.applying import apply_run, plan_of
from exchange.checked import faults_of
from exchange.enums import Mode
from exchange.services import check_run, upload_run
from tests.exchange.files import write_csv


@pytest.fixture
def private(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"


@pytest.fixture
def checked(db, private, tmp_path):
    """checked(person, list, header, rows) → the run with its preview."""

    def check(person, name, header, rows, *, mode=Mode.VALID, forced=False, **how):
        path = write_csv(tmp_path / f"{name}.csv", header, rows, **how)
        run = upload_run(
            resource_name=name,
            files=[(path.name, path)],
            organisation=person.organisation,
            user=person,
            mode=mode,
            forced=forced,
        )
        return check_run(run=run.pk)

    return check


@pytest.fixture
def taken(checked):
    """taken(person, list, header, rows) → the run, taken over."""

    def take(*args, **how):
        return apply_run(run=checked(*args, **how).pk)

    return take


@pytest.fixture
def rules_broken():
    """rules_broken(run) → {(row, rule)} of its wrong rows."""

    def broken(run):
        return {(f["row"], f["rule"]) for f in faults_of(plan_of(run))}

    return broken


@pytest.fixture
def period(db):
    plan = MutualAidPlan.objects.create(code="ZY", name="住院医疗互助")
    covers = ("2022-01-01", "2023-01-01")
    return CoveragePeriod.objects.create(
        plan=plan, code="2022", covers=covers, price=100
    )
