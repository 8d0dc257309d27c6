"""Everybody opens everything: each role, each page, each row, by GET and by POST."""

import json
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.forms import ModelChoiceField
from django.test import Client
from django.urls import resolve

from accounts.enums import Role
from config.admin.base import BaseAdmin
from tests.cells import BEGINNING, Person
from tests.factories import make_user
from tests.house import our_models
from tests.matrix import is_scoped, make_row, may, registers

FOREIGN = f"{BEGINNING}单位工会"
OFFICE = [Person(role, "federation") for role in Role if role != Role.OFFICER]
LOCAL = [Person(role, "union") for role in Role]
OUTSIDE = {"login", "logout", "view_on_site", "demo_sign_in"}
"""Pages that are no cell: sign-in and sign-out have tests of their own."""


@pytest.fixture
def foreign_union(other_union):
    other_union.name = FOREIGN
    other_union.save()
    return other_union


@pytest.fixture
def rows(union, foreign_union):
    """Register → one row of the own union and one of another."""
    return {
        register: (
            make_row(register.model, union),
            make_row(register.model, foreign_union),
        )
        for register in registers()
    }


def writes() -> int:
    """How many rows of ours this transaction wrote so far, undone ones included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)"
            " FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)",
            [[model._meta.db_table for model in our_models()]],
        )
        return cursor.fetchone()[0]


def stored(row) -> dict | None:
    return row and type(row).objects.filter(pk=row.pk).values().first()


def text_of(response) -> str:
    """What the page says, when it says anything."""
    if response.status_code != 200:
        return ""
    if response.streaming:
        return b"".join(response.streaming_content).decode(errors="replace")
    if "json" in response["Content-Type"]:
        return json.dumps(response.json(), ensure_ascii=False)
    return response.content.decode()


def request(cell, client):
    """The answer, how many rows were written for it, and whether the kept row stays."""
    kept, before = stored(cell.keeps), writes()
    if cell.method == "POST":
        response = client.post(cell.url, cell.data)
    else:
        response = client.get(cell.url)
    return response, writes() - before, stored(cell.keeps) == kept


def faults_in(cell, person, client) -> list[str]:
    """What is wrong with the answer; whatever was written is taken back."""
    with transaction.atomic():
        try:
            response, written, stays = request(cell, client)
        except Exception as error:
            return [f"{cell}: fails with {error!r}"]
        finally:
            transaction.set_rollback(True)
    text = text_of(response)
    leaks = person.place == "union" and FOREIGN in text
    checks = {
        f"answers {response.status_code}, not {set(cell.right)}": (
            response.status_code not in cell.right
        ),
        f"writes {written} rows": bool(written) and not cell.may_write,
        "changes another union's row": not stays,
        "names another union": leaks and is_within_scope(cell.model),
        "does not list a row in scope": any(f'"{u}' not in text for u in cell.shows),
        "lists a row out of scope": any(f'"{u}' in text for u in cell.hides),
    }
    return [f"{cell}: {words}" for words, wrong in checks.items() if wrong]


def is_within_scope(model) -> bool:
    """Whether a page is held to the scope; registers of the whole office are not."""
    return model is None or hasattr(model, "scope_path")


@pytest.mark.parametrize("person", [*OFFICE, *LOCAL], ids=str)
def test_every_page_answers_as_role_and_scope_say(
    person, rows, federation, union, sign_in
):
    place = federation if person.place == "federation" else union
    client = sign_in(make_user(person.role, organisation=place, number="me"))
    client.get("/admin/")

    faults = [f for cell in person.cells(rows) for f in faults_in(cell, person, client)]

    assert not faults, "\n".join(faults)


def choosers(register, request) -> list:
    """The fields by which a register's form or its inlines choose other rows."""
    forms = [register.get_form(request, None)]
    for inline in register.get_inline_instances(request, None):
        forms.append(inline.get_formset(request, None).form)
    fields = [field for form in forms for field in form.base_fields.values()]
    return [field for field in fields if isinstance(field, ModelChoiceField)]


@pytest.mark.parametrize("person", LOCAL, ids=str)
def test_no_form_offers_or_takes_another_unions_row(person, rows, union, rf):
    request = rf.get("/admin/")
    request.user = make_user(person.role, organisation=union, number="me")
    theirs = {type(foreign): foreign.pk for _, foreign in rows.values()}

    offered = {
        f"{register.opts.label} {field.label}"
        for register in registers()
        if may(person.role, register.opts.label_lower, "add", "change")
        for field in choosers(register, request)
        if is_scoped(field.queryset.model)
        and field.queryset.filter(pk=theirs.get(field.queryset.model)).exists()
    }

    assert offered == set()


def test_who_is_not_signed_in_is_sent_to_sign_in(rows):
    client, cells = Client(), Person(Role.SYSADMIN, "federation").cells(rows)
    free = {"jsi18n", "preferences"}

    answers = {
        str(cell): client.generic(cell.method, cell.url)
        for cell in cells
        if resolve(urlsplit(cell.url).path).url_name not in free
    }

    assert {a.status_code for a in answers.values()} == {302}
    assert {a["Location"].split("?")[0] for a in answers.values()} == {"/admin/login/"}


def test_the_matrix_knows_every_page(rows):
    cells = [c for person in (*OFFICE, *LOCAL) for c in person.cells(rows)]
    visited = {resolve(urlsplit(cell.url).path).url_name for cell in cells}

    patterns = [p for a in registers() for p in a.get_urls()] + admin.site.get_urls()
    names = {getattr(pattern, "name", None) for pattern in patterns} - {None}

    assert names - visited - OUTSIDE == set(), "Add these pages to tests/cells.py."


def test_the_matrix_has_more_than_a_thousand_cells(rows, record_property):
    count = sum(1 for p in (*OFFICE, *LOCAL) for _ in p.cells(rows))

    record_property("cells", count)
    assert count > 1000


def test_every_register_stands_on_our_base():
    strangers = [
        model._meta.label
        for model, register in admin.site._registry.items()
        if not isinstance(register, BaseAdmin)
    ]

    assert strangers == [], "Unregister them, or register them on BaseAdmin."
