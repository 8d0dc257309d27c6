"""From any cell to text: errors refused, numbers as written, signs in one form.

A cell is a str (CSV, text cells), an int, float, bool, date, datetime (xlsx) or None.
`spelled` keeps what people wrote; `bare` is for typed columns (numbers, dates, phones),
where full-width forms, guards and spaces around mean nothing.
"""

import math
import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

from exchange.cleaning.faults import Fault, Notes, note
from exchange.cleaning.guard import strip_guard

ERRORS = re.compile(
    r"#(?:N/A|(?:REF|VALUE|DIV/0|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY"
    r"|UNKNOWN|PYTHON|EXTERNAL)!|NAME\?|GETTING_DATA)"
)
"""Error values of Excel and WPS as they stand in a cell or a CSV file."""

NO_VALUE = frozenset(
    ["无", "没有", "空", "/", "//", "\\", "-", "--", "---", "—", "——", "–", "−", "N/A"]
)
"""How people write that there is nothing: blank, never zero."""

APOSTROPHES = "'’‘`"
DASHES = frozenset(NO_VALUE - {"无", "没有", "空", "N/A"})
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
"""Zero-width spaces and direction marks: pasted, never meant."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
"""Control signs but tab and line breaks; PostgreSQL refuses the first of them."""
SCIENTIFIC = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?E[-+]?[0-9]+")
_HASHES = re.compile("#{2,}")
_BROKEN = re.compile("[\ud800-\udfff]")


def spelled(cell) -> str:
    """The cell as text, untrimmed; "" for None. Raises `Fault` for error cells."""
    if isinstance(cell, str):
        return _checked(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            raise Fault("number_not_finite")
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else f"{cell:%Y-%m-%d}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    return _figure(cell) if isinstance(cell, int | Decimal) else str(cell)


def _figure(number: int | Decimal) -> str:
    finite = isinstance(number, int) or number.is_finite()
    if not finite or abs(number) >= 10**40:
        raise Fault("number_not_finite")
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def _checked(text: str) -> str:
    if "#" in text:
        sign = text.strip().upper()
        if ERRORS.fullmatch(sign):
            raise Fault("cell_error", error=sign)
        if _HASHES.fullmatch(sign):
            raise Fault("cell_hashes")
    if _BROKEN.search(text):
        raise Fault("cell_broken")
    return text


def bare(cell) -> str:
    """The text of a typed cell: NFKC, no guard, no invisible signs, trimmed."""
    text = unicodedata.normalize("NFKC", strip_guard(spelled(cell).strip(" ")))
    text = CONTROL.sub("", INVISIBLE.sub("", text))
    return text.strip().lstrip(APOSTROPHES).strip()


def joined(cell) -> str:
    """A bare text without any space inside, for numbers, codes and labels."""
    text = "".join(bare(cell).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_blank(text: str, notes: Notes | None, words: frozenset = NO_VALUE) -> bool:
    """Whether a bare text stands for an empty cell; a word for it is told."""
    if not text:
        return True
    if text.upper() in words:
        note(notes, "blank_word")
        return True
    return False
