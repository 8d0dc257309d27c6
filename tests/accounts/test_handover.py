"""A leaver's open work goes to a successor in one act; deputies and routes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Deputy, Route
from accounts.queries import kinds_without_route, open_work_of, staffing
from accounts.services.handover import (
    LastAdministrator,
    MayNotClose,
    SuccessorElsewhere,
    SuccessorInactive,
    hand_over,
)
from accounts.services.people import take_on_again
from accounts.services.routes import (
    RouteIncomplete,
    RouteOverlaps,
    copy_route,
    issue_route,
)
from config.errors import constraint_name
from tests.factories import ON, make_request, make_route, make_user, step_as


def give(leaver, successor, by, leaves=False):
    return hand_over(leaver=leaver, successor=successor, on=ON, leaves=leaves, by=by)


def test_open_work_changes_hands_and_the_list_says_what(
    route, officer, union, caseworker, reviewer, supervisor
):
    draft = make_request(keeper=officer, route=route)
    running = make_request(keeper=officer, route=route, taken=[officer])
    done = make_request(keeper=officer, route=route, taken=[officer, caseworker])
    step_as(reviewer, done)
    step_as(supervisor, done)
    successor = make_user("officer", organisation=union)

    record = give(officer, successor, supervisor)

    rows = {item["row"] for item in record.items}
    assert rows == {draft.pk, running.pk, done.pk}
    assert (open_work_of(officer), open_work_of(successor)) == (0, 2)
    assert step_as(successor, done, outcome="closed").done == [done.pk]


def test_what_is_closed_stays_with_who_closed_it(
    route, officer, union, caseworker, reviewer, supervisor
):
    row = make_request(keeper=officer, route=route, taken=[officer, caseworker])
    for person, outcome in (
        (reviewer, "done"),
        (supervisor, "done"),
        (officer, "closed"),
    ):
        step_as(person, row, outcome=outcome)

    record = give(officer, make_user("officer", organisation=union), supervisor)

    assert record.items == []


def test_who_leaves_for_good_cannot_sign_in_and_deputises_no_more(
    officer, union, supervisor, secadmin
):
    successor = make_user("officer", organisation=union)
    Deputy.objects.create(
        principal=supervisor,
        deputy=officer,
        valid_from=date(2022, 12, 1),
        valid_to=date(2023, 1, 31),
        reason="出差",
    )

    give(officer, successor, secadmin, leaves=True)

    officer.refresh_from_db()
    assert (officer.is_active, officer.left_on) == (False, ON)
    assert not officer.holdings.exists()
    assert Deputy.objects.get().valid_to == ON


def test_only_the_security_administrator_closes_an_account(officer, union, supervisor):
    successor = make_user("officer", organisation=union)

    with pytest.raises(MayNotClose):
        give(officer, successor, supervisor, leaves=True)


def test_the_last_administrator_of_a_kind_stays(sysadmin, federation, secadmin):
    successor = make_user("sysadmin", organisation=federation)
    give(sysadmin, successor, secadmin, leaves=True)

    with pytest.raises(LastAdministrator):
        give(successor, secadmin, secadmin, leaves=True)


def test_who_left_may_be_taken_on_again_without_roles(
    officer, union, secadmin, sysadmin
):
    give(officer, make_user("officer", organisation=union), secadmin, leaves=True)
    officer.refresh_from_db()

    take_on_again(user=officer, by=sysadmin)

    officer.refresh_from_db()
    assert officer.is_active and not officer.holdings.exists()


def test_a_closed_account_takes_nothing_over(officer, union, supervisor):
    successor = make_user("officer", organisation=union, is_active=False)

    with pytest.raises(SuccessorInactive):
        give(officer, successor, supervisor)


def test_somebody_who_does_not_see_the_union_takes_nothing_over(
    officer, stranger, supervisor
):
    with pytest.raises(SuccessorElsewhere):
        give(officer, stranger, supervisor)


def test_a_deputy_is_another_person(supervisor):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Deputy.objects.create(
            principal=supervisor,
            deputy=supervisor,
            valid_from=ON,
            valid_to=ON,
            reason="x",
        )

    assert constraint_name(caught.value) == "accounts_deputy_other_person"


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [("apply", "maker", "officer", "own")],
        [("check", "checker", "reviewer", "own"), ("x", "maker", "officer", "own")],
    ],
)
def test_an_incomplete_route_cannot_be_issued(db, steps):
    with pytest.raises(RouteIncomplete):
        issue_route(route=make_route(*steps, issued=False))


def test_two_routes_of_one_name_do_not_hold_on_the_same_day(route):
    double = copy_route(route=route, valid_from=date(2023, 1, 1))
    Route.objects.filter(pk=route.pk).update(valid_to=date(2023, 6, 30))

    with pytest.raises(RouteOverlaps):
        issue_route(route=double)


def test_a_copy_ends_the_old_route_on_the_day_before(route):
    fresh = issue_route(route=copy_route(route=route, valid_from=date(2023, 1, 1)))

    route.refresh_from_db()
    assert route.valid_to == date(2022, 12, 31)
    assert fresh.steps.count() == route.steps.count()
    assert list(Route.objects.in_force(date(2023, 1, 1)).filter(name=route.name)) == [
        fresh
    ]


def check_of(route):
    return next(entry for entry in staffing(ON) if entry.route == route)


def test_a_step_that_nobody_can_take_is_named(route, officer, caseworker, reviewer):
    entry = check_of(route)

    assert [part.step.code for part in entry.nobody] == ["approve"]
    assert not entry.passable


def test_enough_people_pass_a_route(route, officer, caseworker, reviewer, supervisor):
    assert check_of(route).passable


def test_one_person_in_two_seats_is_not_enough(db, federation):
    both = make_user("officer", "reviewer", organisation=federation)
    route = make_route(
        ("apply", "maker", "officer", "own"), ("check", "checker", "reviewer", "own")
    )

    assert check_of(route).short_of_hands
    make_user("officer", organisation=federation)
    assert check_of(route).passable
    assert both.pk


def test_every_kind_of_work_has_a_standard_route(db):
    assert kinds_without_route(ON) == []


def test_unions_without_anybody_for_a_step_are_counted(
    route, officer, other_union, street_reviewer
):
    by_code = {part.step.code: part for part in check_of(route).steps}

    assert by_code["apply"].unions_without == 1
    assert by_code["check"].unions_without == 1
