"""Imports (导入) on record: who may do what with one, and the buttons for it."""

import tempfile
from pathlib import Path

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from accounts.scope import sees_everything
from config import jobs
from config.admin.actions import service_action
from config.admin.base import ReadOnlyAdmin
from config.errors import DomainError
from exchange import services
from exchange.admin.forms import ModeForm, UploadForm
from exchange.admin.pages import (
    ImportPages,
    is_active,
    is_open,
    is_ready,
    job_of,
    may_import,
    must_own,
)
from exchange.applying import may_undo
from exchange.models import ImportRun
from exchange.registry import resource, resources
from exchange.uploads import CannotRead, detected


def must_import(request, run: ImportRun) -> None:
    if not may_import(request.user, run):
        raise DomainError(__("Your roles do not allow importing this list."))


@admin.register(ImportRun)
class ImportRunAdmin(ImportPages, ReadOnlyAdmin):
    list_display = ["title", "state", "rows", "organisation", "user", "uploaded_at"]
    list_filter = ["state"]
    list_select_related = ["organisation", "user"]
    ordering = ["-pk"]

    @admin.display(description=_("list"))
    def title(self, run):
        known = resources().get(run.resource)
        name = known.title() if known else run.resource
        return __("%(list)s (import no. %(no)s)") % {"list": name, "no": run.pk}

    @admin.display(description=_("rows"))
    def rows(self, run):
        return run.counts.get("rows", "—")

    def get_queryset(self, request):
        """Below the district everybody meets only the own imports."""
        runs = super().get_queryset(request)
        own = not sees_everything(request.user)
        return runs.filter(user=request.user) if own else runs

    # --- buttons -------------------------------------------------------------
    @service_action(
        _("Import a list"),
        permission="exchange.upload_importrun",
        form=UploadForm,
        on="list",
        add_like=True,
    )
    def upload(self, request, subject, data):
        with tempfile.TemporaryDirectory(prefix="bangfu-upload-") as folder:
            files = stored(data["files"], Path(folder))
            values = {"organisation": request.user.organisation}
            trial = ImportRun(resource=data["resource"], **values)
            refuse_unreadable(trial, files)
            run = services.upload_run(
                resource_name=data["resource"],
                files=files,
                user=request.user,
                mode=data["mode"],
                forced=data["forced"],
                **values,
            )
        return HttpResponseRedirect(self.back_to(run))

    @service_action(
        _("Take over"),
        permission="exchange.apply_importrun",
        shown=is_ready,
        question=_(
            "The rows are taken over in one act: all of them or, if anything fails, none."
        ),
    )
    def apply(self, request, run, data):
        must_own(request, run)
        services.queue_run(run=run, what="apply")
        return __("The list is being taken over.")

    @service_action(
        _("When rows are wrong"),
        permission="exchange.apply_importrun",
        form=ModeForm,
        shown=is_open,
    )
    def choose_mode(self, request, run, data):
        must_own(request, run)
        services.choose_mode(run=run.pk, mode=data["mode"])
        return __("Changed. Next: look at the rows, then take over.")

    @service_action(
        _("Drop"),
        permission="exchange.drop_importrun",
        shown=is_open,
        question=_(
            "The checked rows are given up; nothing of this list is taken over."
        ),
        danger=True,
    )
    def drop(self, request, run, data):
        must_import(request, run)
        services.drop_run(run=run.pk)
        return __("The import was dropped; nothing was changed.")

    @service_action(
        _("Cancel"), permission="exchange.drop_importrun", shown=is_active, danger=True
    )
    def cancel(self, request, run, data):
        must_import(request, run)
        jobs.cancel(job_of(run))
        return __("The work was asked to stop; nothing half-done stays.")

    @service_action(
        _("Undo"),
        permission="exchange.undo_importrun",
        shown=lambda run: run.resource in resources() and may_undo(run),
        question=_(
            "What the import created is removed, what it changed is put back. If "
            "anything was built on it since, nothing happens."
        ),
        danger=True,
    )
    def undo(self, request, run, data):
        must_import(request, run)
        services.undo_run(run=run.pk, by=request.user.pk)
        return __("The import was undone: everything is as it was before.")


def stored(uploads, folder: Path) -> list[tuple[str, Path]]:
    """The uploaded files in a folder, each under a name of its own."""
    found, names = [], set()
    for number, upload in enumerate(uploads):
        name = upload.name
        if name in names:
            name = f"{Path(name).stem} ({number + 1}){Path(name).suffix}"
        names.add(name)
        target = folder / f"{number}{Path(name).suffix.lower()}"
        with target.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        found.append((name, target))
    return found


def refuse_unreadable(trial: ImportRun, files) -> None:
    """Says at the field what cannot be read, before anything is stored."""
    try:
        pairs = [(target, name) for name, target in files]
        if not detected(resource(trial.resource), trial, pairs):
            raise CannotRead(__("There is no table in the file."))
    except CannotRead as error:
        raise DomainError(str(error), field="files") from None
