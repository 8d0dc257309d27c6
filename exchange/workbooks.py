"""Workbooks as we write them: streamed, every text a text cell, nothing guessed.

A number of 18 digits, a leading zero and a text that looks like a formula stay as they
are, because each column says what it holds; dates and amounts are real ones.
"""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from config.errors import DomainError
from exchange.columns import Column

MOST_ROWS = 1_000_000
WIDEST = 40
FIRST_DAY = date(1900, 3, 1)
"""Before it, Excel and the calendar disagree about the date of a number."""
FORMATS = {
    "text": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd"},
    "money": {"num_format": "0.00"},
    "number": {"num_format": "0"},
    "head": {"bold": True, "num_format": "@", "bottom": 1, "bg_color": "#F2F2F2"},
}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


class TooManyRows(DomainError):
    """A worksheet ends where it ends."""

    message = _(
        "A workbook holds %(most)s rows at most. Save as CSV, or narrow the list."
    )


class TooLong(DomainError):
    """A cell of a workbook holds 32,767 characters."""

    message = _("A text is too long for a cell of a workbook. Save as CSV instead.")


@contextmanager
def workbook(path: Path):
    """A workbook that is written row by row and takes nothing for what it is not."""
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    try:
        yield book
    finally:
        book.close()


def sheet_name(title: str) -> str:
    """The title as a worksheet may be called."""
    return _NOT_IN_A_NAME.sub(" ", title).strip()[:31] or "1"


def width_of(*texts: str) -> int:
    """A column's width for these texts; Chinese characters take two."""
    wide = [
        sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
        for text in texts
    ]
    return min(max(wide, default=0) + 3, WIDEST)


def style_of(column: Column) -> str:
    """The name of the column's format: whatever is no date and no number is a text."""
    return column.kind if column.kind in ("date", "money", "number") else "text"


def formats_of(book) -> dict:
    return {name: book.add_format(look) for name, look in FORMATS.items()}


def put_head(sheet, formats: dict, columns: list[Column], labels: list[str]) -> None:
    """The header row, frozen, and the columns' widths and formats."""
    sheet.freeze_panes(1, 0)
    for place, (column, label) in enumerate(zip(columns, labels, strict=True)):
        width = width_of(label, column.example)
        sheet.set_column(place, place, width, formats[style_of(column)])
        sheet.write_string(0, place, label, formats["head"])


def put(sheet, row: int, place: int, cell, look) -> None:
    """One cell: texts as texts, dates as dates, numbers as numbers, nothing for None."""
    if cell is None or cell == "":
        return
    if isinstance(cell, date) and cell >= FIRST_DAY:
        sheet.write_datetime(row, place, cell, look)
    elif isinstance(cell, str | date):
        if sheet.write_string(row, place, str(cell), look):
            raise TooLong
    else:
        sheet.write_number(row, place, cell, look)


def write_rows(
    path: Path, title: str, columns: list[Column], rows: Iterable[list]
) -> int:
    """A workbook of one sheet; returns how many rows. Raises `TooManyRows`, `TooLong`."""
    count = 0
    with workbook(path) as book:
        formats = formats_of(book)
        looks = [formats[style_of(column)] for column in columns]
        sheet = book.add_worksheet(sheet_name(title))
        put_head(sheet, formats, columns, [str(column.label) for column in columns])
        for count, cells in enumerate(rows, 1):
            if count > MOST_ROWS:
                raise TooManyRows(most=MOST_ROWS)
            for place, cell in enumerate(cells):
                put(sheet, count, place, cell, looks[place])
    return count
