"""What every database of Bangfu needs beside its tables: functions and grants.

`manage.py migrate` runs `install_functions`, the migrations, `grant` and the
reference rows, in this order, as the owner. All of it may be repeated.
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
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
        cursor.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC")
        for table, rights in [*limited, ("django_migrations", "SELECT")]:
            name = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {name} FROM {role}")
            cursor.execute(f"GRANT {rights} ON {name} TO {role}")


def sync_reference_rows() -> None:
    """Runs the idempotent code of every room that needs rows to exist."""
    for path in settings.REFERENCE_ROWS:
        import_string(path)()


def check() -> None:
    """Refuses a server that is too old, not UTF-8, or blind for Chinese trigrams."""
    connection = connections["default"]
    connection.ensure_connection()
    check_server(connection.connection)


def verify_start() -> None:
    """All start-up checks; web and worker call it before they serve anything."""
    for path in settings.STARTUP_CHECKS:
        import_string(path)()
