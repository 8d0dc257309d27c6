"""The pages of an import: detection, progress, preview and result, files to download."""

import tempfile
from importlib import import_module
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from config.admin.actions import version_of
from config.errors import DomainError
from config.models import JobProgress
from exchange import failing
from exchange.admin import preview, reading
from exchange.admin.forms import has_templates
from exchange.applying import may_undo
from exchange.enums import RunState
from exchange.models import ImportRun
from exchange.registry import resource, resources
from exchange.uploads import CannotRead

OPEN = (RunState.UPLOADED, RunState.CHECKED)
ACTIVE = (JobProgress.State.WAITING, JobProgress.State.RUNNING)


class NotYours(DomainError):
    """Only who uploaded a list works on it, and only while the roles allow it."""

    message = _("Only the person who uploaded this list can do that.")


def may_import(user, run: ImportRun) -> bool:
    """Whether the person may import this kind of list at all."""
    return run.resource in resources() and user.has_perm(
        resource(run.resource).permission("import")
    )


def job_of(run: ImportRun) -> JobProgress | None:
    """The run's last background job."""
    return JobProgress.objects.filter(pk=run.job).first() if run.job else None


def is_active(run: ImportRun) -> bool:
    job = job_of(run)
    return job is not None and job.state in ACTIVE


def is_open(run: ImportRun) -> bool:
    """Whether nothing was taken over, and nothing works on it."""
    return run.state in OPEN and not is_active(run)


def is_ready(run: ImportRun) -> bool:
    return run.state == RunState.CHECKED and not is_active(run)


def must_own(request, run: ImportRun) -> None:
    if run.user_id != request.user.pk or not may_import(request.user, run):
        raise NotYours


class ImportPages:
    """The part of the register of imports that shows pages of its own."""

    def get_urls(self):
        own = self.admin_site.admin_view
        name = "exchange_importrun_{}".format
        return [
            path(
                "<int:object_id>/reading/", own(self.reading_view), name=name("reading")
            ),
            path(
                "<int:object_id>/failing/", own(self.failing_view), name=name("failing")
            ),
            path("blank/<slug:listed>/", own(self.blank_view), name=name("blank")),
            *super().get_urls(),
        ]

    def _run(self, request, object_id) -> ImportRun:
        run = self.get_object(request, str(object_id))
        if run is None:
            raise Http404
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        return run

    def _page(self, request, run, name, **context):
        job = job_of(run)
        frame = {
            **self.admin_site.each_context(request),
            "title": self.title(run),
            "opts": self.opts,
            "run": run,
            "job": job,
            "shown_version": version_of(run),
            "own": run.user_id == request.user.pk and may_import(request.user, run),
            "may_import": may_import(request.user, run),
        }
        return TemplateResponse(request, name, {**frame, **context})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page that a run's state asks for.

        A job that has ended since the run was read has changed it: the job is asked
        first, the run's state after it.
        """
        run = self._run(request, object_id)
        if request.method == "POST":
            raise PermissionDenied
        if is_active(run):
            return self._page(request, run, "exchange/progress.html")
        if run.job:
            run.refresh_from_db()
        if may_import(request.user, run) and run.state == RunState.UPLOADED:
            return self._reading(request, run)
        return self._result(request, run)

    def _result(self, request, run):
        rows = {"stands": False}
        if may_import(request.user, run) and run.counts:
            rows = preview.rows_page(run, request.GET)
        ready = run.state == RunState.CHECKED
        name = "exchange/preview.html" if ready else "exchange/result.html"
        context = {
            "tabs": preview.tabs_of(run),
            "totals": preview.totals_of(run),
            "skipped": preview.skipped_of(run),
            "may_undo": run.resource in resources() and may_undo(run),
            "files": [entry["name"] for entry in run.files],
            "done": preview.done_of(run),
            "notes": preview.notes_of(run),
            **rows,
        }
        return self._page(request, run, name, **context)

    def _reading(self, request, run, parts=None, error=""):
        if parts is None:
            try:
                parts = reading.parts_of(run)
            except CannotRead as refusal:
                parts, error = [], error or str(refusal)
        context = {"parts": parts, "error": error}
        return self._page(request, run, "exchange/reading.html", **context)

    def reading_view(self, request, object_id):
        """What was detected; on POST it is changed, or the check is queued."""
        run = self._run(request, object_id)
        if not may_import(request.user, run):
            raise PermissionDenied
        if not is_open(run):
            return self._elsewhere(request, run)
        if request.method != "POST":
            return self._reading(request, run)
        try:
            must_own(request, run)
            if request.POST.get("shown_version") != version_of(run):
                raise DomainError(__("This import moved on. Look again, then choose."))
            check = request.POST.get("go") == "check"
            parts, did = reading.take_choices(run, request.POST, check=check)
        except DomainError as error:
            return self._reading(request, run, error=str(error))
        if not did:
            return self._reading(request, run, parts)
        if check and did == "read":
            self.message_user(request, __("It is read anew. Look again, then check."))
        back = self.back_to(run)
        return HttpResponseRedirect(back if did == "check" else request.get_full_path())

    def failing_view(self, request, object_id):
        """The person's own file with the wrong rows only."""
        run = self._run(request, object_id)
        if not may_import(request.user, run):
            raise PermissionDenied
        if not run.counts.get("wrong"):
            raise Http404
        folder = tempfile.TemporaryDirectory(prefix="bangfu-failing-")
        try:
            made = failing.failing_file(run, Path(folder.name))
            stream = made.open("rb")
        except DomainError as error:
            self.message_user(request, str(error), level="error")
            return HttpResponseRedirect(self.back_to(run))
        finally:
            folder.cleanup()
        return FileResponse(stream, as_attachment=True, filename=made.name)

    def blank_view(self, request, listed):
        """The blank template of a list."""
        if listed not in resources() or not has_templates():
            raise Http404
        if not request.user.has_perm(resource(listed).permission("import")):
            raise PermissionDenied
        with tempfile.TemporaryDirectory(prefix="bangfu-blank-") as folder:
            made = Path(folder) / f"{listed}.xlsx"
            import_module("exchange.blank").blank(resource(listed), made)
            stream = made.open("rb")
        return FileResponse(stream, as_attachment=True, filename=f"{listed}.xlsx")
