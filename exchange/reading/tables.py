"""From an upload to tables, and from a table to its rows: the front of this package."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.archive import is_workbook, nested, unpacked
from exchange.reading.delimited import csv_rows, read_delimited
from exchange.reading.header import normalise_header, text_of
from exchange.reading.kinds import kind_of
from exchange.reading.parts import ARCHIVE, opened_zip
from exchange.reading.results import Choices, Known, Skipped, Table, Unreadable
from exchange.reading.workbook import read_workbook, workbook_rows

Upload = tuple[Path, str]


def read_tables(
    paths_with_names: list[Upload],
    *,
    known: Known | set[str],
    choices: Choices | None = None,
    folder: Path | None = None,
    refused: list[Unreadable] | None = None,
) -> list[Table]:
    """The tables in one upload of several files or archives, each detected by itself.

    `known` tells which header texts (normalised by `normalise_header`) belong to the
    list that is imported. Members of an archive are unpacked into `folder` (by
    default beside the archive, its name plus ".files"), must stay there for `rows`,
    and are the caller's to delete. The first unreadable file raises `Unreadable`;
    with a list in `refused` it is put there instead and the other files are read.
    """
    if not callable(known):
        names = {normalise_header(name)[0] for name in known}
        known = names.__contains__
    known = cache(known)
    tables: list[Table] = []
    for path, name in paths_with_names:
        inside = folder or path.with_name(f"{path.name}.files")
        try:
            tables += tables_in(
                path, name, known, choices or Choices(), inside, refused
            )
        except Unreadable as error:
            error.file = error.file or name
            if refused is None:
                raise
            refused.append(error)
    return tables


def tables_in(path, name, known, choices, folder, refused) -> list[Table]:
    """The tables of one file: text, workbook or archive."""
    kind = kind_of(name, path)
    if kind == "text":
        return [read_delimited(name, path, known, choices.of(name))]
    if kind == "compound":
        return read_workbook(name, path, "xls", known, choices)
    with opened_zip(path, ARCHIVE) as archive:
        workbook = is_workbook(archive)
    if workbook:
        return read_workbook(name, path, "xlsx", known, choices)
    if folder is None:
        raise nested()
    return archived(path, name, known, choices, folder, refused)


def archived(path, name, known, choices, folder, refused) -> list[Table]:
    """The tables of an archive's members."""
    tables: list[Table] = []
    read = 0
    for member, label in unpacked(path, name, folder):
        read += 1
        try:
            tables += tables_in(member, label, known, choices, None, refused)
        except Unreadable as error:
            error.file = error.file or label
            if refused is None:
                raise
            refused.append(error)
    if not read:
        raise Unreadable(_("There is no file in the archive."))
    return tables


def rows(table: Table, skipped: Skipped) -> Iterator[tuple[int, list]]:
    """(row number, cells) of a table's data rows, streamed.

    Row numbers are those that people see: for text the line in which the row begins,
    for workbooks the sheet's row. There are as many cells as columns. Text tables
    give str ("" for blank); workbooks give str, int, float (beyond 15 digits, or with
    decimals), bool, date, datetime, `ErrorCell`, or None for blank. What is left out
    is counted in `skipped` while the rows are read. Raises `Unreadable` when the file
    turns out to be broken further down.
    """
    found = raw_rows(table, skipped)
    if table.choice.fill:
        places = [n for n, c in enumerate(table.columns) if c in table.choice.fill]
        found = filled_down(found, places)
    return found


def raw_rows(table: Table, skipped: Skipped) -> Iterator[tuple[int, list]]:
    """The rows as they stand in the file; every failure names it."""
    read = csv_rows if table.kind == "csv" else workbook_rows
    try:
        yield from read(table, skipped)
    except Unreadable as error:
        error.file, error.sheet = error.file or table.file, error.sheet or table.sheet
        raise


def filled_down(found, places: list[int]) -> Iterator[tuple[int, list]]:
    """The rows with blank cells at these places repeating the cell above."""
    above: dict[int, object] = {}
    for number, cells in found:
        for place in places:
            if text_of(cells[place]):
                above[place] = cells[place]
            else:
                cells[place] = above.get(place, cells[place])
        yield number, cells
