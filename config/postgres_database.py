"""What a PostgreSQL must hold before Bangfu migrates: roles, database, Chinese.

`prepare` does it on the embedded server; on a real one its administrator does the
same by hand, and `check_server` refuses what would be silently wrong on either.
"""

import psycopg
from django.utils.translation.trans_null import gettext_noop as _
from psycopg import sql

from config.postgres_host import PostgresError

OWNER_ROLE = "bangfu_owner"
APP_ROLE = "bangfu_app"
ROLES = ("postgres", OWNER_ROLE, APP_ROLE)


def prepare(parameters: dict, dbname: str) -> None:
    """Create the two roles and the database, or bring them to what they should be.

    For the embedded server only: it takes a superuser's connection parameters.
    Safe to repeat and safe to run twice at once.
    """
    with psycopg.connect(**parameters, autocommit=True) as connection:
        if connection.info.parameter_status("is_superuser") != "on":
            raise PostgresError(
                _(
                    "%(user)s is no superuser of this server: let its administrator create roles and database."
                ),
                {"user": connection.info.user},
            )
        connection.execute("SELECT pg_advisory_lock(hashtext('bangfu.prepare'))")
        _prepare_roles(connection)
        _prepare_database(connection, dbname)
        with psycopg.connect(**parameters | {"dbname": dbname}) as inside:
            _prepare_schema(inside)


def _prepare_roles(connection: psycopg.Connection) -> None:
    for role, may_create in ((OWNER_ROLE, "CREATEDB"), (APP_ROLE, "NOCREATEDB")):
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if known.fetchone() else "CREATE"
        for statement in (
            f"{verb} ROLE {role} LOGIN NOSUPERUSER {may_create} NOCREATEROLE",
            f"ALTER ROLE {role} SET lock_timeout = '5s'",
            f"ALTER ROLE {role} SET idle_in_transaction_session_timeout = '60s'",
        ):
            connection.execute(statement)


def _prepare_database(connection: psycopg.Connection, dbname: str) -> None:
    database = sql.Identifier(dbname)
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [dbname])
    statements = [
        f"REVOKE ALL ON DATABASE {{}} FROM PUBLIC, {APP_ROLE}",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {{}} TO {APP_ROLE}",
    ]
    if not known.fetchone():
        statements.insert(
            0,
            f"CREATE DATABASE {{}} OWNER {OWNER_ROLE} TEMPLATE template0 "
            "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
        )
    for statement in statements:
        connection.execute(sql.SQL(statement).format(database))


def _prepare_schema(connection: psycopg.Connection) -> None:
    for statement in (
        "SET client_min_messages = warning",
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        f"ALTER SCHEMA public OWNER TO {OWNER_ROLE}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}",
    ):
        connection.execute(statement)


def check_server(connection) -> None:
    """Refuse a server, embedded or real, on which Bangfu would be silently wrong.

    Takes a connection of psycopg or of Django.
    """
    with connection.cursor() as cursor:
        if int(_ask(cursor, "SHOW server_version_num")) < 150000:
            raise PostgresError(
                _("This is PostgreSQL %(version)s: Bangfu needs version 15 or later."),
                {"version": _ask(cursor, "SHOW server_version")},
            )
        encoding = _ask(cursor, "SHOW server_encoding")
        if encoding != "UTF8":
            raise PostgresError(
                _(
                    "The database is encoded in %(encoding)s: create it with ENCODING 'UTF8'."
                ),
                {"encoding": encoding},
            )
        _check_trigrams(cursor)


def _check_trigrams(cursor) -> None:
    if _ask(cursor, "SELECT to_regproc('show_trgm')::text") is None:
        raise PostgresError(
            _(
                "The database lacks the extension pg_trgm: let its administrator run CREATE EXTENSION pg_trgm."
            )
        )
    if not _ask(cursor, "SELECT show_trgm('互助保障')"):
        raise PostgresError(
            _(
                "The database does not see Chinese letters, so searching names would read every row: create it with LC_CTYPE 'C.UTF-8'."
            )
        )


def _ask(cursor, question: str):
    cursor.execute(question)
    answer = cursor.fetchone()[0]
    # Text comes as bytes from a database that has no encoding (SQL_ASCII).
    return answer.decode() if isinstance(answer, bytes) else answer
