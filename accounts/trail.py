"""The trail (留痕): who changed what, written by the database itself.

`@recorded` attaches the statement-level triggers of `sql/trail.sql` to a model. Bulk
updates, imports and hand-written SQL are caught as well as forms; sealed values never
appear, digests as eight hex digits.
"""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from config.fields import CipherField, DigestField, VersionedModel
from config.triggers import after_statement, before_row

NEEDS_ACTOR = {
    "accounts_trail_needs_actor": _(
        "Nobody is named as the one who changes this. Sign in and try again."
    )
}
HIDDEN = {"password"}


def _arguments(model) -> list[str]:
    fields = model._meta.local_concrete_fields
    hidden = [f.column for f in fields if isinstance(f, CipherField)]
    hidden += [f.column for f in fields if f.column in HIDDEN]
    digests = [f.column for f in fields if isinstance(f, DigestField)]
    return [",".join(hidden), ",".join(digests), model._meta.pk.column]


def recorded(model):
    """Decorator: every insert, change and delete of this model stands in the trail."""
    triggers = [
        after_statement(
            f"trail_{word}",
            operation,
            f"bangfu_trail_{word}",
            arguments=_arguments,
            sentences=NEEDS_ACTOR,
        )
        for word, operation in (
            ("insert", pgtrigger.Insert),
            ("update", pgtrigger.Update),
            ("delete", pgtrigger.Delete),
        )
    ]
    if issubclass(model, VersionedModel):
        triggers.append(
            before_row(
                "next_version",
                pgtrigger.Update,
                "bangfu_next_version",
                condition=pgtrigger.Condition(
                    "NEW.version = OLD.version AND NEW.* IS DISTINCT FROM OLD.*"
                ),
            )
        )
    return pgtrigger.register(*triggers)(model)


def is_recorded(model) -> bool:
    """Whether the trail's triggers stand on this model."""
    names = {trigger.name for trigger in getattr(model._meta, "triggers", ())}
    return {"trail_insert", "trail_update", "trail_delete"} <= names
