"""Errors that speak to people, and the sentence behind every database refusal."""

from functools import cache

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext_lazy as _

UNKNOWN_RULE = _("The database refused this: a rule was broken.")
STILL_USED = _("Other records still refer to this one, so it stays.")
MODELS = "django.db.models"
BUSY = _("Somebody else is changing the same rows right now. Please try again.")


class DomainError(Exception):
    """What a person asked for cannot be done; says why and what helps.

    Subclasses stand beside the service that raises them. `field` names the form field
    that the message belongs to, if there is one.
    """

    message = UNKNOWN_RULE

    def __init__(self, message=None, *, field: str | None = None, **values):
        self.field = field
        text = message or self.message
        super().__init__(text % values if values else text)

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def sentences() -> dict[str, str]:
    """Constraint or trigger name → its sentence, over all installed models."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for constraint in model._meta.constraints:
            found[constraint.name] = constraint.violation_error_message
        for trigger in getattr(model._meta, "triggers", ()):
            found.update(trigger.sentences_for(model))
    return found


def constraint_name(error: Exception) -> str:
    """The name of the constraint or trigger that refused; empty when it has none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def sentence_for(error: Exception) -> str:
    """The sentence for people behind a database error."""
    name = constraint_name(error)
    if name in sentences():
        return str(sentences()[name])
    state = getattr(error.__cause__, "sqlstate", "") or ""
    if state == "55P03":
        return str(BUSY)
    if state == "23503":
        return str(STILL_USED)
    return str(UNKNOWN_RULE)


def told(error: Exception) -> ValidationError:
    """A domain or database error as a form error, at its field when it names one."""
    if isinstance(error, DomainError):
        return ValidationError({error.field or "__all__": [str(error)]})
    return ValidationError(sentence_for(error))


REFUSALS = (DomainError, IntegrityError)
"""What a service may answer with; everything else is a bug and fails loudly."""


class Spoken:
    """A constraint with a sentence for people, which migrations need not know."""

    def __init__(self, *args, sentence=None, **options):
        super().__init__(*args, violation_error_message=sentence, **options)

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        kwargs.pop("violation_error_message", None)
        plain = next(base for base in type(self).__mro__[1:] if base is not Spoken)
        module = plain.__module__.replace("django.db.models.constraints", MODELS)
        return f"{module}.{plain.__qualname__}", args, kwargs

    def clone(self):
        """Django clones constraints of abstract models and states: the sentence stays."""
        _path, args, kwargs = self.deconstruct()
        return type(self)(*args, sentence=self.violation_error_message, **kwargs)

    def __eq__(self, other):
        if not isinstance(other, models.BaseConstraint):
            return NotImplemented
        return self.deconstruct() == _unspoken(other)

    __hash__ = object.__hash__


def _unspoken(constraint: models.BaseConstraint) -> tuple:
    path, args, kwargs = constraint.deconstruct()
    kwargs.pop("violation_error_message", None)
    return path, args, kwargs


class Unique(Spoken, models.UniqueConstraint):
    """A named unique constraint with its sentence."""


class Check(Spoken, models.CheckConstraint):
    """A named check constraint with its sentence."""
