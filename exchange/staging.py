"""Staging: cleaned rows go by COPY into an unlogged table of the run's own.

Sensitive cells are sealed and digested here, before anything is stored. One pass, in
constant memory: read, clean, seal, COPY.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from exchange.cleaning.faults import Fault
from exchange.columns import Column, Units
from exchange.registry import ListResource

OWN = (
    ("n", "bigint"),
    ("file", "smallint"),
    ("row_no", "integer"),
    ("faults", "jsonb"),
)
REPORT_EVERY = 5000


@dataclass
class Sources:
    """The tables of one upload with the mapping of each: what `stage_rows` reads."""

    tables: list
    mappings: list[dict[int, str]]
    read: Callable
    skipped: list = field(default_factory=list)


@dataclass
class Staged:
    """What staging found: rows read, rows with a fault, sums of money columns in all
    and of each table."""

    rows: int = 0
    faulty: int = 0
    totals: dict[str, object] = field(default_factory=dict)
    by_table: list[dict[str, object]] = field(default_factory=list)


def stage_name(run: int) -> str:
    return f"stage.r{run}"


def checked_name(run: int) -> str:
    return f"stage.c{run}"


def create_stage(resource: type[ListResource], run: int) -> None:
    """An empty stage for this run; a former one is dropped."""
    columns = [*OWN]
    for column in resource.columns():
        columns += [(output.name, output.sql_type) for output in column.outputs]
    body = ", ".join(f'"{name}" {kind}' for name, kind in columns)
    with connection.cursor() as cursor:
        drop_stage(run, cursor)
        cursor.execute(f"CREATE UNLOGGED TABLE {stage_name(run)} ({body})")


def drop_stage(run: int, cursor=None) -> None:
    """Drops the run's staged and checked rows."""
    statement = f"DROP TABLE IF EXISTS {stage_name(run)}, {checked_name(run)}"
    if cursor is not None:
        cursor.execute(statement)
        return
    with connection.cursor() as own:
        own.execute(statement)


def stage_rows(
    resource: type[ListResource], run: int, sources: Sources, report: Callable
) -> Staged:
    """Reads, cleans and copies every row; `report(rows so far)` may cancel."""
    staged = Staged()
    columns = list(resource.columns())
    names = [name for name, _kind in OWN]
    names += [output.name for column in columns for output in column.outputs]
    listed = ", ".join(f'"{name}"' for name in names)
    statement = f"COPY {stage_name(run)} ({listed}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            write = copy.write_row
            for row in _rows(columns, sources, staged):
                write(row)
                if staged.rows % REPORT_EVERY == 0:
                    report(staged.rows)
        cursor.execute(f"ANALYZE {stage_name(run)}")
    return staged


def _rows(columns: list[Column], sources: Sources, staged: Staged) -> Iterator[list]:
    number = 0
    for file_no, table in enumerate(sources.tables):
        cleaned = Cleaning(columns, table, sources.mappings[file_no])
        for row_no, cells in sources.read(table, sources.skipped[file_no]):
            number += 1
            values, faults = cleaned.row(cells)
            staged.rows = number
            if faults:
                staged.faulty += 1
                faults = json.dumps(faults, ensure_ascii=False)
            yield [number, file_no, row_no, faults or None, *values]
        staged.by_table.append(cleaned.totals)
        for name, total in cleaned.totals.items():
            staged.totals[name] = staged.totals.get(name, 0) + total


class Cleaning:
    """Turns the cells of one table's rows into the stage's values."""

    def __init__(self, columns: list[Column], table, mapping: dict[int, str]):
        places = {name: int(place) for place, name in mapping.items()}
        self.totals = {c.name: 0 for c in columns if c.money and c.name in places}
        self.steps = [
            (
                places.get(column.name),
                column.cleaner(self._units(table, places.get(column.name))),
                column.convert,
                [None] * len(column.outputs),
                column,
            )
            for column in columns
        ]

    @staticmethod
    def _units(table, place) -> Units:
        if place is None:
            return Units()
        return Units(table.units[place], table.unit)

    def row(self, cells: list) -> tuple[list, list]:
        """The stage's values of one row, and its faults with masked values."""
        values, faults = [], []
        for place, clean, convert, empty, column in self.steps:
            cell = cells[place] if place is not None else None
            try:
                value = clean(cell)
                if value is None and column.required:
                    raise missing()
            except Fault as fault:
                faults.append(_told(column, cell, fault))
                values += empty
                continue
            if convert is None:
                values.append(value)
            else:
                values += empty if value is None else convert(value)
            if column.money and value is not None:
                self.totals[column.name] += value
        return values, faults


def missing() -> Fault:
    return Fault(
        "required", _("This cell is empty but needed."), _("Fill it in and try again.")
    )


def _told(column: Column, cell, fault: Fault) -> dict:
    return {
        "column": column.name,
        "rule": fault.rule,
        "value": masked(column, cell),
        "message": str(fault.message),
        "remedy": str(fault.remedy),
    }


def masked(column: Column, cell) -> str:
    """The cell as a message may show it: sensitive ones keep two ends only."""
    text = "" if cell is None else str(cell).strip()[:60]
    if not column.sensitive or len(text) <= 4:
        return text if not column.sensitive else "*" * len(text)
    return text[:2] + "*" * (len(text) - 4) + text[-2:]
