"""What every database of Bangfu needs beside its tables: functions and grants.

`manage.py migrate` runs `install_functions`, the migrations, `grant` and the
reference rows, in this order, as the owner. All of it may be repeated.
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.utils.module_loading import import_string

from config.postgres import check_server

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"


def sql_files() -> list[Path]:
    """`<app>/sql/*.sql` of our own apps, the ground first."""
    folders = [Path(config.path) / "sql" for config in apps.get_app_configs()]
    return [file for folder in folders for file in sorted(folder.glob("*.sql"))]


def install_functions(using: str = "owner") -> None:
    """Extensions, the schema of staged rows, and our functions from `sql` folders."""
    with connections[using].cursor() as cursor:
        for extension in ("pg_trgm", "btree_gist"):
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        cursor.execute("CREATE SCHEMA IF NOT EXISTS stage")
        for file in sql_files():
            cursor.execute(file.read_text(encoding="utf-8"))


def rights_of(model) -> str:
    """What the app role may do with a model's table: `database_rights`, or all."""
    return getattr(model, "database_rights", EVERYTHING)


def grant(using: str = "owner") -> None:
    """Gives the app role exactly its rights; TRUNCATE is never among them."""
    connection = connections[using]
    role = connection.ops.quote_name(settings.DATABASES["default"]["USER"])
    if settings.DATABASES["default"]["USER"] == settings.DATABASES[using]["USER"]:
        return
    limited = [
        (model._meta.db_table, rights_of(model))
        for model in apps.get_models(include_auto_created=True)
        if rights_of(model) != EVERYTHING and model._meta.managed
    ]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, CREATE ON SCHEMA stage TO {role}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        cursor.execute(f"GRANT {EVERYTHING} ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}")
        _keep_trigger_functions(cursor, role)
        for model in apps.get_models(include_auto_created=True):
            if rights_of(model) == EVERYTHING and model._meta.managed:
                _keep_keys(cursor, connection, model, role)
        for table, rights in [*limited, ("django_migrations", "SELECT")]:
            name = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {name} FROM {role}")
            cursor.execute(f"GRANT {rights} ON {name} TO {role}")


def _keep_trigger_functions(cursor, role: str) -> None:
    """Nobody but the owner may hang our trigger functions on a table: some of them act
    with the owner's rights. The triggers that stand need no right to run them."""
    cursor.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.prorettype = 'trigger'::regtype"
        " AND p.proname LIKE 'bangfu%'"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM {role}")


def _keep_keys(cursor, connection, model, role: str) -> None:
    """Every column may be changed but the key: triggers match old and new rows by it."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = [
        quote(f.column) for f in model._meta.local_concrete_fields if not f.primary_key
    ]
    cursor.execute(f"REVOKE UPDATE ON {table} FROM {role}")
    if columns:
        cursor.execute(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {role}")


def sync_reference_rows() -> None:
    """Runs the idempotent code of every room that needs rows to exist."""
    for path in settings.REFERENCE_ROWS:
        import_string(path)()


def check() -> None:
    """Refuses a server that is too old, not UTF-8, or blind for Chinese trigrams; and,
    in production, a role that the database would let do anything."""
    connection = connections["default"]
    connection.ensure_connection()
    check_server(connection.connection)
    if settings.PRODUCTION:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR pg_has_role(current_user, %s, 'MEMBER')"
                " FROM pg_roles WHERE rolname = current_user",
                [settings.DATABASES["owner"]["USER"]],
            )
            if cursor.fetchone()[0]:
                raise ImproperlyConfigured(
                    "The role of DATABASE_URL must be no superuser and no member of "
                    "the owner's role: what it may not do protects the ledger."
                )


def verify_start() -> None:
    """All start-up checks; web and worker call it before they serve anything."""
    for path in settings.STARTUP_CHECKS:
        import_string(path)()
