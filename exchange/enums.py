"""The fixed words of lists that come in: states of a run, outcomes of a row."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    """Where an import stands (导入状态)."""

    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, waiting for you")
    APPLYING = "applying", _("being taken over")
    APPLIED = "applied", _("taken over")
    FAILED = "failed", _("failed, nothing was changed")
    DROPPED = "dropped", _("dropped")
    UNDONE = "undone", _("undone")


class Mode(TextChoices):
    """What is taken over when some rows are wrong."""

    ALL = "all", _("all or nothing")
    VALID = "valid", _("valid rows only")


class RowOutcome(TextChoices):
    """What a row would do (预览结果)."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("same")
    ELSEWHERE = "elsewhere", _("known elsewhere, fields left as they are")
    DUPLICATE = "duplicate", _("twice in the file")
    WRONG = "wrong", _("wrong")


TAKEN = [RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.SAME, RowOutcome.ELSEWHERE]
"""Outcomes of rows that are taken over (or already stand there)."""
