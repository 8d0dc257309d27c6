"""In which encoding a text file was written: BOM, then strict UTF-8, then GB18030.

Never a statistical guess: chardet and its kin take Chinese names for Cyrillic or
Korean and *decode them without an error* (peers.md §6.9). GB18030 comes last because
it decodes almost anything, 姓名 in UTF-8 included.
"""

import codecs
import re
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.results import Unreadable

CHUNK = 256 * 1024
BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "gb18030",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "big5",
)
"""What a person may choose instead of what was detected."""
BINARY = bytes({*range(0x20)} - {*b"\t\n\v\f\r\x1a\x1b"})
WIDE = re.compile(rb"[\xe0-\xef][\x80-\xbf][\x80-\xbf]")
SURELY_UTF8 = 8
"""So many well-formed Chinese characters before an error: UTF-8 that was damaged."""


def bad_place(path: Path, encoding: str) -> int | None:
    """Where (in bytes) the file stops being valid; None if all of it is valid.

    Raises `Unreadable` when half a megabyte has no line break: that is no table,
    and one line of such length would not fit the memory as cells.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    wide = encoding.startswith("utf-16")
    seen = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeError as error:
                return seen + getattr(error, "start", 0)
            lines = text if wide else chunk
            marks = ("\n", "\r") if wide else (b"\n", b"\r")
            if len(chunk) == CHUNK and not any(mark in lines for mark in marks):
                raise Unreadable(_("This is no table: it has no line breaks."))
            seen += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return seen
    return None


def line_at(path: Path, place: int) -> int:
    """The line (from 1) in which a byte lies."""
    with path.open("rb") as stream:
        lines, left = 1, place
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            lines += chunk.count(b"\n")
            left -= len(chunk)
    return lines


def was_utf8(path: Path, place: int) -> bool:
    """Whether text that is not valid UTF-8 from `place` on was UTF-8 all the same.

    It was when many Chinese characters are well-formed before the damage, or when
    nothing is wrong but that the file ends within a character.
    """
    with path.open("rb") as stream:
        before = stream.read(min(place, 4 * CHUNK))
    characters = len(WIDE.findall(before))
    return characters >= (1 if place == path.stat().st_size else SURELY_UTF8)


def detect_encoding(path: Path) -> str:
    """The encoding of a text file: "utf-8-sig", "utf-16", "utf-8" or "gb18030".

    Raises `Unreadable` for binary or damaged files.
    """
    with path.open("rb") as stream:
        head = stream.read(64 * 1024)
    for bom, encoding in BOMS.items():
        if head.startswith(bom):
            if (place := bad_place(path, encoding)) is not None:
                raise damaged(path, place)
            return encoding
    if len(head.translate(None, BINARY)) < len(head):
        raise Unreadable(
            _("This is neither text nor a workbook. Please save it as .xlsx or .csv.")
        )
    if (place := bad_place(path, "utf-8")) is None:
        return "utf-8"
    if was_utf8(path, place) or bad_place(path, "gb18030") is not None:
        raise damaged(path, place)
    return "gb18030"


def damaged(path: Path, place: int) -> Unreadable:
    """The refusal of a text that is cut off or damaged at a byte."""
    row = line_at(path, place)
    return Unreadable(
        _(
            "The text is damaged or cut off in line %(row)s: it is valid in no known "
            "encoding. Please save it again, best as .xlsx."
        )
        % {"row": row},
        row=row,
    )
