"""The sample's register: buttons on one request, and one over many."""

from django import forms
from django.contrib import admin

from accounts.enums import Outcome, State
from accounts.services.steps import take_step
from config import clock
from config.admin.actions import service_action
from config.admin.base import BaseAdmin
from config.errors import DomainError
from tests.sample.models import Request


class OpinionForm(forms.Form):
    opinion = forms.CharField(label="Opinion", max_length=100)


def take_one(request, row, **values):
    """Takes a step of one request, or says why not."""
    taken = take_step(
        procedures=Request.objects.filter(pk=row.pk),
        by=request.user,
        on=clock.working_date(),
        **values,
    )
    if taken.exceptions:
        raise DomainError(taken.exceptions[row.pk])


@admin.register(Request)
class RequestAdmin(BaseAdmin):
    list_display = ["title", "organisation", "keeper", "state", "due_on"]
    list_filter = ["state"]
    list_select_related = ["organisation", "keeper"]
    search_fields = ["^title"]
    ordering = ["-pk"]
    fields = ["title", "organisation", "keeper", "route", "state"]
    readonly_fields = ["state"]
    autocomplete_fields = ["organisation", "keeper"]

    @service_action(
        "Pass on",
        permission="sample.pass_request",
        form=OpinionForm,
        shown=lambda row: row.state in (State.DRAFT, State.RUNNING),
    )
    def pass_on(self, request, row, data):
        take_one(request, row, opinion=data["opinion"])
        return "Passed on. Next: somebody else's turn."

    @service_action(
        "Return",
        permission="sample.return_request",
        form=OpinionForm,
        shown=lambda row: row.state == State.RUNNING,
    )
    def send_back(self, request, row, data):
        reasons = [{"field": "title", "reason": "unclear", "text": data["opinion"]}]
        take_one(request, row, outcome=Outcome.RETURNED, return_to=1, reasons=reasons)
        return "Returned to the maker."

    @service_action("Pass all on", permission="sample.pass_request", on="rows")
    def pass_all(self, request, rows, data):
        taken = take_step(procedures=rows, by=request.user, on=clock.working_date())
        return f"{len(taken.done)} passed on, {len(taken.exceptions)} left."
