"""What a column says in a file, as expressions of the database.

Labels of choices, yes and no, dates, money and the formula guard are all made in SQL:
a whole list can leave through one COPY.
"""

from django.db import models
from django.db.models import Case, F, Func, Value, When
from django.db.models.expressions import Col
from django.db.models.functions import Round
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from exchange.cleaning.guard import DANGER, PATTERN, guard
from exchange.columns import Column

TEXT = models.TextField()
AS_THEY_ARE = frozenset(["date", "money", "number"])
"""Kinds of cells that a workbook holds as values; everything else is a text there."""


class Guarded(Func):
    """A text behind the formula guard of `exchange.cleaning.guard`; NULL for no text.

    Most texts hold no dangerous sign at all, which costs less to see than to replace;
    only a plain column is worth asking twice.
    """

    def __init__(self, expression):
        super().__init__(expression, output_field=TEXT)

    def as_sql(self, compiler, connection, **context):
        inner = self.source_expressions[0]
        text, given = compiler.compile(inner)
        replaced = f"regexp_replace({text}, %s, '''', 'g')"
        if not isinstance(inner, Col):
            return f"nullif({replaced}, '')", [*given, PATTERN]
        sql = f"CASE WHEN {text} = '' THEN NULL WHEN {text} ~ %s THEN {replaced} ELSE {text} END"
        return sql, [*given, *given, DANGER, *given, PATTERN, *given]


def source_of(column: Column, reader):
    """Where the column's value stands, for this reader; a foreign key by its code."""
    if callable(column.source):
        return column.source(reader)
    if column.source:
        return F(column.source)
    if column.lookup:
        return F(f"{column.attribute}__{column.lookup.exact}")
    return F(column.attribute)


def written(column: Column, reader, *, typed: bool = False):
    """The expression of a cell: a text for CSV; `typed` keeps dates and numbers.

    A sensitive value comes as it is stored: only Python opens and masks it.
    """
    source = source_of(column, reader)
    if column.sensitive or (typed and column.kind in AS_THEY_ARE):
        return source
    return _WAYS.get(column.kind, _text)(column, source)


def yes_no() -> dict[bool, str]:
    """The words for yes and no in the language in force."""
    return {True: _("yes"), False: _("no")}


def _text(column: Column, source):
    return Guarded(source)


def _worded(words: dict, source, otherwise):
    cases = [When(Exact(source, Value(v)), then=Value(w)) for v, w in words.items()]
    return Case(*cases, default=otherwise, output_field=TEXT)


def _choice(column: Column, source):
    words = {value: guard(str(label)) for value, label in column.choices.choices}
    return _worded(words, source, Guarded(source))


def _yes_no(column: Column, source):
    return _worded(yes_no(), source, Value(None))


def _date(column: Column, source):
    return Func(source, Value("YYYY-MM-DD"), function="to_char", output_field=TEXT)


def _money(column: Column, source):
    return Round(source, precision=2)


def _number(column: Column, source):
    return source


_WAYS = {
    "choice": _choice,
    "yesno": _yes_no,
    "date": _date,
    "money": _money,
    "number": _number,
}
