"""Numbers of identity documents (证件号码): rules of GB 11643-1999, and their cleaner.

A resident ID has 6 digits of area (GB/T 2260), 8 of birth, 3 of sequence (odd male,
even female) and a check character by ISO 7064 MOD 11-2. Residence permits for people
of Hong Kong, Macao and Taiwan (810000, 820000, 830000) follow the same rules. Area codes
are abolished and re-issued, so an unknown one is a note. Source: domain/assistance.md
§4.1. A number that went through a spreadsheet as a figure is refused, never mended.
"""

import re
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from exchange.cleaning.cells import SCIENTIFIC, is_blank, joined
from exchange.cleaning.faults import Fault, Notes, note

CHECKS = "0123456789X"
_PROVINCES = [(11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (81, 83)]
AREAS = frozenset(
    str(n) for a, z in [*_PROVINCES, (71, 71), (91, 91)] for n in range(a, z + 1)
)
"""First two digits of known area codes; 91 stands on cards of foreign residents."""
EARLIEST_YEAR, LATEST_YEAR = "1850", "2100"
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_DIGITS = "0123456789"
_FIGURE = re.compile(r"[0-9]{14,}\.0+")
_LIKE_X = "XХΧ×*✕✖╳✗✘"
"""Latin, Cyrillic, Greek X, the times sign, star, crosses (after upper-casing)."""
_LIKE_DIGIT = {"O": "0", "О": "0", "Ο": "0", "L": "1", "I": "1", "|": "1", "Z": "2"}


class IdType(TextChoices):
    """Kinds of identity documents (证件类型)."""

    RESIDENT = "resident", _("resident ID card")
    PASSPORT = "passport", _("passport")
    FOREIGN_RESIDENT = "foreign_resident", _("foreign permanent resident ID card")
    HONG_KONG_MACAO = "hong_kong_macao", _("permit of Hong Kong and Macao residents")
    TAIWAN = "taiwan", _("permit of Taiwan residents")
    MILITARY = "military", _("military ID")
    HOUSEHOLD_BOOK = "household_book", _("household book")
    OTHER = "other", _("other document")


ID_TYPE_WORDS = {
    IdType.RESIDENT: [
        "居民身份证",
        "身份证",
        "二代身份证",
        "港澳台居民居住证",
        "居住证",
    ],
    IdType.PASSPORT: ["护照", "外国护照", "中国护照"],
    IdType.FOREIGN_RESIDENT: ["外国人永久居留身份证", "外国人永久居留证"],
    IdType.HONG_KONG_MACAO: [
        "港澳居民来往内地通行证",
        "港澳通行证",
        "港澳来往通行证",
        "回乡证",
    ],
    IdType.TAIWAN: ["台湾居民来往大陆通行证", "台湾通行证", "台胞证"],
    IdType.MILITARY: ["军官证", "士兵证", "警官证", "军人证"],
    IdType.HOUSEHOLD_BOOK: ["户口簿", "户口本"],
    IdType.OTHER: ["其他", "其它", "其他证件"],
}
"""What people write in a column of document types, for `Choice`."""

_DOCUMENTS = {
    IdType.PASSPORT: (re.compile("[A-Z0-9]+"), 5, 20),
    IdType.FOREIGN_RESIDENT: (re.compile("[A-Z0-9]+"), 15, 18),
    IdType.HONG_KONG_MACAO: (re.compile("[A-Z0-9()]+"), 8, 18),
    IdType.TAIWAN: (re.compile("[A-Z0-9()]+"), 7, 18),
    IdType.MILITARY: (re.compile(r"[A-Z0-9()\-\u4e00-\u9fff]+"), 4, 30),
    IdType.HOUSEHOLD_BOOK: (re.compile(r"[A-Z0-9()\-\u4e00-\u9fff]+"), 3, 30),
    IdType.OTHER: (re.compile(r"[A-Z0-9()\-/.\u4e00-\u9fff]+"), 3, 40),
}
"""Characters and lengths of the other documents; they carry no checksum."""


def id_check_digit(body: str) -> str:
    """The check character of the first 17 digits: "0"…"9" or "X".

    ISO 7064 weighs with powers of 2 modulo 11, and 13 is 2 modulo 11: so the weighted
    sum is the number itself, read to base 13.
    """
    return CHECKS[(1 - 2 * int(body[:17], 13)) % 11]


def id_birth_on(number: str) -> date:
    """The birth date in a clean 18-digit number; ValueError if it does not exist."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def id_sex(number: str) -> str:
    """ "male" or "female", by the 17th digit of a clean 18-digit number."""
    return "male" if int(number[16]) % 2 else "female"


def id_in_18(old: str) -> str:
    """A clean 15-digit number in its 18-digit form: century 19, check digit added."""
    body = f"{old[:6]}19{old[6:]}"
    return body + id_check_digit(body)


class IdNumber:
    """Cleans identity numbers of the given document types (default: resident IDs).

    With several types, `id_type` of the call says which one the row has; without it a
    number that looks like a resident ID must be one. `numeric_column` says that the
    column held numbers, so that a number ending in 000 has lost its last digits.
    `born_until` refuses later birth dates (the day of the import).
    """

    def __init__(
        self,
        *types: str,
        numeric_column: bool = False,
        born_until: date | None = None,
    ):
        self.types = types or (IdType.RESIDENT,)
        self.numeric_column = numeric_column
        self.latest = f"{born_until:%Y%m%d}" if born_until else LATEST_YEAR + "1231"

    def __call__(
        self, cell, notes: Notes | None = None, id_type: str | None = None
    ) -> str | None:
        if (
            type(cell) is str
            and _RESIDENT.fullmatch(cell)
            and cell[-3:] != "000"
            and (id_type or self.types[0]) == IdType.RESIDENT
        ):
            return self._resident(cell, notes)
        number = joined(cell)
        if is_blank(number, notes):
            return None
        if _lost_digits(number, cell):
            raise Fault("id_float")
        kind = id_type or self._kind(number)
        if kind == IdType.RESIDENT:
            return self._mended(number, cell, notes)
        if not isinstance(cell, str):
            note(notes, "code_from_number")
        return _document(number.upper(), kind, notes)

    def _kind(self, number: str) -> str:
        if len(self.types) == 1:
            return self.types[0]
        digits = sum(sign in _DIGITS for sign in number)
        if IdType.RESIDENT in self.types and digits >= 14 and len(number) in (15, 18):
            return IdType.RESIDENT
        others = [kind for kind in self.types if kind != IdType.RESIDENT]
        return next((kind for kind in others if _fits(number, kind)), self.types[0])

    def _mended(self, number: str, cell, notes: Notes | None) -> str:
        if not isinstance(cell, str):
            raise Fault("id_float")
        if len(number) == 18 and number[-1].upper() in _LIKE_X:
            if number[-1] not in "Xx" or "Ｘ" in cell or "ｘ" in cell:
                note(notes, "id_x_replaced")
            number = number[:-1] + "X"
        if len(number) not in (15, 18):
            raise Fault("id_length", length=len(number))
        _only_digits(number)
        if len(number) == 15:
            note(notes, "id_15_digits")
            return self._resident(id_in_18(number), notes)
        if number.endswith("000"):
            if self.numeric_column or not _checks(number):
                raise Fault("id_float")
            note(notes, "id_ends_000")
        return self._resident(number, notes)

    def _resident(self, number: str, notes: Notes | None) -> str:
        if not _checks(number):
            raise Fault("id_check_digit")
        if not EARLIEST_YEAR <= number[6:14] <= self.latest:
            raise Fault("id_birth_date")
        try:
            date.fromisoformat(number[6:14])
        except ValueError:
            raise Fault("id_birth_date") from None
        if number[:2] not in AREAS:
            note(notes, "id_unknown_area")
        return number


def _checks(number: str) -> bool:
    # Read to base 13 the number is its own weighted sum; see id_check_digit.
    return int(number.replace("X", "A"), 13) % 11 == 1


def _lost_digits(number: str, cell) -> bool:
    """Whether a spreadsheet cut the number: E+, decimals, or a figure beyond 15 digits."""
    if not isinstance(cell, int | float):
        figure = number.upper()
        written = SCIENTIFIC.fullmatch(figure) and ("." in figure or "+" in figure)
        return bool(written or _FIGURE.fullmatch(figure))
    return abs(cell) >= 10**15 or cell != int(cell)


def _only_digits(number: str) -> None:
    for position, found in enumerate(number, 1):
        if found in _DIGITS or (position == 18 and found == "X"):
            continue
        meant = _LIKE_DIGIT.get(found.upper())
        if meant is None:
            raise Fault("id_character", position=position, found=found)
        raise Fault("id_letter_for_digit", position=position, found=found, meant=meant)


def _fits(number: str, kind: str) -> bool:
    pattern, shortest, longest = _DOCUMENTS[kind]
    return bool(pattern.fullmatch(number)) and shortest <= len(number) <= longest


def _document(number: str, kind: str, notes: Notes | None) -> str:
    pattern, shortest, longest = _DOCUMENTS[kind]
    if not pattern.fullmatch(number):
        raise Fault("id_charset")
    if not shortest <= len(number) <= longest:
        raise Fault("id_document_length", length=len(number))
    if kind == IdType.FOREIGN_RESIDENT and len(number) == 18:
        body = number[:17]
        if not body.isdigit() or id_check_digit(body) != number[17]:
            note(notes, "id_check_unsure")
    return number
