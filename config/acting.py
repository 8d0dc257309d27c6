"""Who acts on the database connection: user, source and import run.

The trail's triggers read `bangfu.actor`, `bangfu.source` and `bangfu.run` from the
session; a business write without an actor is refused. The web sets them for each
signed-in request, jobs and commands at their start.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

SYSTEM = 0
"""The actor of what no person asked for: periodic jobs, set-up, demonstration."""

_SET = """SELECT set_config('bangfu.actor', %s, false),
    set_config('bangfu.source', %s, false), set_config('bangfu.run', %s, false)"""
_READ = """SELECT current_setting('bangfu.actor', true),
    current_setting('bangfu.source', true), current_setting('bangfu.run', true)"""


def name_actor(
    actor: int | None, source: str, *, run: int | None = None, using: str = "default"
) -> None:
    """Names the actor on this connection until it is named anew; None = nobody."""
    values = [str(actor) if actor is not None else "", source, str(run or "")]
    with connections[using].cursor() as cursor:
        cursor.execute(_SET, values)


def forget_actor(*, using: str = "default") -> None:
    """Nobody acts on this connection any more."""
    if connections[using].connection is not None:
        name_actor(None, "", using=using)


@contextmanager
def acting(
    actor: int, source: str, *, run: int | None = None, using: str = "default"
) -> Iterator[None]:
    """`actor` acts in this block; afterwards whoever acted before.

    Leaving through a database error inside a transaction needs no care: the rollback
    takes the setting back too.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        before = [value or "" for value in cursor.fetchone()]
    name_actor(actor, source, run=run, using=using)
    try:
        yield
    finally:
        if not (connection.in_atomic_block and connection.needs_rollback):
            with connection.cursor() as cursor:
                cursor.execute(_SET, before)
