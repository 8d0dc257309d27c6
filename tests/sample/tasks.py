"""Jobs of the sample: one that takes its time, one that writes, one that fails."""

import time

from django.db import transaction

from accounts.models import Department, Organisation
from config.jobs import Progress, task


@task("sample.count")
def count(progress: Progress, *, to: int) -> None:
    for number in range(to):
        progress.report(number, to)
        time.sleep(0.05)
    progress.report(to, to)


@task("sample.write")
def write(progress: Progress, *, name: str, pause: float = 0) -> None:
    """One department, written in one transaction with a pause in the middle."""
    root = Organisation.objects.order_by("pk").first()
    with transaction.atomic():
        Department.objects.get_or_create(organisation=root, name=name)
        until = time.monotonic() + pause
        while time.monotonic() < until:
            progress.report(1, 2, name)
            time.sleep(0.05)


@task("sample.fail", attempts=1)
def fail(progress: Progress) -> None:
    raise RuntimeError("4201121985031500 is nobody's business")
