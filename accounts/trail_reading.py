"""The trail in words: names of people, records and columns instead of tables and keys."""

from functools import cache

from django.apps import apps
from django.db.models import DateTimeField
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Trail, User
from accounts.trail import is_recorded
from config.acting import SYSTEM

UNKNOWN = gettext_lazy("somebody")
HISTORY_ROWS = 200
SOURCES = {
    "demonstration": gettext_lazy("demonstration"),
    "reference rows": gettext_lazy("standard rows"),
    "sign-in": gettext_lazy("signing in"),
    "open_office": gettext_lazy("opening the office"),
}


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


def value_label(model_label: str, name: str) -> str:
    """What a look was at: 'mobile phone' for the phone of a staff account."""
    model = _models().get(model_label.replace(".", "_"))
    columns = (name, f"{name}_cipher")
    return next((_label(model, c) for c in columns if _field(model, c)), name)


def source_in_words(source: str) -> str:
    """Where a change came from: a page's address, a background job, the set-up."""
    if source.startswith("job "):
        return _("background job %(no)s") % {"no": source.rsplit(" ", 1)[-1]}
    return str(SOURCES.get(source, source))


def actor_name(actor: int | None, names: dict[int, str]) -> str:
    """Who acted; the system, or an account that no longer exists."""
    if actor == SYSTEM:
        return _("the system")
    return names.get(actor) or str(UNKNOWN)


def put_in_words(entries: list[Trail]) -> list[Trail]:
    """Gives each entry `who`, `what` and `changes` for people; a few queries in all.

    `changes` are column label, before and after; keys of other records become their
    names.
    """
    actors = {entry.actor for entry in entries}
    names = dict(User.objects.filter(pk__in=actors).values_list("pk", "name"))
    others = _others(entries)
    for entry in entries:
        entry.who = actor_name(entry.actor, names)
        entry.what = entry.get_op_display()
        entry.changes = changes_in_words(entry, others)
    return entries


def _others(entries) -> dict:
    """(model, key) → name, for every foreign key that the entries mention."""
    wanted: dict[type, set] = {}
    for entry in entries:
        model = _models().get(entry.table)
        for column, value in [
            *(entry.before or {}).items(),
            *(entry.after or {}).items(),
        ]:
            field = _field(model, column)
            if value is not None and getattr(field, "many_to_one", False):
                wanted.setdefault(field.related_model, set()).add(value)
    return {
        (model, key): str(row)
        for model, keys in wanted.items()
        for key, row in model._base_manager.in_bulk(keys).items()
    }


def changes_in_words(entry: Trail, others: dict) -> list[tuple[str, str, str]]:
    """Column label, before and after, for each column an entry touched."""
    model = _models().get(entry.table)
    before, after = entry.before or {}, entry.after or {}

    def words(column, value):
        return _value(_field(model, column), value, others)

    return [
        (_label(model, c), words(c, before.get(c)), words(c, after.get(c)))
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


def _value(field, value, others: dict) -> str:
    if value in (None, ""):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if getattr(field, "many_to_one", False):
        return others.get((field.related_model, value), str(value))
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, DateTimeField):
        return date_format(localtime(parse_datetime(value)), "Y-m-d H:i")
    return str(value)


def history_of(row) -> list[Trail]:
    """What happened to one record, newest first, in words."""
    found = Trail.objects.filter(table=row._meta.db_table, row=row.pk).order_by("-pk")
    return put_in_words(list(found[:HISTORY_ROWS]))


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
