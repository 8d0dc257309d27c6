"""Databases of the suite: templates made once per state of the code, clones per use.

`ref` is migrated and has the reference rows; `demo` has the demonstration too. A clone
takes a fraction of a second and is thrown away.
"""

import fcntl
import hashlib
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils.module_loading import import_string
from psycopg import sql

from config.postgres import Cluster, prepare

ROOMS = ["config", "accounts", "exchange", "assistance", "tests/sample"]
_number = itertools.count(1)


def cluster() -> Cluster:
    """The suite's server; the benchmarks' one keeps fsync on like the real one."""
    durable = settings.CLUSTER == "bench" or None
    return Cluster(settings.CLUSTER, project=settings.BASE_DIR, durable=durable)


def code_state() -> str:
    """A fingerprint of everything that makes a database what it is, the keys included:
    a fresh clone may meet the server of an older one."""
    digest = hashlib.sha256(settings.ENCRYPTION_KEY.encode())
    for room in ROOMS:
        for file in sorted((settings.BASE_DIR / room).rglob("*")):
            if file.suffix in {".py", ".sql", ".csv"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


@contextmanager
def superuser() -> Iterator[psycopg.Connection]:
    conninfo = cluster().conninfo("postgres", "postgres")
    with psycopg.connect(**conninfo, autocommit=True) as connection:
        yield connection


def point_at(name: str) -> None:
    """Both of Django's connections go to the database `name` from now on."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def _exists(connection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _build(name: str, kind: str) -> None:
    """Makes a template under a draft name, so that a killed run leaves no half one."""
    draft = f"{name}_draft"
    drop(draft)
    if kind == "ref":
        prepare(cluster().conninfo("postgres", "postgres"), draft)
    else:
        clone_as(draft, template("ref"))
    before = settings.DATABASES["default"]["NAME"]
    point_at(draft)
    try:
        if kind == "ref":
            call_command("migrate", verbosity=0, interactive=False)
        else:
            for path in settings.DEMONSTRATION:
                import_string(path)()
    finally:
        point_at(before)
    with superuser() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(draft), sql.Identifier(name)
            )
        )


def template(kind: str) -> str:
    """The name of a template for this state of the code; made by whoever comes first."""
    name = f"tpl_{kind}_{code_state()}"
    lock = settings.VAR_DIR / f"{kind}.lock"
    with Path(lock).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with superuser() as connection:
            known = _exists(connection, name)
        if not known:
            _drop_old(kind, name)
            _build(name, kind)
    return name


def _drop_old(kind: str, current: str) -> None:
    with superuser() as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s AND datname <> %s",
            [f"tpl\\_{kind}\\_%", current],
        ).fetchall()
    for (name,) in rows:
        drop(name)


def clone_as(name: str, source: str) -> None:
    with superuser() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER bangfu_owner").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )
        connection.execute(
            sql.SQL(
                "REVOKE ALL ON DATABASE {0} FROM PUBLIC; "
                "GRANT CONNECT, TEMPORARY ON DATABASE {0} TO bangfu_app"
            ).format(sql.Identifier(name))
        )


def drop(name: str) -> None:
    with superuser() as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )


@contextmanager
def clone(kind: str) -> Iterator[str]:
    """A database of one's own, gone when the block ends."""
    name = f"clone_{os.getpid()}_{next(_number)}"
    clone_as(name, template(kind))
    try:
        yield name
    finally:
        drop(name)
