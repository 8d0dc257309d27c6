"""What reading gives: tables, what was skipped on the way, and why a file is refused."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SHOWN = 50
"""Row numbers kept for each kind of skipped row; the counts go on."""
TOTALS_KEPT = 2_000
"""合计 lines kept with their cells; a file with more has no use for them."""

Known = Callable[[str], bool]
Cell = object


class Unreadable(Exception):
    """A file that cannot be read, told as one sentence that says what helps.

    `file` is the name as uploaded (inside an archive: archive/member), `sheet` and
    `row` (counted from 1) say where, when that is known.
    """

    def __init__(self, sentence: str, *, file: str = "", sheet: str = "", row: int = 0):
        super().__init__(sentence)
        self.file, self.sheet, self.row = file, sheet, row

    def __str__(self) -> str:
        return str(self.args[0])


class ErrorCell(str):
    """The error that a formula shows (#N/A, #REF!…): text, but never a value."""

    __slots__ = ()


@dataclass(frozen=True)
class Choice:
    """What a person decided about one file (or sheet) instead of what was detected.

    Empty and zero mean "as detected". `header_row` is the last header row, counted
    from 1; `fill` names the columns whose blank cells repeat the cell above;
    `skip_hidden` leaves out (and counts) rows that the workbook hides.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    header_rows: int = 0
    fill: frozenset[str] = frozenset()
    skip_hidden: bool = False


class Choices(dict):
    """Choices by file name, or by (file name, sheet) where sheets differ."""

    def of(self, file: str, sheet: str = "") -> Choice:
        """The choice for this sheet, else for its file, else "as detected"."""
        return self.get((file, sheet)) or self.get(file) or Choice()


@dataclass
class Table:
    """One table found in an upload: where it lies, its header, how to read its rows.

    `header_row` is the last of `header_rows` rows, counted from 1 as the program
    that wrote the file shows it (for text: physical lines). `columns` are normalised
    labels, "" where a column has none; `units` come from the column's own header,
    `unit` from a line above it. `hidden_rows` are sheet rows from 1;
    `hidden_columns` and `merged_columns` (cells merged downwards, below the header)
    are places in `columns` from 0. `matched` counts the distinct known labels.
    """

    file: str
    path: Path
    sheet: str
    kind: str
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    header_rows: int = 0
    columns: list[str] = field(default_factory=list)
    raw_columns: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    unit: str = ""
    title: str = ""
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged_columns: list[int] = field(default_factory=list)
    first_rows: list[list] = field(default_factory=list)
    matched: int = 0
    curly: bool = False
    header_lines: list[list[str]] = field(default_factory=list, repr=False)
    above: list[str] = field(default_factory=list, repr=False)
    errors: dict[int, dict[int, str]] = field(default_factory=dict, repr=False)
    choice: Choice = field(default_factory=Choice, repr=False)


@dataclass
class Skipped:
    """Rows that were no data, by kind, with the numbers of the first fifty each.

    Kinds: "blank", "header" (repeated), "title" (repeated), "total", "footer",
    "example", "hidden". `totals` keeps the cells of 合计 lines for comparing with Σ.
    `overflow` are rows with something right of the last column, and `suspect` those
    where a cell seems to have swallowed whole rows because of a stray quotation
    mark: both kinds of row *are* given as data.
    """

    counts: Counter = field(default_factory=Counter)
    rows: dict[str, list[int]] = field(default_factory=dict)
    totals: list[tuple[int, list]] = field(default_factory=list)
    overflow: list[int] = field(default_factory=list)
    overflow_count: int = 0
    suspect: list[int] = field(default_factory=list)

    def add(self, kind: str, row: int) -> None:
        """Counts one row of this kind."""
        self.counts[kind] += 1
        numbers = self.rows.setdefault(kind, [])
        if len(numbers) < SHOWN:
            numbers.append(row)

    def add_total(self, row: int, cells: list) -> None:
        """Counts a 合计 line and keeps its cells."""
        self.add("total", row)
        if len(self.totals) < TOTALS_KEPT:
            self.totals.append((row, cells))

    def add_overflow(self, row: int) -> None:
        """Notes a row with cells right of the last column."""
        self.overflow_count += 1
        if len(self.overflow) < SHOWN:
            self.overflow.append(row)

    def add_suspect(self, row: int) -> None:
        """Notes a row whose cell seems to hold whole rows."""
        if len(self.suspect) < SHOWN:
            self.suspect.append(row)
