"""Dates as people write them, always year – month – day.

Source: domain/assistance.md §5, reality 8. Serial numbers of a spreadsheet count days
from 1899-12-30 (1900 system, which knows a 29 February 1900) or 1904-01-01.
"""

import re
from datetime import date, datetime, time, timedelta

from exchange.cleaning.cells import bare, is_blank
from exchange.cleaning.faults import Fault, Notes, note

LAST_SERIAL = 60_000
"""2064-04-08 in the 1900 system; larger numbers are not dates."""

_FULL = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
)
_TIME = r"(?:\s*T?\s*([0-9]{1,2}[:时][0-9]{1,2}分?(?::?[0-9]{1,2}(?:\.[0-9]+)?秒?)?))?"
_WEEKDAY = r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
_SEP = r"\s*[-/.]\s*"
_LOOSE = re.compile(
    r"([0-9]{2}|[0-9]{4})\s*(?:年|[-/.])\s*([0-9]{1,2})\s*(?:月|[-/.])\s*([0-9]{1,2})"
    rf"\s*[日号]?{_WEEKDAY}{_TIME}"
)
_MONTH = re.compile(r"([0-9]{2}|[0-9]{4})\s*(年|[-/.])\s*([0-9]{1,2})\s*月?(?:份)?")
_NO_YEAR = re.compile(
    rf"[0-9]{{1,2}}(?:\s*月\s*|{_SEP})[0-9]{{1,2}}\s*[日号]?|[0-9]{{1,2}}月"
)
_YEAR = re.compile(r"((?:18|19|20)[0-9]{2})\s*年?")
_YEAR_LAST = re.compile(rf"[0-9]{{1,2}}{_SEP}[0-9]{{1,2}}{_SEP}[0-9]{{4}}")
_SERIAL = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?")
_DASHES = str.maketrans("−–—‐‑。", "-----.")
_NUMERALS = {sign: str(n) for n, sign in enumerate("〇一二三四五六七八九")}
_NUMERALS |= {"零": "0", "○": "0", "元": "1", "O": "0"}
_CHINESE = re.compile(
    r"([〇○零O一二三四五六七八九]{2,4})年(?:([一二三四五六七八九十元正]{1,2})月"
    r"(?:([一二三四五六七八九十廿卅]{1,3})[日号])?)?"
)


class Date:
    """Cleans dates; None if blank.

    `allow_month` takes a month alone as its first day (入学年月), with a note.
    `allow_two_digit_year` is the last year that a two-digit year may mean (2035: 22 is
    2022, 65 is 1965), with a note; None refuses. `excel_1904` is the sheet's system.
    """

    def __init__(
        self,
        allow_month: bool = False,
        allow_two_digit_year: int | None = None,
        excel_1904: bool = False,
        earliest: date = date(1900, 1, 1),
        latest: date = date(2100, 12, 31),
    ):
        self.allow_month, self.last_year = allow_month, allow_two_digit_year
        self.excel_1904 = excel_1904
        self.earliest, self.latest = earliest, latest

    def __call__(self, cell, notes: Notes | None = None) -> date | None:
        if type(cell) is str:
            found = _FULL.fullmatch(cell)
            if found:
                day = _day(found[1], found[2], found[3])
            else:
                day = self._slow(cell, notes)
        elif type(cell) is date:
            day = cell
        else:
            day = self._typed(cell, notes)
        if day is not None and not self.earliest <= day <= self.latest:
            raise Fault(
                "date_out_of_range",
                earliest=self.earliest.isoformat(),
                latest=self.latest.isoformat(),
            )
        return day

    def _typed(self, cell, notes: Notes | None) -> date | None:
        if isinstance(cell, datetime):
            if cell.time() != time():
                note(notes, "date_time_dropped")
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, bool | time):
            raise Fault("date_unreadable")
        if isinstance(cell, int | float) and not abs(cell) < 10**9:
            raise Fault("date_unreadable")
        return self._slow(cell, notes)

    def _slow(self, cell, notes: Notes | None) -> date | None:
        text = " ".join(bare(cell).translate(_DASHES).split())
        if is_blank(text, notes):
            return None
        text = _western(text)
        found = _LOOSE.fullmatch(text)
        if found:
            return self._loose(found, notes)
        if text.isascii() and text.isdigit() and len(text) in (6, 8):
            return self._digits(text, notes)
        found = _MONTH.fullmatch(text)
        if found:
            return self._month(found, notes)
        return self._number(text, notes)

    def _loose(self, found: re.Match, notes: Notes | None) -> date:
        day = _day(self._year(found[1], notes), found[2], found[3])
        if found[4] and found[4].strip("0:.时分秒"):
            note(notes, "date_time_dropped")
        return day

    def _digits(self, text: str, notes: Notes | None) -> date:
        """20220411; 202204 is a month; 220411 has a two-digit year."""
        if len(text) == 8:
            return _day(text[:4], text[4:6], text[6:])
        if text[:2] in ("19", "20") and "01" <= text[4:] <= "12":
            return self._first(text[:4], text[4:], notes)
        return _day(self._year(text[:2], notes), text[2:4], text[4:])

    def _month(self, found: re.Match, notes: Notes | None) -> date:
        year, separator, month = found.groups()
        if len(year) == 2:
            if separator != "年":
                raise Fault("date_no_year")
            year = self._year(year, notes)
        if separator == "." and month == "1":
            raise Fault("date_january_or_october")
        return self._first(year, month, notes)

    def _first(self, year: str, month: str, notes: Notes | None) -> date:
        day = _day(year, month, "1")
        if not self.allow_month:
            raise Fault("date_month_only")
        note(notes, "date_month_only")
        return day

    def _year(self, year: str, notes: Notes | None) -> str:
        if len(year) == 4:
            return year
        if self.last_year is None:
            raise Fault("date_two_digit_year")
        note(notes, "date_two_digit_year")
        return str(self.last_year - (self.last_year - int(year)) % 100)

    def _number(self, text: str, notes: Notes | None) -> date:
        if _YEAR.fullmatch(text):
            raise Fault("date_year_only")
        if _YEAR_LAST.fullmatch(text):
            raise Fault("date_order")
        if _NO_YEAR.fullmatch(text):
            raise Fault("date_no_year")
        if _SERIAL.fullmatch(text):
            return self._serial(text, notes)
        raise Fault("date_unreadable")

    def _serial(self, text: str, notes: Notes | None) -> date:
        days = int(text.partition(".")[0])
        if not 1 <= days <= LAST_SERIAL:
            raise Fault("date_unreadable")
        if text.partition(".")[2].strip("0"):
            note(notes, "date_time_dropped")
        note(notes, "date_from_serial")
        return from_serial(days, self.excel_1904)


def from_serial(days: int, excel_1904: bool = False) -> date:
    """The day of a spreadsheet's serial number; `Fault` for its false 1900-02-29."""
    if excel_1904:
        return date(1904, 1, 1) + timedelta(days)
    if days == 60:
        raise Fault("date_not_real")
    return date(1899, 12, 30 if days > 60 else 31) + timedelta(days)


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Fault("date_not_real") from None


def _western(text: str) -> str:
    """二〇二二年四月十一日 → 2022年4月11日; any other text as it is."""
    found = _CHINESE.fullmatch("".join(text.split()))
    if not found:
        return text
    year = "".join(_NUMERALS[sign] for sign in found[1])
    month = f"{_ten(found[2])}月" if found[2] else ""
    day = f"{_ten(found[3])}日" if found[3] else ""
    return f"{year}年{month}{day}"


def _ten(words: str) -> int:
    """A Chinese numeral up to 99 (十一, 二十, 廿五); 0 for anything else."""
    words = words.replace("廿", "二十").replace("卅", "三十")
    words = words.replace("正", "一").replace("元", "一")
    tens, ten, ones = words.rpartition("十")
    tens = tens or ("一" if ten else "零")
    number = _NUMERALS.get(tens, ""), _NUMERALS.get(ones or "零", "")
    return int("".join(number)) if all(number) else 0
