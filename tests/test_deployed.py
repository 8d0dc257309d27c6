"""What the code declares stands in the database."""

import pytest
from django.core.management import call_command
from django.db import connection

from config.database import rights_of
from tests.house import our_models
from tests.test_sentences import bodies, triggers

NOTHING = {"TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"}


def rows(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_every_declared_trigger_stands_and_is_on(db):
    standing = set(
        rows(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
    )

    declared = {(m._meta.db_table, t.get_pgid(m)) for m, t in triggers()}

    assert declared
    assert declared - standing == set()


def test_no_trigger_stands_that_nobody_declares(db):
    standing = rows(
        "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
        " WHERE NOT tgisinternal AND relname = ANY(%s)",
        [model._meta.db_table for model in our_models()],
    )

    declared = {(m._meta.db_table, t.get_pgid(m)) for m, t in triggers()}

    assert set(standing) - declared == set()


def test_every_function_of_the_sql_folders_is_installed(db):
    installed = rows("SELECT proname FROM pg_proc WHERE proname LIKE 'bangfu%%'")

    assert {name for (name,) in installed} == set(bodies())


def test_functions_have_a_fixed_search_path_that_ends_with_temporary_tables(db):
    """Otherwise a table of the caller's own could stand in for ours."""
    found = rows("SELECT proname, proconfig FROM pg_proc WHERE proname LIKE 'bangfu%%'")

    loose = [
        name
        for name, settings in found
        if not any(
            setting.startswith("search_path=") and setting.endswith("pg_temp")
            for setting in settings or ()
        )
    ]

    assert loose == []


def test_functions_belong_to_the_owner_and_not_to_the_app(db):
    owners = rows(
        "SELECT DISTINCT proowner::regrole::text FROM pg_proc"
        " WHERE proname LIKE 'bangfu%%'"
    )

    assert owners == [("bangfu_owner",)]


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_the_app_has_exactly_the_rights_the_model_gives(model, db):
    given = rows(
        "SELECT privilege_type FROM information_schema.role_table_grants"
        " WHERE table_name = %s AND grantee IN ('bangfu_app', 'PUBLIC')",
        model._meta.db_table,
    )

    columns = rows(
        "SELECT column_name FROM information_schema.role_column_grants"
        " WHERE table_name = %s AND grantee = 'bangfu_app'"
        " AND privilege_type = 'UPDATE'",
        model._meta.db_table,
    )

    rights = set(rights_of(model).split(", "))
    fields = [f for f in model._meta.local_concrete_fields if not f.primary_key]
    changeable = {f.column for f in fields} if "UPDATE" in rights else set()
    assert {word for (word,) in given} == rights - {"UPDATE"}
    assert {column for (column,) in columns} == changeable


def test_no_table_gives_the_app_more_than_rows(db):
    given = rows(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' AND grantee IN ('bangfu_app', 'PUBLIC')"
    )

    assert [(table, word) for table, word in given if word in NOTHING] == []


def test_constraints_are_valid(db):
    assert rows("SELECT conname FROM pg_constraint WHERE NOT convalidated") == []


def test_no_migration_is_missing(db, capsys):
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
