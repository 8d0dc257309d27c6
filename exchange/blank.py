"""Blank templates (空白模板): typed columns, drop-downs, an example that is ignored.

The second sheet says what goes into each column; labels stand in brackets there, so
that it is never taken for a table of its own.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from exchange.columns import Column, Units
from exchange.expressions import yes_no
from exchange.registry import ListResource
from exchange.workbooks import (
    formats_of,
    put,
    put_head,
    sheet_name,
    style_of,
    width_of,
    workbook,
)

EXAMPLE = "示例"
"""A row whose first cell begins with it is no data (`exchange/reading/lines.py`)."""
REQUIRED = "*"
LAST_ROW = 1_048_575
LISTS_FROM = 6
"""The first column of the second sheet that holds the words of a drop-down."""


def blank(resource: type[ListResource], path: Path) -> Path:
    """Writes the list's template in the language in force."""
    columns = resource.columns()
    with workbook(path) as book:
        formats = formats_of(book)
        sheet = book.add_worksheet(sheet_name(resource.title()))
        notes = book.add_worksheet(sheet_name(_("How to fill in")))
        labels = [REQUIRED * c.required + str(c.label) for c in columns]
        put_head(sheet, formats, columns, labels)
        for place, column in enumerate(columns):
            look = formats[style_of(column)]
            put(sheet, 1, place, example_of(column, first=place == 0), look)
        lists = [(n, words) for n, c in enumerate(columns) if (words := words_of(c))]
        for at, (place, words) in enumerate(lists, LISTS_FROM):
            _drop_down(sheet, place, f"='{notes.name}'!{_range(at, words)}")
        _put_notes(notes, formats, columns, lists)
    return path


def words_of(column: Column) -> list[str]:
    """The words that a cell may hold, where they are few."""
    if column.kind == "choice":
        return [str(label) for label in column.choices.labels]
    return list(yes_no().values()) if column.kind == "yesno" else []


def example_of(column: Column, *, first: bool = False):
    """The column's example as people write it; the first one marks the row."""
    value = column.example
    if column.kind == "choice" and value:
        value = str(column.choices(value).label)
    elif column.kind == "yesno":
        value = yes_no()[True]
    elif column.kind == "date" and value and not first:
        return date.fromisoformat(value)
    elif column.kind in ("money", "number") and value and not first:
        return Decimal(value)
    return f"{EXAMPLE} {value}".strip() if first and EXAMPLE not in value else value


def takes(column: Column) -> str:
    """What goes into a cell of the column, in a sentence."""
    if words := words_of(column):
        return _("One of these: %(words)s.") % {"words": "、".join(words)}
    if column.lookup and column.lookup.also:
        return _("The code of an entry that exists, or its name if no other has it.")
    if column.lookup:
        return _("The code of an entry that exists.")
    if column.kind == "date":
        return _("A date: year, month, day, such as 2022-04-11.")
    if column.kind == "money":
        return _("An amount in yuan; for 万元 put the unit into the header.")
    if column.kind == "number":
        return _("A whole number.")
    most = getattr(column.cleaner(Units()), "max_length", None)
    if most:
        return _("A text of at most %(most)s characters.") % {"most": most}
    return _("A text.")


def _range(place: int, words: list[str]) -> str:
    name = xl_col_to_name(place, col_abs=True)
    return f"{name}$2:{name}${len(words) + 1}"


def _drop_down(sheet, place: int, source: str) -> None:
    rule = {
        "validate": "list",
        "source": source,
        "error_title": _("Not in the list")[:32],
        "error_message": _("Please choose one of the words of the list.")[:255],
    }
    sheet.data_validation(1, place, LAST_ROW, place, rule)


def _put_notes(sheet, formats: dict, columns: list[Column], lists) -> None:
    """One line a column, and to the right the words of the drop-downs."""
    head = ["", _("Needed"), _("What goes in"), _("Example"), _("Also understood")]
    lines = [head, *map(_note, columns)]
    named = [f"【{columns[place].label}】" for place, _words in lists]
    for at in range(len(head)):
        sheet.set_column(at, at, width_of(*(line[at] for line in lines)))
    depth = max([len(lines), *(len(words) + 1 for _place, words in lists)])
    for row in range(depth):
        look = formats["head"] if row == 0 else formats["text"]
        for at, text in enumerate(lines[row] if row < len(lines) else ()):
            put(sheet, row, at, text, look)
        for at, (name, (_place, words)) in enumerate(
            zip(named, lists, strict=True), LISTS_FROM
        ):
            cells = [name, *words]
            put(sheet, row, at, cells[row] if row < len(cells) else None, look)


def _note(column: Column) -> list[str]:
    return [
        f"【{column.label}】",
        yes_no()[True] if column.required else "",
        takes(column),
        str(example_of(column)),
        "".join(f"「{word}」" for word in column.synonyms),
    ]
