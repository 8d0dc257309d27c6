"""A page costs the same number of queries for one row as for fifty."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cells import address
from tests.factories import make_user
from tests.matrix import CHILDREN, make_row, registers, role_for

MANY = 50
ENOUGH = 14
"""Queries that any page may cost; session, person and actor take six of them."""

every_register = pytest.mark.parametrize(
    "register", registers(), ids=lambda register: register.opts.label_lower
)


@pytest.fixture
def reader(federation, sign_in):
    """reader(register) → a signed-in client of the role that may do most with it."""

    def of(register):
        role = role_for(register.opts.label_lower)
        return sign_in(make_user(role, organisation=federation))

    return of


def cost(client, pages: dict[str, str]) -> dict[str, list[str]]:
    """Page → the statements it runs, without their values; seen once before."""
    found = {}
    for name, url in pages.items():
        assert client.get(url).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        found[name] = [plain(query["sql"]) for query in captured.captured_queries]
    return found


def plain(sql: str) -> str:
    return re.sub(r"'[^']*'|\d+", "…", sql)


def faults(few: dict, many: dict) -> list[str]:
    """Pages that cost too much, or more with more rows, and what they ask then."""
    found = [
        f"{page}: {len(asked)}" for page, asked in few.items() if len(asked) > ENOUGH
    ]
    for page, asked in many.items():
        if len(asked) > len(few[page]):
            more = {sql for sql in asked if asked.count(sql) > few[page].count(sql)}
            found += [f"{page}: {len(few[page])} → {len(asked)}", *more]
    return found


def pages_of(register, row) -> dict[str, str]:
    url = address(register, "changelist")
    pages = ("change", "history")
    rows = {page: address(register, page, row) for page in pages}
    return {"list": url, "print": f"{url}?print=1", **rows}


@every_register
def test_pages_cost_the_same_with_fifty_rows(register, union, reader):
    client, row = reader(register), make_row(register.model, union)
    pages = pages_of(register, row)
    few = cost(client, pages)

    for _ in range(MANY - 1):
        make_row(register.model, union)

    assert faults(few, cost(client, pages)) == []


@every_register
def test_a_form_costs_the_same_with_fifty_children(register, union, reader):
    client, row = reader(register), make_row(register.model, union)
    pages = {"change": address(register, "change", row)}
    few = cost(client, pages)

    for inline in register.inlines:
        add_children(inline.model._meta.label_lower, row)

    assert faults(few, cost(client, pages)) == []


def add_children(label: str, row):
    if label not in CHILDREN:
        pytest.fail(f"Say in CHILDREN of tests/matrix.py how one {label} is added.")
    for _ in range(MANY):
        CHILDREN[label](row)
