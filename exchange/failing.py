"""The wrong rows back to their sender (错误行): the own layout, with a column that says why.

A text table comes back in its encoding and separator, a workbook as .xlsx with text
cells; lines above the header stay. Names of the files made here tell nothing.
"""

import csv
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain, groupby, islice
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from config.errors import DomainError
from exchange.applying import plan_of
from exchange.checked import faults_of, stands
from exchange.cleaning.guard import guard
from exchange.models import ImportRun
from exchange.plan import Plan
from exchange.reading import Skipped, Table, rows
from exchange.reading import delimited as text
from exchange.reading.workbook import grid, opened_workbook
from exchange.uploads import opened, tables_of

WHY = "错误说明"
BATCH = 2_000
Reasons = dict[tuple[str, str, int], str]


class NoLongerKept(DomainError):
    """The checked rows were cleared away."""

    message = _("The rows of this import are no longer kept. Upload the file again.")


def failing_file(run: ImportRun, folder: Path) -> Path:
    """One file with the wrong rows only; a zip when they stand in several files.

    Raises `NoLongerKept`.
    """
    plan = plan_of(run)
    if not stands(plan, run.counts["rows"]):
        raise NoLongerKept
    reasons = reasons_of(plan)
    made = []
    with opened(run) as files:
        tables = tables_of(plan.resource, run, files)
        wrong = {(file, sheet) for file, sheet, _row in reasons}
        tables = [t for t in tables if (t.file, t.sheet) in wrong]
        for no, (_file, found) in enumerate(groupby(tables, lambda t: t.file), 1):
            found = list(found)
            kind = ".csv" if found[0].kind == "csv" else ".xlsx"
            target = folder / f"import-{run.pk}-failing-{no}{kind}"
            write = write_text if kind == ".csv" else write_workbook
            write(target, found, reasons)
            made.append(target)
    return made[0] if len(made) == 1 else packed(made, folder, run)


def packed(made: list[Path], folder: Path, run: ImportRun) -> Path:
    target = folder / f"import-{run.pk}-failing.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in made:
            archive.write(file, file.name)
    return target


def reasons_of(plan: Plan) -> Reasons:
    """File, sheet and row → what is wrong there, in one text."""
    labels = {column.name: str(column.label) for column in plan.resource.columns()}
    found: dict[tuple, list[str]] = {}
    offset = 0
    while offset < plan.run.counts["wrong"]:
        for fault in faults_of(plan, BATCH, offset):
            label = labels.get(fault["column"], "")
            words = f"{fault['message']} {fault['remedy']}".strip()
            place = (fault["file"], fault["sheet"], fault["row"])
            told = f"{label}：{words}" if label else words
            found.setdefault(place, []).append(told)
        offset += BATCH
    return {place: "；".join(told) for place, told in found.items()}


def failing_rows(table: Table, reasons: Reasons) -> Iterator[list]:
    """The cells of each wrong row, and what is wrong."""
    for number, cells in rows(table, Skipped()):
        why = reasons.get((table.file, table.sheet, number))
        if why:
            yield [*cells, why]


# --- text --------------------------------------------------------------------
def text_above(table: Table) -> list[list[str]]:
    """The lines down to the header, as they stand in the file."""
    found = []
    with text.opened(table.path, table.encoding) as stream:
        lines = text.straight(stream, table.delimiter) if table.curly else stream
        reader = csv.reader(lines, delimiter=table.delimiter)
        while reader.line_num < table.header_row:
            cells = next(reader, None)
            if cells is None:
                break
            found.append(cells)
    return found


def write_text(target: Path, tables: list[Table], reasons: Reasons) -> None:
    """The wrong rows of a text table, in its encoding and separator."""
    table = tables[0]
    with target.open(
        "w", encoding=table.encoding, newline="", errors="replace"
    ) as stream:
        out = csv.writer(stream, delimiter=table.delimiter)
        out.writerows(with_why(text_above(table), len(table.columns)))
        for cells in failing_rows(table, reasons):
            out.writerow([guard(cell) for cell in cells])


def with_why(above: list[list], width: int) -> list[list]:
    """The lines down to the header, the last with one column more."""
    if not above:
        return above
    header = [*above[-1][:width], *[""] * (width - len(above[-1])), WHY]
    return [*above[:-1], header]


# --- workbooks ---------------------------------------------------------------
def write_workbook(target: Path, tables: list[Table], reasons: Reasons) -> None:
    """The wrong rows of a workbook, sheet by sheet, every cell a text."""
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        as_text = book.add_format({"num_format": "@"})
        for table in tables:
            sheet = book.add_worksheet(table.sheet)
            sheet.set_column(0, len(table.columns), 16, as_text)
            lines = with_why(sheet_above(table), len(table.columns))
            found = chain(lines, failing_rows(table, reasons))
            for place, cells in enumerate(found):
                for column, cell in enumerate(cells):
                    sheet.write_string(place, column, as_words(cell), as_text)


def sheet_above(table: Table) -> list[list]:
    """The rows down to the header, as they stand in the sheet."""
    with opened_workbook(table.path) as book:
        found = grid(book.get_sheet_by_name(table.sheet), table.errors)
        return [cells for _number, cells in islice(found, table.header_row)]


def as_words(cell: object) -> str:
    """A cell of a workbook as text that is read back the same."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.0f}" if abs(cell) >= 1e15 else repr(cell)
    if isinstance(cell, datetime):
        whole = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return str(cell.date() if whole else cell.replace(microsecond=0))
    return cell.isoformat() if isinstance(cell, date) else str(cell)
