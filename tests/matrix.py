"""What the matrix of people, pages and rows is made of: registers, rows, rights.

A new model needs one line in `ROWS`, and one in `CHILDREN` when it is shown inside
another's page. `tests/cells.py` says what is right in each cell.
"""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib import admin

from accounts.enums import Role
from accounts.models import (
    Department,
    Deputy,
    HandOver,
    Reveal,
    RoleHolding,
    RouteStep,
    Trail,
)
from accounts.roles import RIGHTS
from accounts.services.people import set_phone
from config import clock
from config.acting import acting
from config.admin.base import BaseAdmin
from config.models import JobProgress
from exchange.enums import RunState
from exchange.models import ImportRun
from tests.factories import make_organisation, make_request, make_route, make_user

_number = itertools.count(1)


# --- one row of each model, for a union --------------------------------------
def _department(union):
    name = f"{union.name}部室{next(_number)}"
    return Department.objects.create(organisation=union, name=name)


def _user(union):
    user = make_user("officer", organisation=union, name=f"{union.name}员工")
    set_phone(user=user, phone="13900001234", by=user)
    user.refresh_from_db()
    return user


def _deputy(union):
    return Deputy.objects.create(
        principal=_user(union),
        deputy=_user(union),
        valid_from=clock.working_date(),
        valid_to=clock.working_date() + timedelta(days=9),
        reason=union.name,
    )


def _hand_over(union):
    leaver = _user(union)
    return HandOver.objects.create(
        leaver=leaver,
        successor=_user(union),
        recorded_by=leaver,
        handed_on=clock.working_date(),
        recorded_at=clock.now(),
        items=[{"kind": "request", "row": 1, "label": "1", "organisation": union.name}],
    )


def _reveal(union):
    user = _user(union)
    return Reveal.objects.create(
        user=user,
        at=clock.now(),
        model="accounts.user",
        row=user.pk,
        field="phone",
        reason="phone",
        explanation=union.name,
    )


def _trail(union):
    with acting(_user(union).pk, "test"):
        row = _department(union)
    return Trail.objects.filter(table="accounts_department", row=row.pk).latest("pk")


def _job(union):
    return JobProgress.objects.create(
        job=10**9 + next(_number),
        task="config.sample",
        label=union.name,
        actor=_user(union).pk,
        queued_at=clock.now(),
        updated_at=clock.now(),
    )


def _route(union, **values):
    return make_route(
        ("apply", "maker", "officer", "own"),
        ("check", "checker", "reviewer", "district"),
        **{"issued": False, **values},
    )


def _request(union):
    return make_request(
        keeper=_user(union),
        route=_route(union, issued=True),
        title=f"{union.name}申请",
    )


def _import_run(union):
    """One that was taken over: its files and rows are asked for in `tests/exchange`."""
    return ImportRun.objects.create(
        resource="organisation",
        organisation=union,
        user=_user(union),
        uploaded_at=clock.now(),
        applied_at=clock.now(),
        state=RunState.APPLIED,
        digest=next(_number).to_bytes(32, "big"),
    )


ROWS: dict[str, Callable] = {
    "accounts.organisation": lambda union: make_organisation(
        "grassroots", union, name=f"{union.name}分会{next(_number)}"
    ),
    "accounts.department": _department,
    "accounts.user": _user,
    "accounts.roleholding": lambda union: RoleHolding.objects.get(user=_user(union)),
    "accounts.deputy": _deputy,
    "accounts.handover": _hand_over,
    "accounts.route": _route,
    "accounts.reveal": _reveal,
    "accounts.trail": _trail,
    "config.jobprogress": _job,
    "exchange.importrun": _import_run,
    "sample.request": _request,
}
"""Model label → a function that makes one row for a union; texts begin with its name."""


def _one_step_more(route):
    no = route.steps.count() + 1
    values = {"no": no, "code": f"s{no}", "label": f"s{no}"}
    return RouteStep.objects.create(route=route, role="officer", level="own", **values)


CHILDREN: dict[str, Callable] = {"accounts.routestep": _one_step_more}
"""Label of a model shown inside another's page → adds one such row to its parent."""


def make_row(model, union):
    label = model._meta.label_lower
    if label not in ROWS:
        pytest.fail(
            f"Say in ROWS of tests/matrix.py how one {label} is made for a union."
        )
    return ROWS[label](union)


def registers() -> list[BaseAdmin]:
    """Every register of ours, the sample among them."""
    found = [a for a in admin.site._registry.values() if isinstance(a, BaseAdmin)]
    return sorted(found, key=lambda register: register.opts.label_lower)


BY_ACTOR = {"accounts.trail", "config.jobprogress"}
"""What belongs to a union because one of its people did it."""


OWN_ONLY = {"exchange.importrun"}
"""Below the district everybody sees only what they made themselves."""


def is_scoped(model) -> bool:
    """Whether rows of the model belong to a union."""
    path = getattr(model, "scope_path", None)
    return path is not None or model._meta.label_lower in BY_ACTOR


# --- who may do what ---------------------------------------------------------
def may(role, thing: str, *verbs: str) -> bool:
    """Whether the table of rights gives the role one of these verbs."""
    return any(role in RIGHTS.get(thing, {}).get(verb, ()) for verb in verbs)


def role_for(thing: str) -> Role:
    """The role that may do most with a thing."""
    verbs = ("view", "add", "change", "delete")
    return max(Role, key=lambda role: sum(may(role, thing, verb) for verb in verbs))


def given(role) -> set[str]:
    """Every permission name that the table of rights gives the role."""
    return {
        "{0}.{verb}_{1}".format(*thing.split("."), verb=verb)
        for thing, verbs in RIGHTS.items()
        for verb, roles in verbs.items()
        if role in roles
    }
