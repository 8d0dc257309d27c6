"""Texts, names and codes as people write them: trimmed, never rewritten.

Source: domain/assistance.md §5, realities 2, 5, 10, 18, 20.
"""

import re

from exchange.cleaning.cells import (
    APOSTROPHES,
    CONTROL,
    DASHES,
    INVISIBLE,
    SCIENTIFIC,
    is_blank,
    joined,
    spelled,
)
from exchange.cleaning.faults import Fault, Notes, note
from exchange.cleaning.guard import strip_guard

_SIGNS = r"[!-&(-~\u3001-\u9fff\uff01-\uff5e]+"
_TIDY = re.compile(rf"(?![=#]){_SIGNS}(?: {_SIGNS})*")
"""No apostrophe, no double space, no guard, no error: nothing to mend in such a text."""
_BREAK = re.compile(r"[ \t]*(?:\r\n?|\n|\x0b|\x0c|\u2028|\u2029)[ \t]*")
_BREAKS = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[^\S\n]+")
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,}")
_PLAIN_CODE = re.compile("[0-9A-Za-z]+")
_LOST = re.compile("[?？\ufffd]")
_ODD_IN_NAME = re.compile(r"[0-9０-９@#%&*=+<>{}\[\]|\\/:：;；,，!！￥$^~]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_LETTER = re.compile(r"[^\W\d_]")


def tidy(text: str, keep_line_breaks: bool = False) -> str:
    """Without control and invisible signs; trimmed; each run of spaces is one space."""
    text = CONTROL.sub(" ", INVISIBLE.sub("", _BREAK.sub("\n", text)))
    text = _SPACES.sub(" ", text)
    if not keep_line_breaks:
        return " ".join(text.split())
    return _BREAKS.sub("\n\n", "\n".join(map(str.strip, text.split("\n")))).strip()


class Text:
    """Any text. Line breaks stay only where asked for (remarks); None if empty."""

    def __init__(self, max_length: int | None = None, keep_line_breaks: bool = False):
        self.max_length = max_length
        self.keep_line_breaks = keep_line_breaks

    def __call__(self, cell, notes: Notes | None = None) -> str | None:
        if type(cell) is str and _TIDY.fullmatch(cell):
            text = cell
        else:
            text = tidy(strip_guard(spelled(cell)), self.keep_line_breaks)
            if "\ufffd" in text:
                note(notes, "text_lost_character")
        if self.max_length is not None and len(text) > self.max_length:
            raise Fault("text_too_long", length=len(text), limit=self.max_length)
        return text or None


class Name:
    """A person's name, stored as given: inner spaces, dots and rare signs stay."""

    def __init__(self, max_length: int = 100):
        self.max_length = max_length

    def __call__(self, cell, notes: Notes | None = None) -> str | None:
        if type(cell) is str and _PLAIN_NAME.fullmatch(cell):
            name = cell
        else:
            name = self._mended(cell, notes)
        if name and len(name) > self.max_length:
            raise Fault("text_too_long", length=len(name), limit=self.max_length)
        return name

    @staticmethod
    def _mended(cell, notes: Notes | None) -> str | None:
        if cell is not None and not isinstance(cell, str):
            raise Fault("name_not_text")
        name = tidy(strip_guard(spelled(cell))).lstrip(APOSTROPHES).strip()
        if is_blank(name, notes, DASHES):
            return None
        if _LOST.search(name):
            raise Fault("name_lost_character")
        if _PRIVATE.search(name):
            note(notes, "name_private_character")
        elif not _LETTER.search(name):
            raise Fault("name_not_text")
        if _ODD_IN_NAME.search(name):
            note(notes, "name_has_digit")
        return name


class Code:
    """A code whose leading zeros count (employee number, bank code, account of a body).

    `length` demands that many characters. Inner spaces go, full-width turns narrow; a
    code that came as a number is told, one that lost digits is refused.
    """

    def __init__(self, max_length: int = 64, length: int | None = None):
        self.max_length, self.length = max_length, length

    def __call__(self, cell, notes: Notes | None = None) -> str | None:
        if type(cell) is str and _PLAIN_CODE.fullmatch(cell):
            return self._sized(cell)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            if abs(cell) >= 10**15 or cell != cell // 1:
                raise Fault("code_as_number")
            note(notes, "code_from_number")
        text = joined(cell)
        if is_blank(text, notes):
            return None
        if SCIENTIFIC.fullmatch(text.upper()) and "+" in text:
            raise Fault("code_as_number")
        return self._sized(text)

    def _sized(self, text: str) -> str:
        if self.length is not None and len(text) != self.length:
            raise Fault("code_length", length=len(text), limit=self.length)
        if len(text) > self.max_length:
            raise Fault("text_too_long", length=len(text), limit=self.max_length)
        return text
