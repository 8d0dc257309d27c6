"""Every permission the code asks for stands in the one table of rights."""

import ast

from django.contrib import admin
from django.urls import reverse

from accounts.roles import RIGHTS, permission
from config.navigation import GROUPS
from tests.house import name_of, nodes

PERMISSIONS = {
    permission(thing, verb) for thing, verbs in RIGHTS.items() for verb in verbs
}


def asked_permissions() -> dict[str, str]:
    """Permission → a place in our code that asks for it."""
    found = {}
    for file, call in nodes(ast.Call):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        values = call.args[:1] if name in {"has_perm", "roles_with"} else []
        if name == "service_action":
            values = [k.value for k in call.keywords if k.arg == "permission"]
        for value in values:
            if isinstance(value, ast.Constant):
                found[value.value] = f"{name_of(file)}:{call.lineno}"
    return found


def test_every_permission_asked_for_stands_in_the_table_of_rights():
    asked = asked_permissions()

    assert asked
    assert {n: where for n, where in asked.items() if n not in PERMISSIONS} == {}


def test_every_button_asks_for_a_permission_of_the_table():
    actions = [
        action
        for register in admin.site._registry.values()
        for on in ("row", "rows", "list")
        for action in getattr(register, "service_actions", lambda on: [])(on)
    ]

    assert {a.permission for a in actions} <= PERMISSIONS


def test_every_entry_of_the_sidebar_leads_somewhere():
    entries = [entry for group in GROUPS for entry in group.entries]

    assert all(reverse(entry.url_name) for entry in entries)
    assert {entry.permission for entry in entries} - {""} <= PERMISSIONS


def test_who_may_act_on_something_may_see_it():
    blind = {
        f"{role} {verb} {thing}"
        for thing, verbs in RIGHTS.items()
        for verb, roles in verbs.items()
        for role in set(roles) - set(verbs["view"])
    }

    assert blind == set()
