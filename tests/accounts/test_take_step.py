"""A procedure goes from hand to hand along its route."""

import pytest

from accounts.enums import Outcome, State
from accounts.models import Deputy
from accounts.services import steps
from accounts.services.steps import NoDeputy
from tests.factories import ON, make_request, make_user, step_as
from tests.sample.models import Request, RequestStep

REASON = [{"field": "title", "reason": "unclear", "text": "看不清"}]


@pytest.fixture
def submitted(route, officer):
    return make_request(keeper=officer, route=route, taken=[officer])


@pytest.fixture
def checked(route, officer, caseworker, reviewer):
    return make_request(
        keeper=officer, route=route, taken=[officer, caseworker, reviewer]
    )


def test_submission_starts_the_run_and_sets_the_day_it_is_due(submitted):
    assert (submitted.state, submitted.step_no) == (State.RUNNING, 1)
    assert submitted.due_on.isoformat() == "2022-12-25"


def test_the_last_step_approves(checked, supervisor):
    taken = step_as(supervisor, checked)

    checked.refresh_from_db()
    assert taken.done == [checked.pk]
    assert (checked.state, checked.due_on) == (State.APPROVED, None)


def test_another_role_cannot_take_the_step(submitted, finance):
    taken = step_as(finance, submitted)

    assert taken.exceptions == {submitted.pk: str(steps.NOT_YOURS)}


def test_a_lower_level_cannot_take_a_district_step(checked, street):
    local = make_user("supervisor", organisation=street)

    assert step_as(local, checked).exceptions == {checked.pk: str(steps.NOT_YOURS)}


def test_a_subdistrict_reviewer_checks_only_below_the_own_street(
    submitted, caseworker, street_reviewer, stranger, route
):
    foreign = make_request(keeper=stranger, route=route, taken=[stranger, caseworker])
    step_as(caseworker, submitted)

    taken = step_as(street_reviewer, submitted, foreign)

    assert taken.done == [submitted.pk]
    assert taken.exceptions == {foreign.pk: str(steps.NOT_YOURS)}


def test_one_person_cannot_hold_two_seats(route, federation, caseworker):
    both = make_user("officer", "reviewer", organisation=federation)
    request = make_request(keeper=both, route=route, taken=[both, caseworker])

    assert step_as(both, request).exceptions == {request.pk: str(steps.SECOND_HAND)}


def test_somebody_elses_work_passes_the_same_person(
    route, federation, caseworker, officer
):
    both = make_user("officer", "reviewer", organisation=federation)
    request = make_request(keeper=officer, route=route, taken=[officer, caseworker])

    assert step_as(both, request).done == [request.pk]


def test_a_step_without_a_seat_may_be_taken_by_who_holds_one(
    route, federation, reviewer
):
    visits = make_user("officer", "caseworker", organisation=federation)
    request = make_request(keeper=visits, route=route, taken=[visits])

    assert step_as(visits, request).done == [request.pk]


def test_a_skip_needs_the_route_to_allow_it(submitted, caseworker, reviewer):
    allowed = step_as(caseworker, submitted, outcome=Outcome.SKIPPED)
    refused = step_as(reviewer, submitted, outcome=Outcome.SKIPPED)

    assert allowed.done == [submitted.pk]
    assert refused.exceptions == {submitted.pk: str(steps.NO_SKIP)}


def test_a_return_to_the_maker_begins_a_new_cycle(submitted, caseworker, reviewer):
    step_as(caseworker, submitted)
    step_as(reviewer, submitted, outcome=Outcome.RETURNED, return_to=1, reasons=REASON)

    submitted.refresh_from_db()
    assert (submitted.state, submitted.cycle, submitted.step_no) == (State.DRAFT, 2, 0)


def test_a_return_to_a_later_step_keeps_the_seats_before_it(
    route, federation, caseworker, supervisor
):
    maker = make_user("officer", "reviewer", organisation=federation)
    checker = make_user("reviewer", organisation=federation)
    request = make_request(
        keeper=maker, route=route, taken=[maker, caseworker, checker]
    )
    step_as(supervisor, request, outcome=Outcome.RETURNED, return_to=2, reasons=REASON)
    step_as(caseworker, request)

    assert step_as(maker, request).exceptions == {request.pk: str(steps.SECOND_HAND)}
    assert step_as(checker, request).done == [request.pk]


def test_only_the_keeper_withdraws(submitted, officer, caseworker):
    assert step_as(caseworker, submitted, outcome=Outcome.WITHDRAWN).exceptions
    assert step_as(officer, submitted, outcome=Outcome.WITHDRAWN).done

    submitted.refresh_from_db()
    assert submitted.state == State.WITHDRAWN


def test_what_was_refused_may_be_reopened_as_a_draft(submitted, officer, caseworker):
    step_as(caseworker, submitted, outcome=Outcome.REJECTED, reasons=REASON)
    step_as(officer, submitted, outcome=Outcome.REOPENED)

    submitted.refresh_from_db()
    assert (submitted.state, submitted.cycle) == (State.DRAFT, 2)


def test_what_was_approved_is_closed_by_the_keeper(checked, supervisor, officer):
    step_as(supervisor, checked)

    assert step_as(officer, checked, outcome=Outcome.CLOSED).done

    checked.refresh_from_db()
    assert checked.state == State.CLOSED


def test_a_button_for_one_step_does_not_take_another(submitted, caseworker):
    taken = step_as(caseworker, submitted, code="approve")

    assert taken.exceptions == {submitted.pk: str(steps.MOVED_ON)}


def test_a_set_moves_whole_and_names_its_exceptions(
    route, officer, caseworker, finance
):
    moved = [make_request(keeper=officer, route=route, taken=[officer]) for _ in "123"]
    draft = make_request(keeper=officer, route=route)

    taken = step_as(caseworker, *moved, draft)

    assert taken.done == [request.pk for request in moved]
    assert list(taken.exceptions) == [draft.pk]


def test_a_set_costs_a_constant_number_of_statements(
    route, officer, caseworker, django_assert_num_queries
):
    def statements(count):
        rows = [
            make_request(keeper=officer, route=route, taken=[officer])
            for _ in range(count)
        ]
        caseworker.roles  # noqa: B018 - asked once per request
        with CaptureQueries() as asked:
            step_as(caseworker, *rows)
        return len(asked)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def CaptureQueries():
        return CaptureQueriesContext(connection)

    assert statements(1) == statements(40)


def test_what_was_judged_is_kept_with_the_step(submitted, caseworker):
    step_as(caseworker, submitted, judged={submitted.pk: {"surplus": "812.50"}})

    step = RequestStep.objects.get(procedure=submitted, no=2)
    assert step.judged == {"surplus": "812.50"}


def test_a_deputy_acts_for_a_principal_within_the_dates(
    checked, supervisor, federation
):
    deputy = make_user("caseworker", organisation=federation)
    Deputy.objects.create(
        principal=supervisor, deputy=deputy, valid_from=ON, valid_to=ON, reason="出差"
    )

    assert step_as(deputy, checked, acting_for=supervisor).done == [checked.pk]

    step = RequestStep.objects.get(procedure=checked, no=4)
    assert (step.actor, step.acted_for) == (deputy, supervisor)


def test_nobody_acts_for_somebody_who_named_no_deputy(checked, supervisor, caseworker):
    with pytest.raises(NoDeputy):
        step_as(caseworker, checked, acting_for=supervisor)


def test_the_principals_seat_binds_the_deputy(route, federation, caseworker, officer):
    maker = make_user("officer", "reviewer", organisation=federation)
    deputy = make_user("caseworker", organisation=federation)
    Deputy.objects.create(
        principal=maker, deputy=deputy, valid_from=ON, valid_to=ON, reason="出差"
    )
    request = make_request(keeper=maker, route=route, taken=[maker, caseworker])

    taken = step_as(deputy, request, acting_for=maker)

    assert taken.exceptions == {request.pk: str(steps.SECOND_HAND)}


def test_waiting_for_me_is_the_next_step_in_my_scope(
    submitted, route, stranger, caseworker, street_reviewer, officer
):
    foreign = make_request(keeper=stranger, route=route, taken=[stranger])
    waiting = Request.objects.waiting_for

    assert set(waiting(caseworker, ON)) == {submitted, foreign}
    step_as(caseworker, submitted, foreign)
    assert list(waiting(street_reviewer, ON)) == [submitted]
    assert not waiting(officer, ON).exists()


def test_waiting_for_me_leaves_out_what_i_had_a_hand_in(route, federation, caseworker):
    both = make_user("officer", "reviewer", organisation=federation)
    make_request(keeper=both, route=route, taken=[both, caseworker])

    assert not Request.objects.waiting_for(both, ON).exists()


def test_waiting_for_me_includes_the_principals_work(checked, supervisor, federation):
    deputy = make_user("finance", organisation=federation)
    assert not Request.objects.waiting_for(deputy, ON).exists()

    Deputy.objects.create(
        principal=supervisor, deputy=deputy, valid_from=ON, valid_to=ON, reason="出差"
    )

    assert list(Request.objects.waiting_for(deputy, ON)) == [checked]
