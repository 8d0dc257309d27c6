"""Questions about a run's checked rows: counts, faults, old and new values."""

import json

from django.db import connection
from django.utils.translation import gettext as _

from exchange.enums import RowOutcome
from exchange.models import ImportRun
from exchange.plan import Plan
from exchange.upsert import TWICE


def counted(plan: Plan) -> dict[str, int]:
    """Rows by outcome, and all of them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT outcome, count(*) FROM {plan.checked} GROUP BY 1")
        found = dict(cursor.fetchall())
    return {
        "rows": sum(found.values()),
        **{o: found.get(o, 0) for o in RowOutcome.values},
    }


def stands(plan: Plan, rows: int) -> bool:
    """Whether the staged rows are all there (a crash of the server empties them)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [plan.checked])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(f"SELECT count(*) FROM {plan.checked}")
        return cursor.fetchone()[0] == rows


def faults_of(plan: Plan, limit: int = 200, offset: int = 0) -> list[dict]:
    """Every fault of the wrong rows: file, sheet, row, column, value, rule, remedy."""
    rules = {rule.code: rule for rule in plan.rules()}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT file, row_no, faults, codes, first_n <> n, first_file, first_row, "
            f"{_values_sql(plan, rules.values())} FROM {plan.checked} "
            "WHERE outcome = 'wrong' ORDER BY n LIMIT %s OFFSET %s",
            [limit, offset],
        )
        rows = cursor.fetchall()
    return [fault for row in rows for fault in _faults_of_row(plan.run, rules, row)]


def _faults_of_row(run: ImportRun, rules: dict, row) -> list[dict]:
    file, row_no, cells, codes, twice, first_file, first_row, shown = row
    values = json.loads(shown)
    place = {**place_of(run, file), "row": row_no}
    found = [{**place, **fault} for fault in json.loads(cells or "[]")]
    for code in filter(None, codes.split(",")):
        rule = rules[code]
        found.append({**place, **_told(rule, values.get(rule.column))})
    if not found and twice:
        first = place_of(run, first_file)
        at = _("first at row %(row)s") % {"row": first_row}
        if first != place_of(run, file):
            at = f"{first['file']} {first['sheet']} {at}"
        found.append({**place, **_told(TWICE), "value": at})
    return found


def _values_sql(plan: Plan, rules) -> str:
    """Column → what the row has there, as far as it may be shown: sensitive ones by
    their mask."""
    pairs = []
    for name in sorted({rule.column for rule in rules}):
        column = plan.resource.column(name)
        shown = column.outputs[0].name
        if column.sensitive:
            masks = [o.name for o in column.outputs if o.name.endswith("_mask")]
            shown = masks[0] if masks else ""
        if shown:
            pairs.append(f"'{name}', left(\"{shown}\"::text, 60)")
    return f"jsonb_build_object({', '.join(pairs)})"


def _told(rule, value=None) -> dict:
    return {
        "column": rule.column,
        "rule": rule.code,
        "value": value or "",
        "message": str(rule.message),
        "remedy": str(rule.remedy),
    }


def place_of(run: ImportRun, file: int) -> dict[str, str]:
    """File and sheet of a staged row."""
    table = run.choices["tables"][file]
    return {"file": table["file"], "sheet": table["sheet"]}
