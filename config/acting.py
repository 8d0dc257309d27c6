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
_SWAP = f"""WITH before AS MATERIALIZED (SELECT
    current_setting('bangfu.actor', true) AS actor,
    current_setting('bangfu.source', true) AS source,
    current_setting('bangfu.run', true) AS run)
SELECT before.*, now.* FROM before, LATERAL ({_SET}, before.actor) AS now"""


def name_actor(actor: int | None, source: str, *, using: str = "default") -> None:
    """Names the actor on this connection until it is named anew; None = nobody."""
    with connections[using].cursor() as cursor:
        cursor.execute(_SET, ["" if actor is None else str(actor), source, ""])


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
        cursor.execute(_SWAP, [str(actor), source, str(run or "")])
        before = [value or "" for value in cursor.fetchone()[:3]]
    try:
        yield
    finally:
        lost = connection.in_atomic_block and connection.needs_rollback
        if connection.connection is not None and not lost:
            with connection.cursor() as cursor:
                cursor.execute(_SET, before)
