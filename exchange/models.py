"""Imports (导入) and exports (导出) on record, and what an undo needs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.scope import ScopedModel
from accounts.trail import recorded
from config.errors import Check, Unique
from config.fields import VersionedModel
from exchange.enums import Mode, RunState


@recorded
class ImportRun(VersionedModel, ScopedModel):
    """One import (导入批次): its files, what was detected, what came of each row.

    Files lie encrypted in private storage; checked rows stand in unlogged tables of the
    schema `stage` until the run is taken over, dropped or older than the office keeps.
    """

    resource = models.CharField(_("list"), max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("union")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("imported by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    state = models.CharField(
        _("state"), max_length=10, choices=RunState.choices, default=RunState.UPLOADED
    )
    mode = models.CharField(
        _("taken over"), max_length=5, choices=Mode.choices, default=Mode.ALL
    )
    forced = models.BooleanField(_("the same content again"), default=False)
    digest = models.BinaryField(_("fingerprint of the content"), max_length=32)
    files = models.JSONField(_("files"), default=list)
    choices = models.JSONField(_("how the files are read"), default=dict)
    mapping = models.JSONField(_("columns"), default=dict)
    counts = models.JSONField(_("counts"), default=dict)
    notes = models.JSONField(_("remarks"), default=list)
    job = models.BigIntegerField(_("job no."), null=True, editable=False)
    applied_at = models.DateTimeField(_("taken over at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            Unique(
                fields=["resource", "organisation", "digest"],
                condition=Q(
                    applied_at__isnull=False, undone_at__isnull=True, forced=False
                ),
                name="exchange_run_same_content_once",
                sentence=_(
                    "The same content was already taken over. If it must be done again, "
                    "tick 'the same content again'."
                ),
            ),
            Check(
                condition=~Q(state__in=["applied", "undone"])
                | Q(applied_at__isnull=False),
                name="exchange_run_applied_has_time",
                sentence=_("An import that was taken over says when."),
            ),
        ]
        indexes = [
            models.Index(fields=["resource", "-id"], name="exchange_run_resource"),
        ]

    def __str__(self):
        return f"{self.pk} {self.resource}"


class ImportChange(models.Model):
    """What one import did to one row: enough to undo it, kept for 30 days.

    `before` is the whole row as it was (sealed values stay sealed), NULL for a row the
    import created; `version` is the row's version afterwards: an undo refuses a row
    that somebody changed since.
    """

    trailed = False

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    table = models.CharField(_("table"), max_length=63)
    row = models.BigIntegerField(_("record no."))
    before = models.JSONField(_("before"), null=True)
    version = models.PositiveIntegerField("version")

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        indexes = [models.Index(fields=["run", "table"], name="exchange_change_run")]

    def __str__(self):
        return f"{self.run_id} {self.table} {self.row}"


@recorded
class SavedMapping(ScopedModel):
    """How a sender names the columns (列对应): header → column, kept per union."""

    resource = models.CharField(_("list"), max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("union")
    )
    header = models.CharField(_("header"), max_length=100)
    column = models.CharField(_("column"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("remembered column")
        verbose_name_plural = _("remembered columns")
        constraints = [
            Unique(
                fields=["resource", "organisation", "header"],
                name="exchange_mapping_header_once",
                sentence=_("This header is already remembered for this list."),
            ),
        ]

    def __str__(self):
        return f"{self.resource} {self.header} → {self.column}"


class ExportRecord(ScopedModel):
    """One export (导出记录): who took which list out, with how many rows; append-only."""

    database_rights = "SELECT, INSERT"
    scope_path = "user__organisation"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("exported by")
    )
    at = models.DateTimeField(_("at"))
    resource = models.CharField(_("list"), max_length=60)
    rows = models.PositiveIntegerField(_("rows"))
    columns = models.JSONField(_("columns"), default=list)
    sensitive = models.BooleanField(_("with full sensitive values"), default=False)
    filters = models.CharField(_("filters"), max_length=500, blank=True)
    format = models.CharField(_("format"), max_length=20)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.resource}"
