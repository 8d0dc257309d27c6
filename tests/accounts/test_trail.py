"""The trail: every way of writing is caught, and words replace tables and keys."""

from django.db import connection

from accounts.models import Department, Organisation, Trail
from accounts.trail_reading import actor_name, history_of, last_change, put_in_words
from config.acting import SYSTEM, acting


def entries(row):
    found = Trail.objects.filter(table=row._meta.db_table, row=row.pk)
    return [(e.op, e.actor) for e in found.order_by("pk")]


def test_save_update_and_delete_are_recorded_with_who_did_it(federation, secadmin):
    with acting(secadmin.pk, "GET /x"):
        department = Department.objects.create(organisation=federation, name="办公室")
        Department.objects.filter(pk=department.pk).update(name="综合办公室")
        key = department.pk
        department.delete()

    department.pk = key
    assert entries(department) == [(op, secadmin.pk) for op in "IUD"]


def test_a_bulk_create_is_recorded_row_by_row(federation):
    rows = Department.objects.bulk_create(
        Department(organisation=federation, name=name) for name in ("甲", "乙")
    )

    assert [entries(row) for row in rows] == [[("I", SYSTEM)]] * 2


def test_a_copy_is_recorded(federation):
    with connection.cursor() as cursor:
        columns = "accounts_department (version, name, organisation_id)"
        with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
            copy.write_row([1, "丙", federation.pk])

    assert entries(Department.objects.get(name="丙")) == [("I", SYSTEM)]


def test_a_change_that_changes_nothing_leaves_no_entry(federation):
    before = Trail.objects.count()

    Organisation.objects.filter(pk=federation.pk).update(name=federation.name)

    assert Trail.objects.count() == before


def test_only_changed_columns_are_kept(federation):
    Organisation.objects.filter(pk=federation.pk).update(name="新名")

    entry = Trail.objects.latest("pk")
    assert entry.before == {"name": "东西湖区总工会"}
    assert entry.after == {"name": "新名"}


def test_the_actor_before_comes_back(federation, secadmin, sysadmin):
    with acting(secadmin.pk, "outer"):
        with acting(sysadmin.pk, "inner"):
            Organisation.objects.filter(pk=federation.pk).update(name="甲")
        Organisation.objects.filter(pk=federation.pk).update(name="乙")

    assert entries(federation)[-2:] == [("U", sysadmin.pk), ("U", secadmin.pk)]


def test_an_entry_reads_in_words(federation):
    Organisation.objects.filter(pk=federation.pk).update(is_active=False)

    [(label, before, after)] = put_in_words([Trail.objects.latest("pk")])[0].changes
    assert label == str(Organisation._meta.get_field("is_active").verbose_name)
    assert before != after


def test_the_history_of_a_record_is_newest_first(federation, secadmin):
    with acting(secadmin.pk, "x"):
        Organisation.objects.filter(pk=federation.pk).update(name="新名")

    newest = history_of(federation)[0]
    assert newest.who == secadmin.name


def test_a_reference_to_another_record_reads_as_its_name(federation):
    department = Department.objects.create(organisation=federation, name="办公室")

    changes = history_of(department)[0].changes

    assert federation.name in [after for _label, _before, after in changes]


def test_who_changed_a_record_last_is_named(federation, secadmin):
    with acting(secadmin.pk, "x"):
        Organisation.objects.filter(pk=federation.pk).update(name="新名")

    assert last_change(federation)["who"] == secadmin.name


def test_the_system_and_lost_accounts_have_names_too(db):
    assert actor_name(SYSTEM, {}) and actor_name(99, {})
