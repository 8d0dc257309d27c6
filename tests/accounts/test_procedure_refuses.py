"""What the database itself refuses, by name, whoever asks (as `bangfu_app`)."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.models import RouteStep, Trail
from config.acting import acting, name_actor
from config.errors import constraint_name, sentence_for
from tests.factories import make_request, make_user, step_as
from tests.sample.models import Request

INSERT = """INSERT INTO sample_requeststep (procedure_id, cycle, no, route_step_id,
    outcome, seat, actor_id, acted_on, recorded_at, opinion, reasons)
    SELECT %s::bigint, %s::int, s.no, s.id, %s, s.seat, %s::bigint, '2022-12-20'::date, now(), '', %s::jsonb
    FROM accounts_routestep s WHERE s.route_id = %s AND s.no = %s"""


@pytest.fixture
def submitted(route, officer):
    return make_request(keeper=officer, route=route, taken=[officer])


def refused_by(run) -> str:
    """The name of the rule that refuses what `run` does."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run()
    assert sentence_for(caught.value)
    return constraint_name(caught.value)


def sql(text, *values):
    def run():
        with connection.cursor() as cursor:
            cursor.execute(text, values)

    return run


def raw_step(request, actor, no, *, outcome="done", cycle=None, reasons="[]"):
    cycle = cycle or request.cycle
    return sql(
        INSERT, request.pk, cycle, outcome, actor.pk, reasons, request.route_id, no
    )


def test_the_tests_act_as_the_app_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        assert cursor.fetchone() == ("bangfu_app",)


def test_a_procedure_born_in_another_state(route, officer):
    def born_approved():
        Request.objects.create(
            title="x",
            organisation=officer.organisation,
            keeper=officer,
            route=route,
            state="approved",
        )

    assert refused_by(born_approved) == "sample_request_born_draft"


@pytest.mark.parametrize(
    "change",
    ["state = 'approved'", "step_no = 3", "cycle = 2", "due_on = '2030-01-01'"],
)
def test_a_change_of_state_without_a_step(submitted, change):
    update = sql(f"UPDATE sample_request SET {change} WHERE id = %s", submitted.pk)

    assert refused_by(update) == "sample_request_moves_by_step"


def test_another_union_after_submission(submitted, other_union):
    update = sql(
        "UPDATE sample_request SET organisation_id = %s WHERE id = %s",
        other_union.pk,
        submitted.pk,
    )

    assert refused_by(update) == "sample_request_frozen_at_submission"


def test_a_step_that_is_not_the_next(submitted, reviewer):
    with acting(reviewer.pk, "test"):
        name = refused_by(raw_step(submitted, reviewer, 3))

    assert name == "sample_requeststep_next_of_route"


def test_a_step_in_somebody_elses_name(submitted, reviewer, caseworker):
    with acting(reviewer.pk, "test"):
        name = refused_by(raw_step(submitted, caseworker, 2))

    assert name == "sample_requeststep_actor_is_session"


def test_a_second_seat_for_the_same_person(route, federation, caseworker):
    both = make_user("officer", "reviewer", organisation=federation)
    request = make_request(keeper=both, route=route, taken=[both, caseworker])

    with acting(both.pk, "test"):
        name = refused_by(raw_step(request, both, 3))

    assert name == "sample_requeststep_four_eyes"


def test_a_step_of_an_older_cycle(submitted, caseworker, officer, reviewer):
    step_as(
        caseworker,
        submitted,
        outcome="returned",
        return_to=1,
        reasons=[{"field": "title", "reason": "unclear", "text": ""}],
    )
    with acting(officer.pk, "test"):
        name = refused_by(raw_step(submitted, officer, 1, cycle=1))

    assert name in {
        "sample_requeststep_next_of_route",
        "sample_requeststep_seat_once",
        "sample_requeststep_four_eyes",
    }


def test_a_skip_that_the_route_does_not_allow(submitted, caseworker, reviewer):
    step_as(caseworker, submitted)
    submitted.refresh_from_db()

    with acting(reviewer.pk, "test"):
        name = refused_by(raw_step(submitted, reviewer, 3, outcome="skipped"))

    assert name == "sample_requeststep_next_of_route"


def test_a_carried_seat_written_by_hand(submitted, caseworker):
    with acting(caseworker.pk, "test"):
        name = refused_by(raw_step(submitted, caseworker, 2, outcome="carried"))

    assert name == "sample_requeststep_next_of_route"


def test_a_return_without_a_reason(submitted, caseworker):
    with acting(caseworker.pk, "test"):
        name = refused_by(raw_step(submitted, caseworker, 2, outcome="rejected"))

    assert name == "sample_requeststep_refusal_has_reason"


def test_a_step_twice_in_one_statement(submitted, caseworker):
    both = INSERT + " UNION ALL " + INSERT.split("recorded_at, opinion, reasons)")[1]
    values = [submitted.pk, 1, "done", caseworker.pk, "[]", submitted.route_id, 2]

    with acting(caseworker.pk, "test"):
        name = refused_by(sql(both, *values, *values))

    assert name == "sample_requeststep_next_of_route"


def test_the_switch_that_turns_other_triggers_off(submitted):
    update = """SET LOCAL pgtrigger.ignore = '{moves_by_step}';
        UPDATE sample_request SET state = 'approved'"""

    assert refused_by(sql(update)) == "sample_request_moves_by_step"


@pytest.mark.parametrize("nobody", [None, 10**12])
def test_a_write_by_nobody(route, officer, nobody):
    draft = make_request(keeper=officer, route=route)
    name_actor(nobody, "")

    update = sql("UPDATE sample_request SET title = 'y' WHERE id = %s", draft.pk)

    assert refused_by(update) == "accounts_trail_needs_actor"


def test_a_change_of_an_issued_route(route):
    def change():
        RouteStep.objects.filter(route=route, no=4).update(role="caseworker")

    assert refused_by(change) == "accounts_routestep_frozen"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sample_requeststep SET opinion = 'better'",
        "DELETE FROM sample_requeststep",
        "UPDATE accounts_trail SET actor = 1",
        "DELETE FROM accounts_trail",
        'INSERT INTO accounts_trail (at, xid, source, op, "table", row)'
        " VALUES (now(), 1, '', 'U', 'x', 1)",
        "UPDATE accounts_reveal SET reason = 'visit'",
        "DELETE FROM accounts_keycanary",
        "TRUNCATE sample_request CASCADE",
        "TRUNCATE accounts_trail",
        "ALTER TABLE sample_request DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TRIGGER moves ON sample_requeststep",
    ],
)
def test_the_app_role_may_not(db, submitted, statement):
    with pytest.raises(
        ProgrammingError, match=r"permission denied|must be owner|does not exist"
    ):
        sql(statement)()


def test_the_app_role_has_truncate_nowhere(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege('bangfu_app', oid, 'TRUNCATE')"
        )
        assert cursor.fetchall() == []


def test_an_allowed_raw_update_stands_in_the_trail(route, officer, caseworker):
    draft = make_request(keeper=officer, route=route)
    with acting(caseworker.pk, "psql"):
        sql("UPDATE sample_request SET title = '改名' WHERE id = %s", draft.pk)()

    entry = Trail.objects.filter(table="sample_request", row=draft.pk).latest("pk")
    assert (entry.actor, entry.source, entry.op) == (caseworker.pk, "psql", "U")
    assert entry.after == {"title": "改名"}
    assert entry.before == {"title": draft.title}
