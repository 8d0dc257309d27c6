"""Text tables: which separator and quotes they use, and their rows as a stream."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.encoding import ENCODINGS, bad_place, damaged, detect_encoding
from exchange.reading.finding import put_header, score
from exchange.reading.header import WITHIN, text_of
from exchange.reading.lines import judge_for, ordinary, watched
from exchange.reading.results import Choice, Known, Skipped, Table, Unreadable

DELIMITERS = (",", "\t", ";", "，", "；", "、", "|")
SAMPLE = 128 * 1024
"""So much text is looked at for separator and header."""
HEAD = 60
LONGEST_RECORD = 1_000
"""Lines that one row may span; more is a quotation mark that was never closed."""
SEPARATOR_LINE = re.compile(r"\ufeff?sep=([^\w\s\"]|\t)\s*\n", re.IGNORECASE)
OPENING, CLOSING = "“”＂", "”“＂"

Record = tuple[int, list[str]]


@dataclass
class Feed:
    """Counts lines handed to the reader since the last whole row."""

    lines: int = 0
    row_began: int = 0

    def watch(self, lines: Iterator[str]) -> Iterator[str]:
        """The same lines; refuses a row that never ends."""
        for line in lines:
            self.lines += 1
            if self.lines - self.row_began > LONGEST_RECORD:
                raise unclosed(self.row_began + 1)
            yield line


def unclosed(row: int) -> Unreadable:
    """The refusal of a quotation mark without its partner."""
    return Unreadable(
        _(
            "A quotation mark that opens in line %(row)s is never closed. Please "
            "remove it, or save the file as .xlsx."
        )
        % {"row": row},
        row=row,
    )


def straight(lines: Iterator[str], delimiter: str) -> Iterator[str]:
    """The same lines with curly quotes around cells turned into straight ones."""
    mark = re.escape(delimiter)
    opening = re.compile(rf"(^|{mark})[{OPENING}]", re.M)
    closing = re.compile(rf"[{CLOSING}](?=\s*(?:{mark}|$))")
    inner = re.compile(rf'(?<=[^{mark}\n])"(?!\s*(?:{mark}|$))')
    for line in lines:
        yield closing.sub('"', opening.sub(r'\1"', inner.sub('""', line)))


@contextmanager
def opened(path: Path, encoding: str):
    """The text of a file, line ends untouched."""
    with path.open("r", encoding=encoding, newline="") as stream:
        yield stream


def parsed(text: str, delimiter: str, *, curly: bool = False) -> list[Record]:
    """The rows of a piece of text, each with the line it begins in."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(
        straight(lines, delimiter) if curly else lines, delimiter=delimiter
    )
    found, line = [], 0
    try:
        for cells in reader:
            found.append((line + 1, cells))
            line = reader.line_num
            if len(found) >= HEAD:
                break
    except csv.Error:
        pass
    return found


def sample_of(path: Path, encoding: str) -> str:
    """The first lines of a text file; whole lines unless there is only one."""
    with opened(path, encoding) as stream:
        text = stream.read(SAMPLE)
    if len(text) == SAMPLE and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return text


def evidence(records: list[Record], known: Known) -> tuple:
    """How well a separator explains the sample; greater is better."""
    rows = [cells for _line, cells in records if any(cells)]
    best = max((score(row, known) // 10 for row in rows[:WITHIN]), default=0)
    widths = Counter(len(row) for row in rows)
    width, times = max(
        widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0)
    )
    steady = times / len(rows) if rows and width > 1 else 0
    return best if best > 1 else 0, round(steady, 1), min(width, 3)


def detect_delimiter(text: str, known: Known) -> str:
    """The separator under which the header is best known and rows are equally wide."""
    if stated := SEPARATOR_LINE.match(text):
        return stated[1]
    return max(DELIMITERS, key=lambda mark: evidence(parsed(text, mark), known))


def wrapped(cell: str) -> bool:
    """Whether a cell stands in curly quotes."""
    cell = cell.strip()
    return len(cell) > 1 and cell[0] in OPENING and cell[-1] in CLOSING


def uses_curly(text: str, delimiter: str, width: int, header: list[str]) -> bool:
    """Whether curly quotes wrap cells here rather than being part of what they say.

    They do when the header wears them, or when rows get the header's width only if
    curly quotes are taken for quotes.
    """
    if not any(mark in text for mark in OPENING):
        return False
    filled = [cell for cell in header if cell.strip()]
    if filled and 2 * sum(map(wrapped, filled)) >= len(filled):
        return True
    as_is = [len(cells) for _line, cells in parsed(text, delimiter) if cells]
    curly = [
        len(cells) for _line, cells in parsed(text, delimiter, curly=True) if cells
    ]
    return as_is.count(width) < curly.count(width) and max(as_is) > width


def read_delimited(file: str, path: Path, known: Known, choice: Choice) -> Table:
    """The table in a text file. Raises `Unreadable` (also for an empty one)."""
    if choice.encoding and choice.encoding not in ENCODINGS:
        raise Unreadable(_("This encoding is not offered."))
    encoding = choice.encoding or detect_encoding(path)
    if choice.encoding and (place := bad_place(path, encoding)) is not None:
        raise damaged(path, place)
    text = sample_of(path, encoding)
    if not text.strip("\ufeff \t\r\n,;\x1a"):
        raise Unreadable(_("The file is empty."))
    if "\0" in text:
        raise Unreadable(
            _("This is neither text nor a workbook. Please save it as .xlsx or .csv.")
        )
    delimiter = choice.delimiter or detect_delimiter(text, known)
    if len(delimiter) != 1 or delimiter in '"\r\n ':
        raise Unreadable(_("A separator is a single character."))
    table = Table(file, path, "", "csv", encoding, delimiter, choice=choice)
    describe(table, parsed(text, delimiter), known)
    if uses_curly(
        text, delimiter, len(table.columns), (table.header_lines or [[]])[-1]
    ):
        table.curly = True
        describe(table, parsed(text, delimiter, curly=True), known)
    first = csv_rows(table, Skipped())
    table.first_rows = [
        cells for _n, (_row, cells) in zip(range(5), first, strict=False)
    ]
    return table


def describe(table: Table, records: list[Record], known: Known) -> None:
    """Fills in the table's header, title and unit from its first rows."""
    rows = [cells for _line, cells in records]
    put_header(table, rows, [line for line, _cells in records], known)


def shaped(cells: list, width: int, start: int, skipped: Skipped) -> list:
    """The cells as many as the header has columns; what lies beyond is noted."""
    if len(cells) > width:
        if any(text_of(cell) for cell in cells[width:]):
            skipped.add_overflow(start)
        return cells[:width]
    return cells + [""] * (width - len(cells))


def swallowed(cells: list[str], width: int, delimiter: str) -> bool:
    """Whether a cell seems to hold whole rows: lines with as many separators."""
    if width < 3:
        return False
    lines = (line for cell in cells for line in cell.splitlines()[1:-1])
    return any(line.count(delimiter) >= width - 1 for line in lines)


def csv_rows(table: Table, skipped: Skipped) -> Iterator[Record]:
    """The data rows of a text table, in constant memory.

    The loop does next to nothing for an ordinary row: two filled first cells whose
    first characters begin no special line. All others are looked at closely.
    """
    width, judge, watch = len(table.columns), judge_for(table), watched(table)
    with opened(table.path, table.encoding) as stream:
        feed = Feed()
        lines = feed.watch(straight(stream, table.delimiter) if table.curly else stream)
        reader = csv.reader(lines, delimiter=table.delimiter)
        line = feed.row_began = after_header(reader, table.header_row)
        for cells in reader:
            start, line = line + 1, reader.line_num
            feed.row_began = line
            if line > start and swallowed(cells, width, table.delimiter):
                skipped.add_suspect(start)
            if (
                len(cells) == width > 1
                and (first := cells[0])
                and (second := cells[1])
                and first[0] not in watch
                and second[0] not in watch
            ):
                yield start, cells
                continue
            cells = shaped(cells, width, start, skipped)
            kind = "" if width > 1 and ordinary(cells, watch) else judge(cells)
            if not kind:
                yield start, cells
            elif kind == "total":
                skipped.add_total(start, cells)
            else:
                skipped.add(kind, start)


def after_header(reader, header_row: int) -> int:
    """Reads on to the first row below the header; the number of lines read."""
    line = 0
    while line < header_row:
        start = line + 1
        if next(reader, None) is None:
            break
        line = reader.line_num
        if start >= header_row:
            break
    return line
