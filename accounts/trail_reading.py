"""The trail in words: names of people, records and columns instead of tables and keys."""

from functools import cache

from django.apps import apps
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Trail, User
from accounts.trail import is_recorded
from config.acting import SYSTEM

UNKNOWN = gettext_lazy("somebody")
HISTORY_ROWS = 200


@cache
def _models() -> dict:
    return {model._meta.db_table: model for model in apps.get_models()}


def recorded_tables() -> list[tuple[str, str]]:
    """Table → its name for people, for every recorded model."""
    found = [
        (t, str(m._meta.verbose_name)) for t, m in _models().items() if is_recorded(m)
    ]
    return sorted(found, key=lambda pair: pair[1])


def table_label(table: str) -> str:
    """The record's name for people: 'staff account' for accounts_user."""
    model = _models().get(table)
    return str(model._meta.verbose_name) if model else table


def actor_name(actor: int | None, names: dict[int, str]) -> str:
    """Who acted; the system, or an account that no longer exists."""
    if actor == SYSTEM:
        return _("the system")
    return names.get(actor) or str(UNKNOWN)


def changes_in_words(entry: Trail) -> list[tuple[str, str, str]]:
    """Column label, before and after, for each column an entry touched."""
    model = _models().get(entry.table)
    before, after = entry.before or {}, entry.after or {}
    return [
        (
            _label(model, c),
            _value(model, c, before.get(c)),
            _value(model, c, after.get(c)),
        )
        for c in {**before, **after}
        if c not in ("id", "version") and (before.get(c) or after.get(c))
    ]


def _field(model, column):
    if model is None:
        return None
    return next((f for f in model._meta.concrete_fields if f.column == column), None)


def _label(model, column) -> str:
    field = _field(model, column)
    return str(field.verbose_name) if field is not None else column


def _value(model, column, value) -> str:
    field = _field(model, column)
    if value in (None, ""):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)


def history_of(row) -> list[dict]:
    """What happened to one record, newest first: at, who, what, changes."""
    entries = list(
        Trail.objects.filter(table=row._meta.db_table, row=row.pk).order_by("-pk")[
            :HISTORY_ROWS
        ]
    )
    actors = {entry.actor for entry in entries}
    names = dict(User.objects.filter(pk__in=actors).values_list("pk", "name"))
    return [
        {
            "at": entry.at,
            "who": actor_name(entry.actor, names),
            "what": entry.get_op_display(),
            "changes": changes_in_words(entry),
        }
        for entry in entries
    ]


def last_change(row) -> dict[str, str]:
    """Who changed a record last, and when, for the message of a lost update."""
    entry = (
        Trail.objects.filter(table=row._meta.db_table, row=row.pk)
        .order_by("-pk")
        .first()
    )
    if entry is None:
        return {"who": str(UNKNOWN), "when": "—"}
    names = dict(User.objects.filter(pk=entry.actor).values_list("pk", "name"))
    return {
        "who": actor_name(entry.actor, names),
        "when": date_format(localtime(entry.at), "H:i"),
    }
