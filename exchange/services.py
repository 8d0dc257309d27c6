"""What people do with imports: upload, check, take over, undo, drop."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from config import clock
from config.acting import acting
from config.jobs import enqueue
from exchange import checked, staging
from exchange.applying import (
    NotChecked,
    apply_run,
    drop_run,
    locked,
    must_be_ready,
    plan_of,
    undo_run,
)
from exchange.enums import RunState
from exchange.models import ImportRun
from exchange.reading import Skipped, rows
from exchange.registry import resource
from exchange.sums import notes_on
from exchange.uploads import described, mapped, opened, tables_of

__all__ = [
    "apply_run",
    "check_run",
    "choose_mode",
    "choose_reading",
    "drop_run",
    "queue_run",
    "undo_run",
    "upload_run",
]


@transaction.atomic
def upload_run(
    *,
    resource_name: str,
    files: list[tuple[str, Path]],
    organisation: Organisation,
    user: User,
    mode: str,
    forced: bool = False,
    choices: dict | None = None,
) -> ImportRun:
    """Stores the files encrypted and notes what they look like; changes nothing else.

    Raises `CannotRead`.
    """
    digest = hashlib.sha256()
    stored = []
    for name, path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
            stored.append(
                {"name": name, "stored": default_storage.save(name, File(file))}
            )
    return ImportRun.objects.create(
        resource=resource_name,
        organisation=organisation,
        user=user,
        uploaded_at=clock.now(),
        mode=mode,
        forced=forced,
        digest=digest.digest(),
        files=stored,
        choices={"tables": [], **(choices or {})},
    )


def check_run(*, run: int, report: Callable = lambda done, total, note="": None):
    """Reads, cleans, stages and checks every row; afterwards a preview stands.

    The stage commits on its own: a run that is checked again starts anew. Raises
    `CannotRead`, `ColumnsMissing`; then nothing is staged. A run that was taken over
    or dropped meanwhile raises `NotChecked`.
    """
    record = ImportRun.objects.select_related("user__organisation", "organisation").get(
        pk=run
    )
    if record.state not in (RunState.UPLOADED, RunState.CHECKED):
        raise NotChecked
    listed = resource(record.resource)
    with acting(record.user_id, f"import {run}"), opened(record) as files:
        tables = tables_of(listed, record, files)
        mappings = [mapped(listed, record, table) for table in tables]
        skipped = [Skipped() for _table in tables]
        staging.create_stage(listed, run)
        sources = staging.Sources(tables, mappings, rows, skipped)
        staged = staging.stage_rows(
            listed, run, sources, lambda done: report(done, 0, _("reading"))
        )
        record.notes = notes_on(list(listed.columns()), sources, staged)
        record.choices = {**record.choices, "tables": [described(t) for t in tables]}
        record.mapping = {
            "columns": sorted({name for m in mappings for name in m.values()}),
            "places": mappings,
        }
        _finish_check(record, staged, skipped)
    return record


def _finish_check(record: ImportRun, staged, skipped) -> None:
    plan = plan_of(record)
    with transaction.atomic():
        with connection.cursor() as cursor:
            plan.check(cursor)
        record.counts = {
            **checked.counted(plan),
            "skipped": _skipped(skipped),
            "totals": {name: str(total) for name, total in staged.totals.items()},
        }
        record.state = RunState.CHECKED
        record.save(update_fields=["choices", "mapping", "counts", "notes", "state"])


def _skipped(found: list[Skipped]) -> dict[str, int]:
    total: dict[str, int] = {}
    for skipped in found:
        for kind, count in skipped.counts.items():
            total[kind] = total.get(kind, 0) + count
    return total


@transaction.atomic
def choose_reading(
    *, run: ImportRun, chosen: dict, used: dict, mapping: dict
) -> ImportRun:
    """Notes how the person wants the files read; a preview made before is void."""
    record = locked(run.pk)
    if record.state not in (RunState.UPLOADED, RunState.CHECKED):
        raise NotChecked
    record.choices = {
        **record.choices,
        "chosen": chosen,
        "used": used,
        "mapping": mapping,
    }
    record.state, record.job = RunState.UPLOADED, None
    record.save(update_fields=["choices", "state", "job"])
    return record


@transaction.atomic
def choose_mode(*, run: int, mode: str) -> ImportRun:
    """Changes what is taken over when some rows are wrong."""
    record = locked(run)
    if record.state not in (RunState.UPLOADED, RunState.CHECKED):
        raise NotChecked
    record.mode = mode
    record.save(update_fields=["mode"])
    return record


def queue_run(*, run: ImportRun, what: str) -> None:
    """Queues `check` or `apply` of a run as a background job.

    Raises what taking over would raise, so that it is told at once.
    """
    if what == "apply":
        must_be_ready(run)
    elif run.state not in (RunState.UPLOADED, RunState.CHECKED):
        raise NotChecked
    labels = {"check": _("check a list"), "apply": _("take a list over")}
    job = enqueue(
        f"exchange.{what}",
        label=f"{labels[what]}：{resource(run.resource).title()}",
        by=run.user_id,
        once=f"import {what} {run.pk}",
        run=run.pk,
    )
    if job is None:
        return
    run.job = job
    run.save(update_fields=["job"])
