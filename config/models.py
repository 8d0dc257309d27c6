"""The one table of the ground: how far a background job is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobProgress(models.Model):
    """A background job (后台任务) as people see it: state, how far, what it says.

    The worker writes it on a connection of its own, so that it shows while the job's
    transaction is still open. Not a business row: no trail.
    """

    trailed = False

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    job = models.BigIntegerField(_("job no."), primary_key=True)
    task = models.CharField(_("task"), max_length=100)
    label = models.CharField(_("what"), max_length=200)
    actor = models.BigIntegerField(_("asked by"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    cancel_requested = models.BooleanField(_("cancel asked for"), default=False)
    backend_pid = models.IntegerField(null=True, editable=False)
    queued_at = models.DateTimeField(_("queued at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")

    def __str__(self):
        return f"{self.job} {self.label}"
