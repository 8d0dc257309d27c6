"""Background jobs (后台任务) for administrators."""

from django.contrib import admin
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scope import sees_everything
from accounts.trail_reading import actor_name
from config import jobs
from config.admin.actions import service_action
from config.admin.base import ReadOnlyAdmin
from config.models import JobProgress


@admin.register(JobProgress)
class JobProgressAdmin(ReadOnlyAdmin):
    list_display = ["queued_at", "label", "who", "state", "how_far", "note"]
    list_filter = ["state"]
    ordering = ["-pk"]
    fields = ["label", "who", "state", "how_far", "note", "queued_at", "updated_at"]

    def get_queryset(self, request):
        """Everything for the district; elsewhere the jobs of the subtree's people."""
        jobs = super().get_queryset(request)
        if sees_everything(request.user):
            return jobs
        people = User.objects.visible_to(request.user)
        return jobs.filter(actor__in=people.values("pk"))

    def in_words(self, rows):
        actors = {job.actor for job in rows}
        names = dict(User.objects.filter(pk__in=actors).values_list("pk", "name"))
        for job in rows:
            job.who = actor_name(job.actor, names)
        return rows

    def get_object(self, request, object_id, from_field=None):
        job = super().get_object(request, object_id, from_field)
        return self.in_words([job])[0] if job else None

    @admin.display(description=_("asked by"))
    def who(self, job):
        return job.who

    @admin.display(description=_("how far"))
    def how_far(self, job):
        return f"{job.done} / {job.total}" if job.total else "—"

    @service_action(
        _("Cancel"),
        permission="config.cancel_jobprogress",
        shown=lambda job: job.state in ("waiting", "running"),
        question=_("What the job has not finished is undone."),
        danger=True,
    )
    def cancel(self, request, job, data):
        jobs.cancel(job)
        return __("The job was asked to stop.")
