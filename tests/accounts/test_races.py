"""Two connections at once: a step is taken once, sets do not deadlock."""

import threading

import pytest
from django.db import IntegrityError, connections

from accounts.enums import State
from accounts.services.people import TooManyReveals, record_reveal
from tests.factories import (
    make_organisation,
    make_request,
    make_route,
    make_user,
    step_as,
)
from tests.sample.models import Request, RequestStep


@pytest.fixture
def office(own_database):
    """A federation with a maker and four checkers, and their short route."""
    federation = make_organisation("federation")
    maker = make_user("officer", organisation=federation)
    checkers = [make_user("reviewer", organisation=federation) for _ in range(4)]
    route = make_route(
        ("apply", "maker", "officer", "own"), ("check", "checker", "reviewer", "own")
    )
    return maker, checkers, route


def at_once(*jobs):
    """Runs the jobs on connections of their own; their answers or errors, in order."""
    barrier, answers = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place, job):
        try:
            barrier.wait()
            answers[place] = job()
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_step_is_taken_once_when_four_press_the_button(office):
    maker, checkers, route = office
    request = make_request(keeper=maker, route=route, taken=[maker])

    answers = at_once(*(lambda c=c: step_as(c, request) for c in checkers))

    assert sum(len(taken.done) for taken in answers) == 1
    assert RequestStep.objects.filter(procedure=request, no=2).count() == 1


def test_overlapping_sets_in_any_order_neither_deadlock_nor_move_twice(office):
    maker, checkers, route = office
    rows = [make_request(keeper=maker, route=route, taken=[maker]) for _ in range(40)]
    sets = [rows[:30], rows[::-1][:30], rows[10:], rows[5:35][::-1]]

    answers = at_once(
        *(lambda c=c, s=s: step_as(c, *s) for c, s in zip(checkers, sets, strict=True))
    )

    assert sum(len(taken.done) for taken in answers) == 40
    assert Request.objects.filter(state=State.APPROVED).count() == 40


def test_withdrawing_and_checking_at_once_leave_one_outcome(office):
    maker, checkers, route = office
    request = make_request(keeper=maker, route=route, taken=[maker])

    answers = at_once(
        lambda: step_as(maker, request, outcome="withdrawn"),
        lambda: step_as(checkers[0], request),
    )

    request.refresh_from_db()
    assert sum(len(taken.done) for taken in answers) == 1
    assert request.state in (State.WITHDRAWN, State.APPROVED)


def test_raw_inserts_past_the_service_still_leave_one_step(office):
    maker, checkers, route = office
    request = make_request(keeper=maker, route=route, taken=[maker])
    step = route.steps.get(no=2)

    def insert(person):
        from config.acting import acting

        with acting(person.pk, "race"):
            RequestStep.objects.create(
                procedure=request,
                cycle=1,
                no=2,
                route_step=step,
                seat="checker",
                actor=person,
                acted_on="2022-12-20",
                recorded_at="2022-12-20T00:00:00Z",
            )

    answers = at_once(*(lambda c=c: insert(c) for c in checkers))

    refused = [a for a in answers if isinstance(a, IntegrityError)]
    assert len(refused) == 3


def test_the_limit_of_looks_holds_for_two_windows_at_once(office, settings):
    settings.REVEALS_PER_HOUR = 1
    maker, checkers, _route = office

    def look():
        from config.acting import acting

        with acting(maker.pk, "race"):
            record_reveal(subject=checkers[0], field="phone", reason="visit", by=maker)

    answers = at_once(look, look, look)

    assert sum(isinstance(a, TooManyReveals) for a in answers) == 2
