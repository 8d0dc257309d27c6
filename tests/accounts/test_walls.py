"""Ways round the walls that were tried and are closed, each as `bangfu_app`."""

import pytest
from django.db import ProgrammingError, connection

from accounts.models import Deputy, RoleHolding, Route, RouteStep
from accounts.services.people import Guarded, reset_password
from accounts.services.steps import MOVED_ON, NOT_YOURS
from config.acting import acting
from tests.accounts.test_procedure_refuses import raw_step, refused_by, sql
from tests.factories import ON, make_request, make_route, make_user, step_as

REASON = [{"field": "title", "reason": "unclear", "text": ""}]
SHORT = [("apply", "maker", "officer", "own"), ("check", "checker", "reviewer", "own")]


@pytest.fixture
def submitted(route, officer):
    return make_request(keeper=officer, route=route, taken=[officer])


@pytest.mark.parametrize(
    "function", ["bangfu_trail_insert", "bangfu_step_moves", "bangfu_trail_delete"]
)
def test_the_owners_functions_hang_on_no_table_of_the_app(db, function):
    event = "DELETE" if function.endswith("delete") else "INSERT"
    own = "old" if event == "DELETE" else "new"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE accounts_user (id bigint)")

    with pytest.raises(ProgrammingError, match="permission denied for function"):
        sql(
            f"CREATE TRIGGER t AFTER {event} ON pg_temp.accounts_user REFERENCING "
            f"{own.upper()} TABLE AS {own}_rows FOR EACH STATEMENT "
            f"EXECUTE FUNCTION public.{function}('', '', 'id')"
        )()


def test_no_trigger_function_may_be_called_by_the_app(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p WHERE p.prorettype = 'trigger'::regtype"
            " AND p.proname LIKE 'bangfu%'"
            " AND has_function_privilege('bangfu_app', p.oid, 'EXECUTE')"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "table", ["sample_request", "accounts_route", "accounts_routestep", "accounts_user"]
)
def test_no_key_can_be_changed_to_slip_past_a_trigger(submitted, table):
    with pytest.raises(ProgrammingError, match="permission denied"):
        sql(f"UPDATE {table} SET id = id + 1000000")()


def test_an_issued_route_is_not_deleted_to_be_written_anew(route):
    name = refused_by(sql("DELETE FROM accounts_route WHERE id = %s", route.pk))

    assert name == "accounts_route_stays_issued"


def test_a_route_is_not_born_issued(db):
    def born():
        Route.objects.create(kind="aid_case", name="x", valid_from=ON, issued=True)

    assert refused_by(born) == "accounts_route_stays_issued"


def test_a_route_of_one_hand_is_not_issued_by_raw_sql(db):
    lonely = make_route(SHORT[0], issued=False)

    update = sql("UPDATE accounts_route SET issued = true WHERE id = %s", lonely.pk)

    assert refused_by(update) == "accounts_route_issued_whole"


def test_a_step_with_a_seat_is_never_skipped(db):
    route = make_route(*SHORT, issued=False)

    def allow():
        RouteStep.objects.filter(route=route, no=2).update(skip_condition="small")

    assert refused_by(allow) == "accounts_routestep_seat_not_skipped"


@pytest.mark.parametrize(
    "values", [{"kind": "issued_paper"}, {"valid_to": "2022-06-30"}]
)
def test_a_route_of_another_kind_or_time_starts_nothing(officer, values):
    wrong = make_route(*SHORT, **values)
    request = make_request(keeper=officer, route=wrong)

    with acting(officer.pk, "test"):
        name = refused_by(raw_step(request, officer, 1))

    assert name == "sample_requeststep_next_of_route"


def test_what_was_submitted_is_neither_changed_nor_deleted(submitted):
    change = sql("UPDATE sample_request SET title = 'y' WHERE id = %s", submitted.pk)
    delete = sql("DELETE FROM sample_request WHERE id = %s", submitted.pk)

    assert refused_by(change) == "sample_request_frozen_at_submission"
    assert refused_by(delete) == "sample_request_kept"


def test_the_route_stays_after_a_return(submitted, officer, caseworker):
    step_as(caseworker, submitted, outcome="returned", return_to=1, reasons=REASON)
    easier = make_route(*SHORT)

    change = sql("UPDATE sample_request SET route_id = %s", easier.pk)

    assert refused_by(change) == "sample_request_frozen_at_submission"


def test_a_carried_seat_is_not_forged_from_another_trigger(submitted, caseworker):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bait (id bigint)")
        cursor.execute(
            f"""CREATE FUNCTION pg_temp.forge() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO sample_requeststep (procedure_id, cycle, no, route_step_id,
                outcome, seat, actor_id, acted_on, recorded_at, opinion, reasons)
            SELECT {submitted.pk}, 1, 3, s.id, 'carried', s.seat, {caseworker.pk},
                '2022-12-20', now(), '', '[]' FROM accounts_routestep s
            WHERE s.route_id = {submitted.route_id} AND s.no = 3; RETURN NULL; END $$"""
        )
        cursor.execute(
            "CREATE TRIGGER t AFTER INSERT ON bait FOR EACH ROW"
            " EXECUTE FUNCTION pg_temp.forge()"
        )

    name = refused_by(sql("INSERT INTO bait VALUES (1)"))

    assert name == "sample_requeststep_next_of_route"


def test_acting_for_somebody_needs_the_arrangement_in_raw_sql_too(
    submitted, caseworker, supervisor
):
    with acting(caseworker.pk, "test"):
        name = refused_by(
            sql(
                """INSERT INTO sample_requeststep (procedure_id, cycle, no, route_step_id,
                outcome, actor_id, acted_for_id, acted_on, recorded_at, opinion, reasons)
                SELECT %s, 1, s.no, s.id, 'done', %s, %s, '2022-12-20', now(), '', '[]'
                FROM accounts_routestep s WHERE s.route_id = %s AND s.no = 2""",
                submitted.pk,
                caseworker.pk,
                supervisor.pk,
                submitted.route_id,
            )
        )

    assert name == "sample_requeststep_deputy_is_named"


def test_nobody_hands_in_a_colleagues_draft_to_check_it_by_oneself(
    submitted, caseworker, officer, union, federation
):
    """After a return the author could check what a colleague handed in again."""
    step_as(caseworker, submitted, outcome="returned", return_to=1, reasons=REASON)
    submitted.refresh_from_db()
    colleague = make_user("officer", organisation=union)

    assert step_as(colleague, submitted).exceptions == {submitted.pk: str(NOT_YOURS)}
    with acting(colleague.pk, "test"):
        name = refused_by(raw_step(submitted, colleague, 1))
    assert name == "sample_requeststep_next_of_route"
    assert step_as(officer, submitted).done == [submitted.pk]


def test_nobody_makes_the_own_person_a_deputy(supervisor, caseworker):
    def name():
        Deputy.objects.create(
            principal=supervisor,
            deputy=caseworker,
            valid_from=ON,
            valid_to=ON,
            reason="x",
        )

    with acting(caseworker.pk, "test"):
        assert refused_by(name) == "accounts_deputy_by_another"


def test_an_administrator_is_nobodys_deputy(supervisor, secadmin):
    def name():
        Deputy.objects.create(
            principal=supervisor,
            deputy=secadmin,
            valid_from=ON,
            valid_to=ON,
            reason="x",
        )

    assert refused_by(name) == "accounts_deputy_no_administrator"


def test_nobody_gives_the_own_account_a_role(caseworker):
    def give():
        RoleHolding.objects.create(user=caseworker, role="supervisor")

    with acting(caseworker.pk, "test"):
        assert refused_by(give) == "accounts_roleholding_by_another"


def test_an_administrator_holds_no_other_role(secadmin):
    def give():
        RoleHolding.objects.create(user=secadmin, role="supervisor")

    assert refused_by(give) == "accounts_roleholding_administrators_apart"


def test_who_decides_gets_a_password_only_from_the_security_administrator(
    supervisor, sysadmin, secadmin
):
    with pytest.raises(Guarded):
        reset_password(user=supervisor, by=sysadmin)

    assert reset_password(user=supervisor, by=secadmin)


def test_a_deputy_from_another_post_works_by_the_buttons(
    sign_in, route, officer, caseworker, reviewer, union
):
    row = make_request(keeper=officer, route=route, taken=[officer, caseworker])
    helper = make_user("officer", organisation=union)
    Deputy.objects.create(
        principal=reviewer, deputy=helper, valid_from=ON, valid_to=ON, reason="出差"
    )
    url = f"/admin/sample/request/{row.pk}/do/pass_on/"
    data = {"acting_for": reviewer.pk, "shown_version": row.version}

    answer = sign_in(helper).post(url, data)

    row.refresh_from_db()
    assert (answer.status_code, row.step_no) == (302, 3)


def test_a_finished_step_is_told_as_moved_on(submitted, officer):
    assert step_as(officer, submitted).exceptions[submitted.pk] != ""
    assert step_as(officer, submitted, code="apply").exceptions == {
        submitted.pk: str(MOVED_ON)
    }


def test_a_post_without_its_token_is_refused(officer, route):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(officer, backend="accounts.roles_backend.RoleBackend")
    row = make_request(keeper=officer, route=route)

    answer = client.post(f"/admin/sample/request/{row.pk}/do/pass_on/", {})

    assert answer.status_code == 403
