"""The checked rows as a page shows them: by outcome, old and new, faults in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from exchange.applying import plan_of
from exchange.checked import faults_of, place_of, stands
from exchange.columns import Column
from exchange.enums import RowOutcome
from exchange.models import ImportRun
from exchange.plan import KEPT, Plan
from exchange.registry import resource

PER_PAGE = 50
FIRST = [
    RowOutcome.WRONG,
    RowOutcome.NEW,
    RowOutcome.CHANGED,
    RowOutcome.ELSEWHERE,
    RowOutcome.DUPLICATE,
    RowOutcome.SAME,
]
"""The tabs, what asks for attention first."""


@dataclass(frozen=True)
class Cell:
    """A cell of a row: what it brings, and what stands there when that differs."""

    new: str
    old: str = ""
    changed: bool = False


def same(one, other) -> bool:
    """Whether two database values say the same; blank and empty text do."""
    one, other = (bytes(v) if isinstance(v, memoryview) else v for v in (one, other))
    return (one if one != "" else None) == (other if other != "" else None)


def plain(column: Column, value) -> str:
    """A value in words."""
    if value in (None, ""):
        return "—"
    if column.choices:
        return str(dict(column.choices.choices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def words(column: Column, values: dict) -> str:
    """A column's cell from its outputs; sensitive ones only as a mask."""
    if not column.sensitive:
        return plain(column, values.get(column.outputs[0].name))
    for output in column.outputs:
        value = values.get(output.name)
        if output.name.endswith("_mask") and value:
            return value
        if output.name.endswith("_tail") and value:
            return f"*******{value}"
    filled = any(values.get(output.name) is not None for output in column.outputs)
    return "****" if filled else "—"


class Rows:
    """One page of a run's rows of one outcome."""

    def __init__(self, plan: Plan, outcome: str, page: int):
        self.plan, self.outcome, self.page = plan, outcome, page
        names = set(plan.compared())
        self.columns = [c for c in plan.resource.columns() if c.name in names]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT * FROM {plan.checked} WHERE outcome = %s ORDER BY n "
                "LIMIT %s OFFSET %s",
                [outcome, PER_PAGE, (page - 1) * PER_PAGE],
            )
            self.rows = fetched(cursor)
        self.stored = self._stored() if outcome == RowOutcome.CHANGED else []
        self.names = self._names()

    def _stored(self) -> list[tuple[str, dict]]:
        """Key column of the checked table → stored rows by key."""
        found = []
        for key, table in self.plan.stored():
            keys = [row[key] for row in self.rows if row.get(key)]
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table} WHERE id = ANY(%s)", [keys])
                found.append((key, {row["id"]: row for row in fetched(cursor)}))
        return found

    def _names(self) -> dict[str, dict]:
        """For each column that looks something up: its key → what people call it."""
        models = {model._meta.db_table: model for model in apps.get_models()}
        found = {}
        for column in self.columns:
            if column.lookup:
                keys = {row.get(column.resolved) for row in self.rows}
                keys |= {
                    old.get(f"{column.attribute}_id")
                    for _key, rows in self.stored
                    for old in rows.values()
                }
                model = models[column.lookup.table]
                found[column.name] = {
                    pk: str(row)
                    for pk, row in model.objects.in_bulk(keys - {None}).items()
                }
        return found

    def cells(self, row: dict) -> list[Cell]:
        olds = [rows[row[key]] for key, rows in self.stored if row.get(key) in rows]
        return [self._cell(column, row, olds) for column in self.columns]

    def _cell(self, column: Column, row: dict, olds: list[dict]) -> Cell:
        if column.lookup:
            return self._looked_up(column, row, olds)
        new = {output.name: row.get(output.name) for output in column.outputs}
        old = next(filter(None, (of_model(column, old) for old in olds)), None)
        if old is None or not self._differs(column, new, old):
            return Cell(words(column, new))
        return Cell(words(column, new), words(column, old), True)

    def _differs(self, column: Column, new: dict, old: dict) -> bool:
        if all(value is None for value in new.values()):
            stands_for = self.plan.when_empty.get(column.name)
            if stands_for is KEPT:
                return False
            new = dict.fromkeys(new, stands_for)
        return any(
            not same(new[name], value)
            for name, value in old.items()
            if not name.endswith("_cipher")
        )

    def _looked_up(self, column: Column, row: dict, olds: list[dict]) -> Cell:
        names, key = self.names[column.name], row.get(column.resolved)
        typed = row.get(column.outputs[0].name)
        new = names.get(key) or plain(column, typed)
        attribute = f"{column.attribute}_id"
        old = next((o[attribute] for o in olds if attribute in o), key)
        if old == key:
            return Cell(new)
        return Cell(new, names.get(old, "—"), True)

    def shown(self) -> list[dict]:
        """Each row's place, cells, and for a duplicate where it stands first."""
        return [
            {
                **place_of(self.plan.run, row["file"]),
                "row": row["row_no"],
                "cells": self.cells(row),
                "first": self._first(row),
            }
            for row in self.rows
        ]

    def _first(self, row: dict) -> str:
        if self.outcome != RowOutcome.DUPLICATE:
            return ""
        place = place_of(self.plan.run, row["first_file"])
        where = (
            [place["file"], place["sheet"]] if row["first_file"] != row["file"] else []
        )
        return " ".join([*filter(None, where), str(row["first_row"])])


def fetched(cursor) -> list[dict]:
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def of_model(column: Column, stored: dict) -> dict:
    """A stored row's values under the names of the column's outputs; {} for none."""
    return {
        output.name: stored[output.target]
        for output in column.outputs
        if output.target in stored
    }


def faults_shown(plan: Plan, page: int) -> list[dict]:
    """The faults of one page of wrong rows, columns by their labels."""
    labels = {column.name: column.label for column in plan.resource.columns()}
    return [
        {**fault, "column": labels.get(fault["column"], fault["column"])}
        for fault in faults_of(plan, PER_PAGE, (page - 1) * PER_PAGE)
    ]


def tabs_of(run: ImportRun) -> list[dict]:
    """Outcomes with their counts."""
    return [
        {"key": o.value, "label": o.label, "count": run.counts.get(o.value, 0)}
        for o in FIRST
    ]


def totals_of(run: ImportRun) -> list[dict]:
    """Sums of the money columns."""
    listed = resource(run.resource)
    return [
        {"label": listed.column(name).label, "total": f"{Decimal(total):,.2f}"}
        for name, total in run.counts.get("totals", {}).items()
    ]


def skipped_words() -> dict[str, str]:
    return {
        "blank": _("blank rows"),
        "header": _("repeated headers"),
        "title": _("repeated titles"),
        "total": _("totals"),
        "footer": _("foot lines"),
        "example": _("example rows"),
        "hidden": _("hidden rows"),
    }


def skipped_of(run: ImportRun) -> list[tuple[str, int]]:
    """Rows that were no data, by kind."""
    kinds = skipped_words()
    skipped = run.counts.get("skipped", {})
    return [(kinds.get(kind, kind), count) for kind, count in skipped.items()]


def notes_of(run: ImportRun) -> list[dict]:
    """合计 lines against Σ, and rows that look odd, as sentences."""
    labels = {c.name: c.label for c in resource(run.resource).columns()}
    told = {
        "agrees": _("The total of %(column)s in row %(row)s agrees: %(sum)s."),
        "differs": _(
            "The total of %(column)s in row %(row)s says %(stated)s, but the rows that "
            "can be read make %(sum)s."
        ),
        "overflow": _("%(count)s rows have cells right of the last column."),
        "suspect": _("A quotation mark may have swallowed rows near row %(row)s."),
    }
    found = []
    for note in run.notes:
        words = {**note, "column": labels.get(note.get("column"), "")}
        where = " ".join(filter(None, [note["file"], note["sheet"]]))
        text = f"{where}：{told[note['kind']] % words}"
        found.append({"text": text, "level": note["level"]})
    return found


def done_of(run: ImportRun) -> list[tuple[str, int]]:
    """What taking over did, in words."""
    kinds = {
        "new": _("created"),
        "changed": _("changed"),
        "people": _("people created"),
        "memberships": _("memberships added"),
        "enrolments_changed": _("enrolments changed"),
    }
    done = run.counts.get("done", {})
    done = {kind: count for kind, count in done.items() if count} or done
    return [(kinds.get(kind, kind), count) for kind, count in done.items()]


def rows_page(run: ImportRun, given) -> dict:
    """The context of the rows shown below: tabs, one page of rows or faults."""
    plan, tabs = plan_of(run), tabs_of(run)
    if not run.counts or not stands(plan, run.counts["rows"]):
        return {"stands": False}
    filled = [tab["key"] for tab in tabs if tab["count"]] or [RowOutcome.NEW.value]
    outcome = given.get("tab", "")
    outcome = outcome if outcome in RowOutcome.values else filled[0]
    count = run.counts.get(outcome, 0)
    pages = max(1, -(-count // PER_PAGE))
    number = given.get("page", "1")
    page = min(max(int(number), 1), pages) if number.isdecimal() else 1
    wrong = outcome == RowOutcome.WRONG
    rows = None if wrong else Rows(plan, outcome, page)
    return {
        "stands": True,
        "tabs": tabs,
        "tab": outcome,
        "page": page,
        "pages": pages,
        "several": len(run.choices.get("tables", [])) > 1,
        "columns": [] if wrong else rows.columns,
        "rows": [] if wrong else rows.shown(),
        "faults": faults_shown(plan, page) if wrong else [],
    }
