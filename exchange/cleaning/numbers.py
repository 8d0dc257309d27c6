"""Amounts of money and whole numbers, exact: Decimal and int, never float.

The unit of an amount comes from the cell, else the header, else the unit line
(单位：万元), else the field; two that disagree stop. Blank is not zero.
Source: domain/assistance.md §5, reality 9.
"""

import re
from decimal import Context, Decimal, Inexact, InvalidOperation

from exchange.cleaning.capitals import read_capitals
from exchange.cleaning.cells import bare, is_blank
from exchange.cleaning.faults import Fault, Notes, note

UNITS = {
    "分": Decimal("0.01"),
    "角": Decimal("0.1"),
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "十万元": Decimal(100_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
"""Yuan of one unit."""

LARGEST = Decimal(10) ** 13
"""Yuan; anything as large is a mistake and would not fit its column (16, 2)."""

_CENT, _ZERO = Decimal("0.01"), Decimal("0.00")
_EXACT = Context(prec=28, traps=[Inexact, InvalidOperation])
_EXCEL_DIGITS = 15
_ORDINARY = re.compile(
    r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}|[1-9][0-9]{0,11})(?:\.[0-9]{1,4})?"
)
_UNIT = "(?:人民币)?([十百千万亿]*[元圆块]|万|亿|角|分)"
_HEADER_UNIT = re.compile(
    rf"[(\[【〔]{_UNIT}(?:/[^)\]】〕]*)?[)\]】〕]|单位:?{_UNIT}|[/:_-]{_UNIT}$|^{_UNIT}$"
)
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[-+])?(?:¥|RMB|CNY|人民币:?)? ?(?P<inner>[-+])?"
    r"(?P<digits>[0-9][0-9, ]*|(?=\.))(?P<places>\.[0-9]*)?"
    r" ?(?P<unit>(?:[十百千]?万|百|千|亿)[元圆块]?|元|圆|块|角|分)?整?(?P<close>\))?"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([, ])[0-9]{3})(?:\1[0-9]{3})*|[0-9]+")
_MINUS = str.maketrans("−–—﹣￥", "----¥")
_DIGITS = re.compile("[0-9]{1,15}")
_INTEGER = re.compile(
    r"([-+]?)([0-9][0-9, ]*)(\.[0-9]+)?(?:[人次户个天岁件份家场期名位套台]{0,2})"
)


def unit_in(text: str) -> str | None:
    """The money unit in a header or unit line: 金额（万元）, 单位：元; else None.

    Raises `Fault` for a unit that nobody uses (万亿元).
    """
    found = _HEADER_UNIT.search("".join(bare(text).split()))
    return _unit_name(found[found.lastindex]) if found else None


def _unit_name(written: str) -> str:
    unit = written.replace("圆", "元").replace("块", "元")
    unit = unit if unit[-1] in "元角分" else unit + "元"
    if unit not in UNITS:
        raise Fault("money_unit_unknown", unit=unit)
    return unit


class Money:
    """Cleans amounts to yuan, a Decimal with at most two decimals; None if blank.

    `unit` is the field's own; `header` and `unit_line` are the texts (or units) found
    on the sheet. Units that disagree, or an unknown one, raise `Fault` on creation.
    """

    def __init__(
        self,
        unit: str = "元",
        header: str | None = None,
        unit_line: str | None = None,
        allow_negative: bool = False,
    ):
        stated = [
            found for text in (header, unit_line) if (found := unit_in(text or ""))
        ]
        if len(set(stated)) > 1:
            raise Fault("money_units_disagree", one=stated[0], other=stated[1])
        self.stated = stated[0] if stated else None
        self.unit = self.stated or _unit_name(unit or "元")
        self.factor = UNITS[self.unit]
        self.allow_negative = allow_negative

    def __call__(self, cell, notes: Notes | None = None) -> Decimal | None:
        if type(cell) is str and _ORDINARY.fullmatch(cell):
            return self._bounded(_yuan(Decimal(cell.replace(",", "")), self.factor))
        if type(cell) is float:
            return self._float(cell, notes)
        if type(cell) is int:
            if abs(cell) >= LARGEST:
                raise Fault("money_too_large")
            return self._bounded(_yuan(Decimal(cell), self.factor))
        if isinstance(cell, bool):
            raise Fault("money_unreadable")
        text = bare(cell).translate(_MINUS)
        if is_blank(text, notes):
            return None
        return self._bounded(self._read(text.upper()))

    def _float(self, cell: float, notes: Notes | None) -> Decimal:
        if not abs(cell) < 1e15:
            bare(cell)
            raise Fault("money_too_large")
        try:
            return self._bounded(_yuan(Decimal(repr(cell)), self.factor))
        except Fault as fault:
            # 0.1 + 0.2: no spreadsheet shows what lies beyond fifteen digits.
            shown = Decimal(format(cell, f".{_EXCEL_DIGITS}g"))
            if fault.rule != "money_third_decimal" or abs(cell) >= 1e11:
                raise
            value = self._bounded(_yuan(shown, self.factor))
        note(notes, "money_rounding_noise")
        return value

    def _read(self, text: str) -> Decimal:
        found = _AMOUNT.fullmatch(text)
        if not found or bool(found["open"]) != bool(found["close"]):
            return self._in_words(text)
        if len([s for s in ("open", "sign", "inner") if found[s]]) > 1:
            raise Fault("money_unreadable")
        digits = found["digits"].rstrip(" ")
        if digits and not _GROUPED.fullmatch(digits):
            raise Fault("money_separators")
        places = (found["places"] or "").rstrip("0").rstrip(".")
        if not digits and not places:
            raise Fault("money_unreadable")
        if len(digits) > 20:
            raise Fault("money_too_large")
        value = Decimal(re.sub("[, ]", "", digits or "0") + places)
        if found["open"] or "-" in ((found["sign"] or "") + (found["inner"] or "")):
            value = -value
        return _yuan(value, self._factor_of(found["unit"]))

    def _factor_of(self, written: str | None) -> Decimal:
        if not written:
            return self.factor
        unit = _unit_name(written)
        if self.stated and self.stated != unit:
            raise Fault("money_units_disagree", one=unit, other=self.stated)
        return UNITS[unit]

    def _in_words(self, text: str) -> Decimal:
        value = read_capitals(text)
        if value is None:
            raise Fault("money_unreadable")
        if self.stated and self.stated != "元":
            raise Fault("money_units_disagree", one="元", other=self.stated)
        return value

    def _bounded(self, value: Decimal) -> Decimal:
        if value < 0 and not self.allow_negative:
            raise Fault("money_negative")
        if abs(value) >= LARGEST:
            raise Fault("money_too_large")
        return value


def _yuan(value: Decimal, factor: Decimal) -> Decimal:
    """The amount in yuan with two decimals; `Fault` if it does not end at whole fen."""
    try:
        return _EXACT.quantize(_EXACT.multiply(value, factor), _CENT) or _ZERO
    except Inexact:
        raise Fault("money_third_decimal") from None
    except InvalidOperation:
        raise Fault("money_too_large") from None


def _is_whole(cell) -> bool:
    if type(cell) is str:
        return bool(_DIGITS.fullmatch(cell))
    return type(cell) is float and cell.is_integer() and abs(cell) < 1e15


class Integer:
    """Whole numbers between two bounds (both belong); counters (人, 次) may follow."""

    def __init__(self, minimum: int | None = None, maximum: int | None = None):
        self.minimum = -(2**31) if minimum is None else minimum
        self.maximum = 2**31 - 1 if maximum is None else maximum

    def __call__(self, cell, notes: Notes | None = None) -> int | None:
        if type(cell) is int:
            value = cell
        elif _is_whole(cell):
            value = int(cell)
        else:
            value = self._read(cell, notes)
        if value is not None and not self.minimum <= value <= self.maximum:
            facts = {"minimum": self.minimum, "maximum": self.maximum}
            raise Fault("integer_range", **facts)
        return value

    @staticmethod
    def _read(cell, notes: Notes | None) -> int | None:
        text = bare(cell).translate(_MINUS)
        if is_blank(text, notes):
            return None
        found = _INTEGER.fullmatch(text)
        if not found or not _GROUPED.fullmatch(found[2].rstrip(" ")):
            raise Fault("integer_unreadable")
        if found[3] and found[3].strip(".0"):
            raise Fault("integer_fraction")
        if len(found[2]) > 20:
            raise Fault("integer_unreadable")
        value = int(re.sub("[, ]", "", found[2]))
        return -value if found[1] == "-" else value
