"""What an old .xls file says before the workbook library may open it.

Its stream "Workbook" is a list of records. Read here: how far each sheet reaches,
hidden rows and columns, error cells, and whether there is a password or a macro; see
[MS-XLS] 2.3. As with .xlsx, the library fills the whole rectangle that the cells span,
and repeats a shared text in every cell that refers to it.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.compound import Compound, damaged_xls
from exchange.reading.kinds import save_as
from exchange.reading.results import Unreadable
from exchange.reading.sheets import Extent

FORMULA, EOF, PASSWORD, CONTINUE, COLINFO = 0x06, 0x0A, 0x2F, 0x3C, 0x7D
SHEET, MULRK, MULBLANK, SST, LABELSST = 0x85, 0xBD, 0xBE, 0xFC, 0xFD
BLANK, NUMBER, LABEL, BOOLERR, RK, RSTRING = 0x201, 0x203, 0x204, 0x205, 0x27E, 0xD6
ROW, BOF = 0x208, 0x809
SINGLE = (FORMULA, LABELSST, NUMBER, LABEL, BOOLERR, RK, RSTRING)
ERRORS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"},
}
MOST_TEXT = 300 * 1024 * 1024
"""Bytes of text that the cells of a workbook may hold together."""

Record = tuple[int, int, bytes]


def records(stream: bytes, place: int) -> Iterator[Record]:
    """(place, kind, content) of the records from a place on, to the stream's end."""
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def xls_extents(path: Path) -> list[Extent]:
    """The extent of every sheet, in the workbook's order.

    Raises `Unreadable` for what is locked, has macros, is broken or no workbook.
    """
    compound = Compound(path)
    if "EncryptedPackage" in compound.entries:
        raise locked()
    if "_VBA_PROJECT_CUR" in compound.entries or "_VBA_PROJECT" in compound.entries:
        raise Unreadable(save_as(_("A workbook with macros")))
    if "WordDocument" in compound.entries:
        raise Unreadable(save_as(_("A Word document")))
    name = next((n for n in ("Workbook", "Book") if n in compound.entries), "")
    if not name:
        raise Unreadable(save_as(_("This kind of file")))
    stream = compound.stream(name)
    try:
        extents = [sheet_extent(stream, place) for place in sheet_places(stream)]
        check_texts(stream, extents)
    except (struct.error, IndexError) as error:
        raise damaged_xls() from error
    return extents


def locked() -> Unreadable:
    """The refusal of a workbook with a password."""
    return Unreadable(
        _(
            "The workbook has a password. Please save it without one and upload it again."
        )
    )


def sheet_places(stream: bytes) -> list[int]:
    """Where the sheets begin, as the workbook's own list says."""
    places = []
    for _place, kind, data in records(stream, 0):
        if kind == PASSWORD:
            raise locked()
        if kind == SHEET:
            places.append(struct.unpack_from("<I", data)[0])
        if kind == EOF:
            break
    return places


def sheet_extent(stream: bytes, place: int) -> Extent:
    """What the records of one sheet say, charts within it left out."""
    extent, depth = Extent(), 0
    for _place, kind, data in records(stream, place):
        if kind & 0xFF == BOF & 0xFF and kind in (0x009, 0x209, 0x409, BOF):
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                break
        else:
            note(extent, kind, data)
    return extent


def note(extent: Extent, kind: int, data: bytes) -> None:
    """Takes in one record of a sheet."""
    if kind in SINGLE:
        row, column = struct.unpack_from("<HH", data)
        extent.reach(row + 1, column + 1)
        extent.cells += 1
        code = error_code(kind, data)
        if code is not None:
            extent.add_error(row + 1, column, ERRORS.get(code, "#ERROR!"))
    elif kind == MULRK:
        row, column = struct.unpack_from("<HH", data)
        last = struct.unpack_from("<H", data, len(data) - 2)[0]
        extent.reach(row + 1, max(last, column + len(data) // 6) + 1)
        extent.cells += len(data) // 6
    elif kind == ROW:
        row, flags = struct.unpack_from("<H", data)[0], data[12]
        if flags & 0x20:
            extent.hidden_rows.append(row + 1)
    elif kind == COLINFO:
        first, last, _width, _format, flags = struct.unpack_from("<5H", data)
        if flags & 1:
            extent.hide_columns(first + 1, last + 1)


def error_code(kind: int, data: bytes) -> int | None:
    """The code of an error cell, None for others."""
    if kind == BOOLERR and data[7]:
        return data[6]
    if kind == FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        return data[8]
    return None


def check_texts(stream: bytes, extents: list[Extent]) -> None:
    """Refuses a workbook whose cells repeat long shared texts beyond all measure."""
    cells = sum(extent.cells for extent in extents)
    shared = sum(
        len(data)
        for _place, kind, data in records(stream, 0)
        if kind in (SST, CONTINUE)
    )
    if cells * min(shared, 65_536) <= MOST_TEXT:
        return
    longest = longest_shared(stream)
    if cells * longest > MOST_TEXT:
        raise Unreadable(_("The texts in this workbook are too long. Please use .csv."))


def longest_shared(stream: bytes) -> int:
    """Bytes of the longest shared text, as its own length field says."""
    found = shared_blocks(stream)
    longest = block = 0
    place = 8
    while block < len(found):
        if place >= len(found[block]):
            block, place = block + 1, place - len(found[block])
            continue
        if place + 3 > len(found[block]):
            break
        characters, flags = struct.unpack_from("<HB", found[block], place)
        longest = max(longest, characters * 3)
        place += 3
        runs = phonetic = 0
        if flags & 0x08:
            runs = struct.unpack_from("<H", found[block], place)[0]
            place += 2
        if flags & 0x04:
            phonetic = struct.unpack_from("<I", found[block], place)[0]
            place += 4
        block, place = after_text(found, block, place, characters, flags & 1)
        place += runs * 4 + phonetic
    return longest


def after_text(
    found: list[bytes], block: int, place: int, left: int, wide: int
) -> tuple[int, int]:
    """(block, place) behind a text that may run on over several records.

    Each further record of a running text begins with its own width flag.
    """
    while left:
        here = max(0, len(found[block]) - place) // (1 + wide)
        if left <= here:
            return block, place + left * (1 + wide)
        left -= here
        block += 1
        wide, place = found[block][0] & 1, 1
    return block, place


def shared_blocks(stream: bytes) -> list[bytes]:
    """The record of shared texts and those that continue it."""
    found: list[bytes] = []
    for _place, kind, data in records(stream, 0):
        if (kind == SST and not found) or (found and kind == CONTINUE):
            found.append(data)
        elif found:
            break
    return found
