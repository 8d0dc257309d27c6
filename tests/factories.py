"""Rows for tests, with traits for every stage; everything is invented."""

import itertools
from datetime import date

from accounts.enums import Outcome
from accounts.models import Organisation, RoleHolding, Route, RouteStep, User
from accounts.services.routes import issue_route
from accounts.services.steps import take_step
from config.acting import acting
from tests.sample.models import Request

ON = date(2022, 12, 20)
PASSWORD = "Winter-relief-2022"
_number = itertools.count(1)


def make_organisation(kind="grassroots", parent=None, **values):
    number = next(_number)
    values.setdefault("code", f"T{number:05}")
    values.setdefault("name", f"第{number}工会")
    organisation = Organisation.objects.create(kind=kind, parent=parent, **values)
    organisation.refresh_from_db()
    return organisation


def make_user(*roles, organisation, number=None, password=None, **values):
    """Somebody who may sign in at once; with `first_password` the change is due."""
    number = number or f"u{next(_number)}"
    values.setdefault("name", f"员工{number}")
    user = User(
        staff_number=number,
        organisation=organisation,
        must_change_password=values.pop("first_password", False),
        **values,
    )
    user.set_password(password or PASSWORD)
    user.save()
    RoleHolding.objects.bulk_create(RoleHolding(user=user, role=r) for r in roles)
    return User.objects.select_related("organisation").get(pk=user.pk)


def make_route(*steps, kind="aid_case", name=None, issued=True, **values):
    """A route of (code, seat, role, level[, days[, skip]]) steps."""
    values.setdefault("valid_from", date(2022, 1, 1))
    route = Route.objects.create(
        kind=kind, name=name or f"流程{next(_number)}", **values
    )
    for no, (code, seat, role, level, *more) in enumerate(steps, 1):
        days, skip = [*more, None, None][:2]
        RouteStep.objects.create(
            route=route,
            no=no,
            code=code,
            label=code,
            seat=seat,
            role=role,
            level=level,
            days=days,
            skip_condition=skip or "",
        )
    return issue_route(route=route) if issued else route


def make_request(*, keeper, route, organisation=None, taken=(), **values):
    """A request; `taken` lists the people who took the steps so far, in order."""
    request = Request.objects.create(
        title=values.pop("title", f"申请{next(_number)}"),
        organisation=organisation or keeper.organisation,
        keeper=keeper,
        route=route,
        **values,
    )
    for person in taken:
        step_as(person, request)
    request.refresh_from_db()
    return request


def step_as(person, *requests, outcome=Outcome.DONE, on=ON, **values):
    """`person` takes a step of these requests, as the service does it."""
    with acting(person.pk, "test"):
        return take_step(
            procedures=Request.objects.filter(pk__in=[r.pk for r in requests]),
            by=person,
            on=on,
            outcome=outcome,
            **values,
        )
