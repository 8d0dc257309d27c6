"""The sample's register: buttons on one request, and one over many."""

from django.contrib import admin

from accounts.admin.steps import ReturnForm, StepForm, steps_shown, take_one
from accounts.enums import Outcome, State
from accounts.services.steps import take_step
from config import clock
from config.admin.actions import service_action
from config.admin.base import BaseAdmin
from tests.sample.models import Request


@admin.register(Request)
class RequestAdmin(BaseAdmin):
    list_display = ["title", "organisation", "keeper", "state", "due_on"]
    list_filter = ["state"]
    list_select_related = ["organisation", "keeper"]
    search_fields = ["^title"]
    ordering = ["-pk"]
    fields = ["title", "organisation", "keeper", "route", "state", "record"]
    readonly_fields = ["state", "record"]
    autocomplete_fields = ["organisation", "keeper"]

    @admin.display(description="record")
    def record(self, row):
        return steps_shown(row) if row.pk else "—"

    @service_action(
        "Pass on",
        permission="sample.pass_request",
        form=StepForm,
        shown=lambda row: row.state in (State.DRAFT, State.RUNNING),
    )
    def pass_on(self, request, row, data):
        take_one(request, row, data)
        return "Passed on. Next: somebody else's turn."

    @service_action(
        "Return",
        permission="sample.return_request",
        form=ReturnForm,
        shown=lambda row: row.state == State.RUNNING,
    )
    def send_back(self, request, row, data):
        take_one(request, row, data, outcome=Outcome.RETURNED)
        return "Returned to the maker."

    @service_action("Pass all on", permission="sample.pass_request", on="rows")
    def pass_all(self, request, rows, data):
        taken = take_step(procedures=rows, by=request.user, on=clock.working_date())
        return f"{len(taken.done)} passed on, {len(taken.exceptions)} left."
