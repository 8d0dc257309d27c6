"""Workbooks: .xlsx and .xls through calamine, once it is safe to open them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineSheet,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from exchange.reading.biff import locked, xls_extents
from exchange.reading.finding import put_header
from exchange.reading.header import DEEPEST, WITHIN, Merge, text_of
from exchange.reading.lines import judge_for, ordinary, watched
from exchange.reading.results import (
    Choices,
    ErrorCell,
    Known,
    Skipped,
    Table,
    Unreadable,
)
from exchange.reading.sheets import Extent
from exchange.reading.xlsx import checked, xlsx_extents

EXACT = 1e15
"""A greater number has lost digits in Excel: it stays a float, so that this shows."""
HEAD = WITHIN + DEEPEST

Numbered = tuple[int, list]


@contextmanager
def guarded():
    """Whatever calamine does with a broken workbook becomes `Unreadable`.

    Its panics arrive as an exception outside `Exception`, known only by its name.
    """
    try:
        yield
    except (Unreadable, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except PasswordError as error:
        raise locked() from error
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Unreadable(
                _("The workbook is damaged. Please open it, save it again and retry.")
            ) from error
        raise


def value(cell: object) -> object:
    """A cell as Bangfu takes it: None for blank, whole numbers as int, times as text."""
    kind = type(cell)
    if kind is str:
        return cell or None
    if kind is float:
        whole = -EXACT < cell < EXACT and cell == int(cell)
        return int(cell) if whole else cell
    if kind is time:
        return cell.isoformat()
    if kind is timedelta:
        return str(cell)
    return cell if isinstance(cell, (int, date)) else str(cell)


def grid(sheet: CalamineSheet, errors: dict[int, dict[int, str]]) -> Iterator[Numbered]:
    """All rows of a sheet with their numbers; the first cell is column A."""
    if sheet.start is None:
        return
    left = [None] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = left + [value(cell) for cell in row]
        for place, text in errors.get(number, {}).items():
            cells += [None] * (place + 1 - len(cells))
            cells[place] = ErrorCell(text)
        yield number, cells


def shaped(cells: list, width: int, number: int, skipped: Skipped) -> list:
    """The cells as many as the header has columns; what lies beyond is noted."""
    if len(cells) > width:
        if any(cell is not None and text_of(cell) for cell in cells[width:]):
            skipped.add_overflow(number)
        return cells[:width]
    return cells + [None] * (width - len(cells))


def data_rows(
    table: Table, found: Iterator[Numbered], skipped: Skipped
) -> Iterator[Numbered]:
    """The rows below the header that are data; the others are counted."""
    width, judge, watch = len(table.columns), judge_for(table), watched(table)
    hidden = set(table.hidden_rows) if table.choice.skip_hidden else ()
    for number, cells in found:
        if number <= table.header_row:
            continue
        if number in hidden:
            skipped.add("hidden", number)
            continue
        cells = shaped(cells, width, number, skipped)
        kind = "" if width > 1 and ordinary(cells, watch) else judge(cells)
        if not kind:
            yield number, cells
        elif kind == "total":
            skipped.add_total(number, cells)
        else:
            skipped.add(kind, number)


def workbook_rows(table: Table, skipped: Skipped) -> Iterator[Numbered]:
    """The data rows of a sheet. Raises `Unreadable` if the file is no longer there."""
    with opened_workbook(table.path) as book:
        sheet = book.get_sheet_by_name(table.sheet)
        yield from data_rows(table, grid(sheet, table.errors), skipped)


def measured(path: Path, kind: str) -> Callable[[int, str], Extent]:
    """What the sheet at a place, with a name, holds: measured before any is opened."""
    if kind == "xlsx":
        named = xlsx_extents(path)
        return lambda _place, name: named.get(name, Extent())
    listed = [checked(extent) for extent in xls_extents(path)]
    return lambda place, _name: listed[place] if place < len(listed) else Extent()


@contextmanager
def opened_workbook(path: Path):
    """The workbook, told by its bytes: uploads are often named .xls and are .xlsx."""
    with guarded(), path.open("rb") as stream, load_workbook(stream) as book:
        yield book


def read_workbook(
    file: str, path: Path, kind: str, known: Known, choices: Choices
) -> list[Table]:
    """The tables of a workbook, blank sheets left out. Raises `Unreadable`."""
    extent_of, tables = measured(path, kind), []
    with opened_workbook(path) as book:
        for place, about in enumerate(book.sheets_metadata):
            name, choice = about.name, choices.of(file, about.name)
            if about.typ != SheetTypeEnum.WorkSheet or choice.sheet not in ("", name):
                continue
            table = Table(file, path, name, kind, choice=choice)
            table.hidden = about.visible != SheetVisibleEnum.Visible
            sheet = book.get_sheet_by_name(name)
            if describe(table, sheet, extent_of(place, name), known):
                tables.append(table)
    if not tables:
        raise Unreadable(_("The workbook has no filled sheet."))
    return tables


def describe(table: Table, sheet: CalamineSheet, extent: Extent, known: Known) -> bool:
    """Fills in what the sheet tells; False for a blank sheet."""
    head = list(islice(grid(sheet, extent.errors), HEAD))
    if sheet.start is None:
        return False
    merges: list[Merge] = sheet.merged_cell_ranges or []
    near = [merge for merge in merges if merge[0][0] < HEAD]
    numbers = [number for number, _cells in head]
    put_header(table, [cells for _number, cells in head], numbers, known, near)
    table.errors, table.hidden_rows = extent.errors, extent.hidden_rows
    width = len(table.columns)
    table.hidden_columns = sorted(p for p in extent.hidden_columns if p < width)
    down = {left for (top, left), (end, _r) in merges if end > top >= table.header_row}
    table.merged_columns = sorted(place for place in down if place < width)
    first = data_rows(table, grid(sheet, extent.errors), Skipped())
    table.first_rows = [cells for _number, cells in islice(first, 5)]
    return True
