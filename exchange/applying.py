"""Taking over (导入生效) and undoing (撤销): one transaction each, as sets."""

from datetime import timedelta

from django.apps import apps
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from config import clock
from config.acting import acting
from config.errors import DomainError
from exchange.checked import stands
from exchange.enums import TAKEN, Mode, RunState
from exchange.models import ImportChange, ImportRun
from exchange.plan import Plan
from exchange.registry import resource
from exchange.staging import drop_stage

UNDO_DAYS = 30


class NotChecked(DomainError):
    """Only an import that has been checked can be taken over."""

    message = _("This import has not been checked, or was taken over already.")


class StageLost(NotChecked):
    """The checked rows were cleared away, or lost in a crash of the server."""

    message = _("The checked rows are no longer there. Check the list again.")


class HasFaults(DomainError):
    """All or nothing: some rows are wrong."""

    message = _(
        "%(count)s rows are wrong. Mend the file, or take over the valid rows only."
    )


class NothingToTake(DomainError):
    """No row is valid."""

    message = _("No row can be taken over.")


class CannotUndo(DomainError):
    """Something was built on what the import brought, or the days are over."""

    message = _(
        "This import cannot be undone any more: %(why)s. Correct the rows one by one."
    )


def plan_of(run: ImportRun) -> Plan:
    """The set-based plan of the run's list."""
    listed = resource(run.resource)
    return import_string(listed.plan)(listed, run)


def locked(run: int) -> ImportRun:
    rows = ImportRun.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("user__organisation").order_by("pk").get(pk=run)


def must_be_ready(record: ImportRun) -> None:
    """Raises why a run cannot be taken over: `NotChecked`, `HasFaults`,
    `NothingToTake`, `StageLost`."""
    if record.state not in (RunState.CHECKED, RunState.APPLYING):
        raise NotChecked
    counts = record.counts
    if record.mode == Mode.ALL and counts.get("wrong"):
        raise HasFaults(count=counts["wrong"])
    if not any(counts.get(outcome) for outcome in TAKEN):
        raise NothingToTake
    if not stands(plan_of(record), counts["rows"]):
        raise StageLost


@transaction.atomic
def apply_run(*, run: int) -> ImportRun:
    """Takes the checked rows over; a repeated call changes nothing.

    State and rows change in the same transaction: a killed worker leaves all or
    nothing. Raises what `must_be_ready` does; the same content twice is refused by `exchange_run_same_content_once`.
    """
    record = locked(run)
    if record.state == RunState.APPLIED:
        return record
    must_be_ready(record)
    counts = record.counts
    with (
        acting(record.user_id, f"import {run}", run=run),
        connection.cursor() as cursor,
    ):
        record.counts = {**counts, "done": plan_of(record).apply(cursor, TAKEN)}
        record.state, record.applied_at = RunState.APPLIED, clock.now()
        record.save(update_fields=["counts", "state", "applied_at"])
    return record


def may_undo(run: ImportRun) -> bool:
    """Whether the list can be undone at all and its 30 days are not over."""
    return (
        run.state == RunState.APPLIED
        and resource(run.resource).undoable
        and clock.now() - run.applied_at < timedelta(days=UNDO_DAYS)
    )


@transaction.atomic
def undo_run(*, run: int, by: int | None = None) -> ImportRun:
    """Puts every row back as it was before the import, or nothing at all.

    `by` is the key of who undoes it, by default who imported it.

    Raises `CannotUndo` when a row was changed since, when something else refers to a
    row the import created, or when the days are over.
    """
    record = locked(run)
    if not may_undo(record):
        raise CannotUndo(why=_("it is too old, or this list cannot be undone"))
    tables = ImportChange.objects.filter(run=record).values_list("table", flat=True)
    models = {model._meta.db_table: model for model in apps.get_models()}
    with acting(by or record.user_id, f"undo of import {run}", run=run):
        with connection.cursor() as cursor:
            for table in sorted(set(tables), key=_last_first(models)):
                _put_back(cursor, run, table, models[table])
        record.state, record.undone_at = RunState.UNDONE, clock.now()
        record.save(update_fields=["state", "undone_at"])
    ImportChange.objects.filter(run=record).delete()
    return record


def _last_first(models):
    """Tables that refer to others first, so that what they created can go."""
    order = {table: place for place, table in enumerate(models)}
    return lambda table: -order[table]


def _put_back(cursor, run: int, table: str, model) -> None:
    cursor.execute(
        f"SELECT count(*) FROM exchange_importchange k LEFT JOIN {table} t ON t.id = k.row "
        'WHERE k.run_id = %s AND k."table" = %s '
        "AND (t.id IS NULL OR t.version <> k.version)",
        [run, table],
    )
    changed = cursor.fetchone()[0]
    if changed:
        raise CannotUndo(
            why=_("%(count)s rows were changed since") % {"count": changed}
        )
    _restore(cursor, run, table, model)
    try:
        with transaction.atomic():
            cursor.execute(
                f"DELETE FROM {table} t USING exchange_importchange k "
                'WHERE k.run_id = %s AND k."table" = %s AND k.before IS NULL '
                "AND t.id = k.row",
                [run, table],
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        raise CannotUndo(why=_("other records refer to what it brought")) from None


def _restore(cursor, run: int, table: str, model) -> None:
    columns = [
        f.column
        for f in model._meta.concrete_fields
        if not f.primary_key and f.column not in ("version", "path")
    ]
    pairs = ", ".join(f'"{name}" = old."{name}"' for name in columns)
    cursor.execute(
        f"UPDATE {table} t SET {pairs} FROM exchange_importchange k "
        f"CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, k.before) old "
        'WHERE k.run_id = %s AND k."table" = %s AND k.before IS NOT NULL '
        "AND t.id = k.row",
        [run, table],
    )


@transaction.atomic
def drop_run(*, run: int) -> ImportRun:
    """Gives up a run that was not taken over; its staged rows go at once."""
    record = locked(run)
    if record.state in (RunState.APPLIED, RunState.UNDONE):
        raise NotChecked
    record.state = RunState.DROPPED
    record.save(update_fields=["state"])
    drop_stage(run)
    return record
