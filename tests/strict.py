"""Rules that hold in every test, beside what the test itself asserts.

`Undefined` fails on a variable that one of our templates uses and nobody gave. The two
guards of the compiler shuffle what a query of ours returns without an order, and refuse
locks that are not taken as `model.md` §0 says.
"""

import copy
import random
import sys
from pathlib import Path

from django.db.models.query import MAX_GET_RESULTS
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import MULTI
from django.template.base import FilterExpression, Node

from tests.house import HOUSE, room_of

TEMPLATES = HOUSE / "templates"


class Undefined(str):
    """Stands as `string_if_invalid`: fails in our templates, is empty in others.

    Django's own templates use undefined variables freely and expect an empty text.
    """

    def __new__(cls):
        return super().__new__(cls, "%s")

    def __init__(self):
        self.found: list[str] = []

    def __mod__(self, variable):
        expression, template = where()
        if template and Path(template).is_relative_to(TEMPLATES):
            self.found.append(f"{template}: {variable}")
            raise AssertionError(
                f"undefined template variable {variable} in {template}"
            )
        return as_if_empty(*expression) if expression else ""

    def __str__(self):
        return ""


def where() -> tuple[tuple | None, str]:
    """The expression being resolved with its context, and the template of its node."""
    frame, expression = sys._getframe(2), None
    while frame is not None:
        subject = frame.f_locals.get("self")
        if expression is None and isinstance(subject, FilterExpression):
            expression = subject, frame.f_locals["context"]
        if isinstance(subject, Node) and hasattr(subject, "origin"):
            return expression, subject.origin.name
        frame = frame.f_back
    return expression, ""


def as_if_empty(expression, context):
    """What Django makes of an undefined variable by default: '' through the filters."""
    plain = copy.copy(expression)
    plain.var, plain.is_var = "", False
    return plain.resolve(context)


# --- queries -----------------------------------------------------------------
def is_ordered(query) -> bool:
    """Whether the order of the rows is said, by the query or by the model."""
    by_model = (
        query.default_ordering and query.get_meta().ordering and not query.group_by
    )
    return bool(query.order_by or query.extra_order_by or by_model)


def is_get(query) -> bool:
    """Whether this is `QuerySet.get`, which looks for one row and takes no order."""
    return (query.low_mark, query.high_mark) == (0, MAX_GET_RESULTS)


def lock_fault(query) -> str:
    """What is wrong with how a query locks its rows; empty when nothing is."""
    if not query.select_for_update:
        return ""
    if not query.select_for_no_key_update:
        return "no_key=True is missing"
    if tuple(query.select_for_update_of) != ("self",):
        return 'of=("self",) is missing'
    return "" if is_ordered(query) or is_get(query) else 'order_by("pk") is missing'


def shuffled(rows: list, chance: random.Random) -> list:
    """The rows in another order than they came in."""
    mixed = list(rows)
    chance.shuffle(mixed)
    return mixed if mixed != rows else mixed[::-1]


def strict_execute(execute_sql, chance: random.Random):
    """`SQLCompiler.execute_sql` that holds our models to the two rules of queries."""

    def execute(self, result_type=MULTI, *args, **options):
        query = self.query
        ours = query.model is not None and room_of(query.model)
        selects = type(self).__name__ == SQLCompiler.__name__
        if not ours or result_type != MULTI or not selects:
            return execute_sql(self, result_type, *args, **options)
        name = query.model._meta.label
        fault = lock_fault(query)
        assert not fault, f"select_for_update on {name}: {fault}"
        if is_ordered(query) or is_get(query):
            return execute_sql(self, result_type, *args, **options)
        assert not query.is_sliced, f"a slice of {name} without an order is chance"
        chunks = execute_sql(self, result_type, *args, **options)
        if isinstance(chunks, list):
            return [shuffled([row for chunk in chunks for row in chunk], chance)]
        return (shuffled(chunk, chance) for chunk in chunks)

    return execute


def make_strict(monkeypatch, engine) -> Undefined:
    """Puts all three rules in force until the test ends; returns what templates lacked."""
    undefined = Undefined()
    monkeypatch.setattr(engine, "string_if_invalid", undefined)
    execute = strict_execute(SQLCompiler.execute_sql, random.Random(2022))
    monkeypatch.setattr(SQLCompiler, "execute_sql", execute)
    return undefined
