"""Lists of one model: checked as a set, taken over whole, undone while nothing stands
on them."""

import pytest
from django.db import IntegrityError

from accounts.models import Department, Organisation, Trail, User
from config.errors import constraint_name
from exchange.applying import (
    CannotUndo,
    HasFaults,
    NotChecked,
    NothingToTake,
    apply_run,
    drop_run,
    undo_run,
)
from exchange.enums import Mode, RunState
from exchange.uploads import ColumnsMissing
from tests.factories import make_organisation

HEADER = ["组织代码", "单位名称", "类别", "上级工会", "是否在用"]


def union_row(number, street, **changes):
    row = {"code": f"N{number}", "name": f"新{number}工会", "kind": "基层工会"}
    row |= {"parent": street.code, "active": "是"} | changes
    return list(row.values())


def test_new_rows_become_records_with_their_path(taken, sysadmin, street):
    run = taken(sysadmin, "organisation", HEADER, [union_row(1, street)])

    fresh = Organisation.objects.get(code="N1")
    assert run.counts["done"] == {"changed": 0, "new": 1}
    assert fresh.path == f"{street.path}{fresh.pk}."


def test_a_superior_may_be_named_instead_of_coded(taken, sysadmin, street):
    taken(sysadmin, "organisation", HEADER, [union_row(1, street, parent=street.name)])

    assert Organisation.objects.get(code="N1").parent == street


def test_what_differs_is_changed_and_what_does_not_stays(
    checked, sysadmin, street, union
):
    same = [union.code, union.name, "基层工会", street.code, "是"]
    other = make_organisation("grassroots", street, code="X9", name="旧名")

    run = checked(
        sysadmin,
        "organisation",
        HEADER,
        [same, ["x9", "新名", "基层工会", street.code, "是"]],
    )

    assert (run.counts["same"], run.counts["changed"]) == (1, 1)
    apply_run(run=run.pk)
    other.refresh_from_db()
    union.refresh_from_db()
    assert (other.name, union.version) == ("新名", 1)


def test_columns_that_the_file_lacks_are_left_alone(taken, sysadmin, street, union):
    Organisation.objects.filter(pk=union.pk).update(is_active=False)
    row = [union.code, "改名工会", "基层工会", street.code]

    taken(sysadmin, "organisation", HEADER[:4], [row])

    union.refresh_from_db()
    assert (union.name, union.is_active) == ("改名工会", False)


def test_faults_name_row_and_rule(checked, sysadmin, street, rules_broken):
    rows = [
        union_row(1, street),
        union_row(2, street, parent="没有的街道"),
        union_row(3, street, kind="不知道"),
        union_row(4, street, name=""),
    ]

    run = checked(sysadmin, "organisation", HEADER, rows)

    assert rules_broken(run) == {
        (3, "unknown_parent"),
        (4, "choice_unknown"),
        (5, "required"),
    }


def test_the_same_row_twice_counts_once_and_another_version_is_wrong(
    checked, sysadmin, street, rules_broken
):
    rows = [
        union_row(1, street),
        union_row(1, street),
        union_row(1, street, name="别名"),
    ]

    run = checked(sysadmin, "organisation", HEADER, rows)

    assert (run.counts["new"], run.counts["duplicate"]) == (1, 1)
    assert rules_broken(run) == {(4, "twice")}


def test_all_or_nothing_takes_nothing_while_a_row_is_wrong(checked, sysadmin, street):
    rows = [union_row(1, street), union_row(2, street, parent="没有")]
    run = checked(sysadmin, "organisation", HEADER, rows, mode=Mode.ALL)

    with pytest.raises(HasFaults):
        apply_run(run=run.pk)

    assert not Organisation.objects.filter(code="N1").exists()


def test_valid_rows_only_leaves_the_wrong_ones(taken, sysadmin, street):
    rows = [union_row(1, street), union_row(2, street, parent="没有")]

    taken(sysadmin, "organisation", HEADER, rows)

    assert list(Organisation.objects.filter(code__startswith="N")) == [
        Organisation.objects.get(code="N1")
    ]


def test_nothing_valid_is_nothing_to_take(checked, sysadmin, street):
    run = checked(sysadmin, "organisation", HEADER, [union_row(1, street, name="")])

    with pytest.raises(NothingToTake):
        apply_run(run=run.pk)


def test_a_missing_column_is_named(checked, sysadmin, street):
    with pytest.raises(ColumnsMissing):
        checked(sysadmin, "organisation", HEADER[:2], [["N1", "新工会"]])


def test_the_same_content_twice_is_refused_unless_forced(taken, sysadmin, street):
    rows = [union_row(1, street)]
    taken(sysadmin, "organisation", HEADER, rows)

    with pytest.raises(IntegrityError) as caught:
        taken(sysadmin, "organisation", HEADER, rows)

    assert constraint_name(caught.value) == "exchange_run_same_content_once"


def test_forced_content_is_taken_again(taken, sysadmin, street):
    rows = [union_row(1, street)]
    taken(sysadmin, "organisation", HEADER, rows)

    run = taken(sysadmin, "organisation", HEADER, rows, forced=True)

    assert run.counts["same"] == 1


def test_taking_over_twice_changes_nothing(taken, sysadmin, street):
    run = taken(sysadmin, "organisation", HEADER, [union_row(1, street)])
    before = Trail.objects.count()

    apply_run(run=run.pk)

    assert Trail.objects.count() == before


def test_a_dropped_run_is_not_taken_over(checked, sysadmin, street):
    run = checked(sysadmin, "organisation", HEADER, [union_row(1, street)])
    drop_run(run=run.pk)

    with pytest.raises(NotChecked):
        apply_run(run=run.pk)


def test_the_trail_names_the_person_and_the_run(taken, sysadmin, street):
    run = taken(sysadmin, "organisation", HEADER, [union_row(1, street)])

    fresh = Organisation.objects.get(code="N1")
    entry = Trail.objects.get(table="accounts_organisation", row=fresh.pk)
    assert (entry.actor, entry.run) == (sysadmin.pk, run.pk)


def test_an_undo_puts_everything_back(taken, sysadmin, street, union):
    row = [union.code, "改名工会", "基层工会", street.code, "是"]
    run = taken(sysadmin, "organisation", HEADER, [union_row(1, street), row])

    undo_run(run=run.pk)

    union.refresh_from_db()
    run.refresh_from_db()
    assert union.name == "恒达食品公司工会"
    assert not Organisation.objects.filter(code="N1").exists()
    assert run.state == RunState.UNDONE


def test_an_undo_is_refused_when_a_row_was_changed_since(taken, sysadmin, street):
    run = taken(sysadmin, "organisation", HEADER, [union_row(1, street)])
    Organisation.objects.filter(code="N1").update(name="后来改的")

    with pytest.raises(CannotUndo):
        undo_run(run=run.pk)

    assert Organisation.objects.filter(code="N1").exists()


def test_an_undo_is_refused_when_something_stands_on_it(taken, sysadmin, street):
    run = taken(sysadmin, "organisation", HEADER, [union_row(1, street)])
    fresh = Organisation.objects.get(code="N1")
    Department.objects.create(organisation=fresh, name="办公室")

    with pytest.raises(CannotUndo):
        undo_run(run=run.pk)

    assert Organisation.objects.filter(code="N1").exists()


def test_accounts_come_without_a_password(taken, sysadmin, federation):
    header = ["工号", "姓名", "单位", "职务"]

    taken(sysadmin, "user", header, [["A100", "张三", federation.code, "经办"]])

    user = User.objects.get(staff_number="A100")
    assert not user.has_usable_password() and user.must_change_password


def test_an_import_of_ten_rows_costs_as_many_statements_as_of_two(
    checked, sysadmin, street
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements(first, count):
        rows = [union_row(first + n, street) for n in range(count)]
        with CaptureQueriesContext(connection) as asked:
            apply_run(run=checked(sysadmin, "organisation", HEADER, rows).pk)
        return len(asked)

    assert statements(100, 2) == statements(200, 10)
