"""An .xlsx file looked through before calamine opens it: every part, and their links."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from exchange.reading.biff import MOST_TEXT
from exchange.reading.parts import damaged_zip, one_directory, opened_zip, pieces
from exchange.reading.results import Unreadable
from exchange.reading.sheets import Extent, Unusual, careful_extent, quick_extent

MOST_ROWS = 200_000
"""Rows of a sheet; larger tables come as .csv."""
MOST_CELLS = 8_000_000
"""Cells of the rectangle that a sheet spans; a quarter of a gigabyte of memory."""
SPARE_ROWS = 100
SMALL_PART = 4 * 1024 * 1024
READ_AS_XML = (".xml", ".rels")
STRINGS = "xl/sharedstrings.xml"
REFERS = re.compile(rb't="s"[^<>]*><v>(\d{1,9})</v>')
ANY_REFERENCE = re.compile(rb"\bt\s*=\s*[\"']\s*s\s*[\"']")
MAIN_KINDS = ("/worksheet", "/sharedStrings", "/styles")


def xlsx_extents(path: Path) -> dict[str, Extent]:
    """What each sheet holds, by its name.

    Raises `Unreadable` for broken files, bombs and sheets beyond the limits. Every
    part is measured, not only those that the workbook says are sheets: which part
    the library takes for a sheet is its own business.
    """
    with opened_zip(path) as archive, path.open("rb") as stream:
        one_directory(stream)
        extents = {}
        for entry in archive.infolist():
            name = entry.filename.lower().lstrip("/")
            if name.endswith(READ_AS_XML):
                extents[name] = part_extent(lambda e=entry: pieces(stream, e))
            else:
                for _piece in pieces(stream, entry):
                    pass
        check_texts(archive, stream, extents)
        parts = sheet_parts(archive, stream)
    return {sheet: extents.get(part, Extent()) for sheet, part in parts.items()}


def part_extent(read) -> Extent:
    """The extent of one part; the careful way when the quick one does not do."""
    try:
        extent = quick_extent(read())
    except Unusual:
        return checked(careful_extent(read()))
    return extent if fits(extent) else checked(careful_extent(read()))


def fits(extent: Extent) -> bool:
    """Whether the rectangle may be opened."""
    small = extent.rows * extent.columns <= MOST_CELLS
    return small and extent.rows <= MOST_ROWS + SPARE_ROWS


def checked(extent: Extent) -> Extent:
    """The same extent. Raises `Unreadable` when it is too large."""
    if not fits(extent):
        raise Unreadable(
            _(
                "A sheet reaches to row %(rows)s, column %(columns)s. Up to %(most)s rows "
                "are read from a workbook: please save a larger table as .csv, or delete "
                "what stands far outside the table."
            )
            % {"rows": extent.rows, "columns": extent.columns, "most": MOST_ROWS}
        )
    return extent


def check_texts(archive: zipfile.ZipFile, stream, extents: dict[str, Extent]) -> None:
    """Refuses a workbook whose cells repeat long shared texts beyond all measure.

    The texts are stored once and copied into every cell: 50 KB of text and 100,000
    cells of thirty bytes make 5 GB.
    """
    entries = {
        entry.filename.lower().lstrip("/"): entry for entry in archive.infolist()
    }
    cells = sum(extent.cells for extent in extents.values())
    if STRINGS not in entries:
        return
    lengths = shared_lengths(pieces(stream, entries[STRINGS]))
    longest = max(lengths, default=0)
    if cells * longest <= MOST_TEXT:
        return
    total = sum(
        text_bytes(pieces(stream, entry), lengths, longest)
        for name, entry in entries.items()
        if name.endswith(READ_AS_XML) and name != STRINGS
    )
    if total > MOST_TEXT:
        raise Unreadable(_("The texts in this workbook are too long. Please use .csv."))


def shared_lengths(found: Iterator[bytes]) -> list[int]:
    """Bytes of each shared text with its tags, in order."""
    lengths, rest = [], b""
    for piece in found:
        *whole, rest = (rest + piece).split(b"</si>")
        lengths += map(len, whole)
    return [*lengths, len(rest)]


def text_bytes(found: Iterator[bytes], lengths: list[int], longest: int) -> int:
    """Bytes of shared text that the cells of one part hold, at most."""
    total, rest = 0, b""
    for piece in found:
        *whole, rest = (rest + piece).split(b"</c>")
        block = b"</c>".join(whole)
        plain = REFERS.findall(block)
        unusual = max(0, len(ANY_REFERENCE.findall(block)) - len(plain))
        total += unusual * longest
        total += sum(
            lengths[place] for place in map(int, plain) if place < len(lengths)
        )
    return total


def small_part(archive: zipfile.ZipFile, stream, name: str) -> ElementTree.Element:
    """A part that describes the workbook, as XML. Raises `Unreadable`."""
    try:
        entry = archive.getinfo(name)
    except KeyError as error:
        raise damaged_zip() from error
    data = b"".join(pieces(stream, entry)) if entry.file_size <= SMALL_PART else b""
    if b"<!DOCTYPE" in data:
        raise damaged_zip()
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged_zip() from error


def sheet_parts(archive: zipfile.ZipFile, stream) -> dict[str, str]:
    """Sheet name → name of its part in lower case, in the workbook's order."""
    links = {}
    for link in small_part(archive, stream, "xl/_rels/workbook.xml.rels"):
        target = posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))
        if link.get("Type", "").endswith(MAIN_KINDS) and not target.endswith(".xml"):
            raise damaged_zip()
        links[link.get("Id")] = target.lower().lstrip("/")
    parts = {}
    for element in small_part(archive, stream, "xl/workbook.xml").iter():
        if element.tag.rpartition("}")[2] == "sheet":
            link = next((v for k, v in element.items() if k.endswith("}id")), "")
            parts[element.get("name", "")] = links.get(link, "")
    return parts
