"""What the XML of a worksheet says before the workbook library may open it.

How far it reaches (the library fills the whole rectangle: two cells at A1 and
XFD1048576 would be 17 thousand million), which rows and columns are hidden, and which
cells show errors (the library gives those as blank).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from xml.parsers import expat

from django.utils.translation import gettext as _

from exchange.reading.results import Unreadable

MOST_ERRORS = 100_000
PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: (?:s|t|cm|vm|ph)="[^"<>]*")*\s?/?>'
)
ANY_CELL = re.compile(rb"<c[\s/>]")
PLAIN_ROW = re.compile(
    rb'<row r="([0-9]{1,7})"(?: [A-Za-z][\w.:]*(?<! r)="[^"<>]*")*\s?/?>'
)
ANY_ROW = re.compile(rb"<row[\s/>]")
PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
HIDDEN_ROW = re.compile(rb'<row r="(\d+)"[^<>]*\shidden="(?:1|true)"')
COLUMN = re.compile(rb"<col\s[^<>]*>")
HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
FROM_TO = re.compile(rb'\s(min|max)="(\d{1,5})"')
ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*\st="e"[^<>]*>'
    rb"(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>([^<]{1,20})</v>"
)
FIRST, SECOND = itemgetter(0), itemgetter(1)
LONG_TAIL = 4 * 1024 * 1024
MOST_COLUMNS = 16_384
CELL_NAME = re.compile(r"([A-Za-z]{1,6})([0-9]{1,10})")


@dataclass
class Extent:
    """What a worksheet holds: all counts and row numbers from 1, columns from 0."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    error_count: int = 0

    def reach(self, row: int, columns: int) -> None:
        """Notes that the sheet goes at least so far."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, columns)

    def add_error(self, row: int, column: int, text: str) -> None:
        """Notes an error cell."""
        self.error_count += 1
        if self.error_count > MOST_ERRORS:
            raise Unreadable(
                _("More than %(count)s cells show an error such as #N/A or #REF!.")
                % {"count": MOST_ERRORS}
            )
        self.errors.setdefault(row, {})[column] = text

    def hide_columns(self, first: int, last: int) -> None:
        """Notes hidden columns, counted from 1."""
        self.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))


@cache
def column_number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class Unusual(Exception):
    """The XML is not written as office programs write it: parse it properly."""


def whole_tags(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes, cut before a cell or row so that none is divided."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = max(rest.rfind(b"<c "), rest.rfind(b"<row "))
        if cut <= 0 and len(rest) > LONG_TAIL:
            cut = rest.rfind(b"<")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > 4 * LONG_TAIL:
            raise Unusual
    yield rest


def quick_extent(pieces: Iterable[bytes]) -> Extent:
    """The extent by patterns that fit every file of Excel, WPS and the libraries.

    Raises `Unusual` when there are cells or rows which the patterns do not see.
    Blank cells that only have a format count here.
    """
    extent, letters, numbers = Extent(), set(), set()
    for piece in whole_tags(pieces):
        if b"<!DOCTYPE" in piece or PREFIXED.search(piece):
            raise Unusual
        found, rows = PLAIN_CELL.findall(piece), PLAIN_ROW.findall(piece)
        if len(found) != len(ANY_CELL.findall(piece)):
            raise Unusual
        if len(rows) != len(ANY_ROW.findall(piece)):
            raise Unusual
        extent.cells += len(found)
        letters.update(map(FIRST, found))
        numbers.update(rows)
        numbers.update(map(SECOND, found))
        extent.reach(max(map(int, numbers), default=0), 0)
        numbers.clear()
        for row in HIDDEN_ROW.findall(piece) if b"hidden" in piece else ():
            extent.hidden_rows.append(int(row))
        if b't="e"' in piece:
            for column, row, text in ERROR.findall(piece):
                text = text.decode("utf-8", "replace")
                extent.add_error(int(row), column_number(column) - 1, text)
        if b"<cols" in piece:
            quick_columns(piece, extent)
    extent.reach(0, max(map(column_number, letters), default=0))
    return extent


def quick_columns(piece: bytes, extent: Extent) -> None:
    """Notes the hidden columns."""
    for tag in COLUMN.findall(piece):
        if HIDDEN.search(tag):
            ends = dict(FROM_TO.findall(tag))
            if len(ends) == 2:
                extent.hide_columns(int(ends[b"min"]), int(ends[b"max"]))


class CarefulParser:
    """The extent by a real XML parser: slower, sees everything, skips blank cells."""

    def __init__(self):
        self.extent = Extent()
        self.row = self.column = 0
        self.kind = ""
        self.text: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=":")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.buffer_text = True

    def refuse(self, *_args) -> None:
        """No office program declares a document type."""
        raise Unreadable(_("The workbook's XML is unusual. Please save it as .csv."))

    def start(self, name: str, attributes: dict) -> None:
        """A row, cell, value or column begins."""
        name = name.rpartition(":")[2]
        if name == "row":
            self.row = number_in(attributes.get("r"), self.row + 1)
            self.column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.extent.hidden_rows.append(self.row)
        elif name == "c":
            self.start_cell(attributes)
        elif name in ("v", "is"):
            self.extent.cells += 1
            self.extent.reach(self.row, self.column)
            self.text = [] if self.kind == "e" and name == "v" else None
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first = number_in(attributes.get("min"), 1)
            self.extent.hide_columns(first, number_in(attributes.get("max"), first))

    def start_cell(self, attributes: dict) -> None:
        """A cell begins: where it says it is, else right of the one before."""
        self.kind = attributes.get("t", "")
        self.column += 1
        if found := CELL_NAME.fullmatch(attributes.get("r", "")):
            self.column = column_number(found[1].encode())
            self.row = int(found[2])
        self.row = max(self.row, 1)

    def characters(self, text: str) -> None:
        """Text within a value."""
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        """A value ends: an error cell is noted."""
        if self.text is not None and name.rpartition(":")[2] == "v":
            self.extent.add_error(self.row, self.column - 1, "".join(self.text)[:20])
            self.text = None


def number_in(text: str | None, default: int) -> int:
    """A positive whole number, else the default."""
    return int(text) if text and text.isascii() and text.isdigit() else default


def careful_extent(pieces: Iterable[bytes]) -> Extent:
    """The extent of the cells with content. Raises `Unreadable` for broken XML."""
    careful = CarefulParser()
    try:
        for piece in pieces:
            careful.parser.Parse(piece, False)
        careful.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(
            _("The workbook is damaged. Please open it, save it again and retry.")
        ) from error
    return careful.extent
