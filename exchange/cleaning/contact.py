"""Phone and bank account numbers: digits, kept as text.

Source: domain/assistance.md §5, realities 16 and 17.
"""

import re

from exchange.cleaning.cells import SCIENTIFIC, bare, is_blank
from exchange.cleaning.faults import Fault, Notes, note

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SPLIT = re.compile(r"[/\\、,;|\n]|(?<=[0-9]{7})\s+(?=1[3-9][0-9]{9}|0[0-9]{2,3})|或")
_EXTENSION = re.compile(r"\s*(?:转|分机|EXT\.?|X)\s*:?\s*([0-9]{1,6})$", re.IGNORECASE)
_SHAPE = re.compile(r"\+?[0-9() .\-]+")
_AREA = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})")
_DASHES = str.maketrans("−–—‐‑_~·", "--------")
_LABEL = re.compile(r"^(?:电话|手机|联系电话|座机|TEL)\s*[:.]?\s*", re.IGNORECASE)
_ACCOUNT = re.compile("[1-9][0-9]{11,22}")


class Phone:
    """A mobile number as 11 digits, a landline as 027-83891234 or 027-83891234转801.

    Of several numbers the first counts; the note keeps the whole cell. Equal numbers
    written otherwise have equal `accounts.sensitive.normal_phone`.
    """

    def __call__(self, cell, notes: Notes | None = None) -> str | None:
        if type(cell) is str and _MOBILE.fullmatch(cell):
            return cell
        text = bare(cell).translate(_DASHES)
        if is_blank(text, notes):
            return None
        if SCIENTIFIC.fullmatch(text.upper()) or _rounded(cell, text):
            raise Fault("phone_float")
        parts = [part for part in _SPLIT.split(text) if part.strip()]
        if not parts:
            raise Fault("phone_unreadable")
        number = _number(parts[0].strip(), notes)
        if len(parts) > 1:
            note(notes, "phone_more_numbers", str(cell).strip())
        return number


def _rounded(cell, text: str) -> bool:
    """Whether a number that came as a figure has lost digits (1.38E+10)."""
    figure = isinstance(cell, int | float)
    return figure and (text.endswith("000000") or not text.isdigit())


def _number(text: str, notes: Notes | None) -> str:
    text = re.sub(r"\.0$", "", _LABEL.sub("", text))
    found = _EXTENSION.search(text)
    extension = found[1] if found else ""
    text = text[: found.start()] if found else text
    if not _SHAPE.fullmatch(text):
        raise Fault("phone_unreadable")
    digits = re.sub("[^0-9]", "", text)
    if text.startswith("+") and not digits.startswith("86"):
        return _foreign(digits, notes)
    for code in ("0086", "86"):
        if digits.startswith(code) and len(digits) - len(code) >= 10:
            digits = digits[len(code) :]
            if digits[0] != "1" and digits[0] != "0":
                digits = "0" + digits
    if _MOBILE.fullmatch(digits) and not extension:
        return digits
    if digits[:3] in ("400", "800") and len(digits) == 10:
        return digits
    return _landline(digits, text, extension, notes)


def _foreign(digits: str, notes: Notes | None) -> str:
    if not 7 <= len(digits) <= 15:
        raise Fault("phone_length", length=len(digits))
    note(notes, "phone_foreign")
    return "+" + digits


def _landline(digits: str, text: str, extension: str, notes: Notes | None) -> str:
    area = _AREA.match(digits)
    local = digits[area.end() :] if area else digits
    after = re.search(r"(?<=[0-9]{7})\s*-\s*([0-9]{1,6})$", text)
    if after and not extension and len(local) > 8:
        extension, local = after[1], local[: -len(after[1])]
    if len(local) not in (7, 8) or local[0] in "01":
        raise Fault("phone_length", length=len(digits))
    if not area:
        note(notes, "phone_no_area")
    # No dash before the extension: masks take what precedes a dash for the area code.
    number = f"{area[0]}-{local}" if area else local
    return f"{number}转{extension}" if extension else number


class BankAccount:
    """An account number of 12 to 23 digits; a failing card check digit is only told.

    `numeric_column` says that the column held numbers, so that one of 16 digits or more
    that ends in 0 has lost digits.
    """

    def __init__(self, numeric_column: bool = False):
        self.numeric_column = numeric_column

    def __call__(self, cell, notes: Notes | None = None) -> str | None:
        if type(cell) is str and _ACCOUNT.fullmatch(cell):
            number = cell
        else:
            number = self._mended(cell, notes)
            if number is None:
                return None
        if self.numeric_column and len(number) > 15 and number[-1] == "0":
            raise Fault("account_float")
        if 16 <= len(number) <= 19 and not luhn(number):
            note(notes, "account_luhn")
        return number

    @staticmethod
    def _mended(cell, notes: Notes | None) -> str | None:
        number = re.sub(r"[\s\-]", "", bare(cell))
        if is_blank(number, notes):
            return None
        if not isinstance(cell, str) or SCIENTIFIC.fullmatch(number.upper()):
            raise Fault("account_float")
        if re.fullmatch(r"[0-9]+\.0*", number):
            raise Fault("account_float")
        if not (number.isascii() and number.isdigit()):
            raise Fault("account_characters")
        if not 12 <= len(number) <= 23:
            raise Fault("account_length", length=len(number))
        return number


_DOUBLED = bytes.maketrans(b"0123456789", bytes([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]))


def luhn(number: str) -> bool:
    """Whether the last digit is the card's check digit (ISO/IEC 7812-1)."""
    single, double = number[::-2], number[-2::-2]
    total = sum(map(int, single)) + sum(double.encode().translate(_DOUBLED))
    return total % 10 == 0
