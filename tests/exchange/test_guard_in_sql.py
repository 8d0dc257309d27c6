"""The formula guard in a SQL export is the guard of Python."""

from django.db import connection

from exchange.cleaning import guard
from exchange.cleaning.guard import PATTERN


def test_reality_19_postgresql_guards_alike(db):
    signs = ["", "a", "=", "'", ";", ",", "\t", " ", "\u3000", "＝", "-", "\n"]
    texts = [x + y + z for x in signs for y in signs for z in signs]

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(regexp_replace(t, %s, %s, 'g') ORDER BY n)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS x(t, n)",
            [PATTERN, "'", texts],
        )
        (guarded,) = cursor.fetchone()

    assert guarded == [guard(text) for text in texts]
