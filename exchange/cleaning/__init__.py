"""Cells of spreadsheets to clean values: one callable object a column.

`cleaner(cell, notes=None)` gives the value (str, int, Decimal, date, bool), None for a
blank cell, or raises `Fault` – and nothing else, whatever the cell holds. With a `Notes`
list it also tells what was mended. Pure: no database, no clock, no settings.
"""

from exchange.cleaning.capitals import read_capitals, write_capitals
from exchange.cleaning.choices import Choice, YesNo
from exchange.cleaning.contact import BankAccount, Phone, luhn
from exchange.cleaning.dates import Date
from exchange.cleaning.faults import Fault, Note, Notes
from exchange.cleaning.guard import guard, strip_guard
from exchange.cleaning.identity import (
    ID_TYPE_WORDS,
    IdNumber,
    IdType,
    id_birth_on,
    id_check_digit,
    id_in_18,
    id_sex,
)
from exchange.cleaning.numbers import Integer, Money, unit_in
from exchange.cleaning.pinyin import initials_of, name_key, pinyin_of
from exchange.cleaning.text import Code, Name, Text

__all__ = [
    "ID_TYPE_WORDS",
    "BankAccount",
    "Choice",
    "Code",
    "Date",
    "Fault",
    "IdNumber",
    "IdType",
    "Integer",
    "Money",
    "Name",
    "Note",
    "Notes",
    "Phone",
    "Text",
    "YesNo",
    "guard",
    "id_birth_on",
    "id_check_digit",
    "id_in_18",
    "id_sex",
    "initials_of",
    "luhn",
    "name_key",
    "pinyin_of",
    "read_capitals",
    "strip_guard",
    "unit_in",
    "write_capitals",
]
