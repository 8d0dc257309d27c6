"""Buttons that call a service: confirmed on GET, done on POST.

    @service_action(_("Issue"), permission="accounts.issue_route", shown=is_draft)
    def issue(self, request, route, data):
        issue_route(route=route)
        return _("The route is issued. Next: …")

`on="row"` puts the button on the change page, `"list"` above the list, `"rows"` among
the list's actions. The row is read anew through the admin's scope (404), permission
and version are checked again, a refusal shows in place, and the returned sentence says
what was done and what comes next.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db import OperationalError, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from config.errors import REFUSALS, DomainError, told


@dataclass(frozen=True)
class ServiceAction:
    """What `service_action` notes on a method."""

    name: str
    label: object
    permission: str
    form: type[forms.Form]
    on: str
    shown: Callable
    question: object
    danger: bool
    add_like: bool


def service_action(
    label,
    *,
    permission: str,
    form: type[forms.Form] = forms.Form,
    on: str = "row",
    shown: Callable = lambda row: True,
    question="",
    danger: bool = False,
    add_like: bool = False,
):
    """Decorator; see the module's docstring. `shown(row)` hides the button."""

    def decorate(method):
        method.service_action = ServiceAction(
            method.__name__,
            label,
            permission,
            form,
            on,
            shown,
            question,
            danger,
            add_like,
        )
        return method

    return decorate


class ServiceActions:
    """The part of `BaseAdmin` that knows its service actions."""

    def service_actions(self, on: str) -> list[ServiceAction]:
        found = [
            getattr(getattr(type(self), name, None), "service_action", None)
            for name in dir(type(self))
        ]
        return [action for action in found if action and action.on == on]

    def allowed(self, request, on: str, row=None) -> list[dict]:
        """Buttons for this person, with their addresses."""
        return [
            {"action": action, "url": self.action_url(action, row)}
            for action in self.service_actions(on)
            if self.may_act(request, action) and (row is None or action.shown(row))
        ]

    def action_url(self, action, row=None) -> str:
        name = f"admin:{self._action_url_name(action)}"
        return reverse(name, args=[row.pk] if row is not None else [])

    def _action_url_name(self, action) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{action.name}"

    def action_urls(self) -> list:
        found = []
        for action in self.service_actions("row"):
            view = self.admin_site.admin_view(partial(self.row_view, action))
            address = f"<path:object_id>/do/{action.name}/"
            found.append(path(address, view, name=self._action_url_name(action)))
        for action in self.service_actions("list"):
            view = self.admin_site.admin_view(partial(self.list_view, action))
            address = f"do/{action.name}/"
            found.append(path(address, view, name=self._action_url_name(action)))
        return found

    def row_view(self, action, request, object_id):
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        self._must(request, action)
        if not action.shown(row):
            return self._elsewhere(request, row)
        back = self.back_to(row)
        return self._act(action, request, row, back, version_of(row))

    def list_view(self, action, request):
        self._must(request, action)
        return self._act(action, request, None, self.list_url(), "")

    def rows_view(self, action, request, queryset):
        """The confirmation page of a list action; the same POST comes again with
        `apply` when the person agrees."""
        self._must(request, action)
        return self._act(action, request, queryset, request.get_full_path(), "")

    def may_act(self, request, action) -> bool:
        """Whether this person may use a button at all."""
        return request.user.has_perm(action.permission)

    def _must(self, request, action):
        if not self.may_act(request, action):
            raise PermissionDenied

    def _elsewhere(self, request, row):
        messages.warning(request, _("This has moved on; the button no longer applies."))
        return HttpResponseRedirect(self.back_to(row))

    def back_to(self, row) -> str:
        opts = self.opts
        return reverse(
            f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]
        )

    def list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _act(self, action, request, subject, back, version):
        acts = request.method == "POST" and (
            action.on != "rows" or "apply" in request.POST
        )
        form = self._form(action, request, subject, bound=acts)
        if acts and form.is_valid():
            answer = self._try(action, request, subject, form)
            if isinstance(answer, HttpResponse):
                return answer
            if answer is not None:
                messages.success(request, answer)
                return HttpResponseRedirect(back)
        shown_version = request.POST.get("shown_version", version) if acts else version
        return confirmation(self, action, request, subject, form, back, shown_version)

    def _form(self, action, request, subject, *, bound: bool):
        options = {"data": request.POST, "files": request.FILES} if bound else {}
        if hasattr(action.form, "for_subject"):
            return action.form.for_subject(request, subject, **options)
        return action.form(**options)

    def _try(self, action, request, subject, form):
        """The service's answer, or None with the refusal noted on the form."""
        try:
            with transaction.atomic():
                if action.on == "row":
                    subject = self._same_version(request, subject)
                return getattr(self, action.name)(request, subject, form.cleaned_data)
        except (*REFUSALS, OperationalError) as error:
            refusal = told(error)
            if not hasattr(refusal, "error_dict"):
                form.add_error(NON_FIELD_ERRORS, refusal)
                return None
            for name, sentences in refusal.message_dict.items():
                form.add_error(
                    name if name in form.fields else NON_FIELD_ERRORS, sentences
                )
        return None

    def _same_version(self, request, row):
        """The row locked, read anew through the scope; refused when it has changed."""
        queryset = self.get_queryset(request).select_related(None).order_by("pk")
        locked = (
            queryset.filter(pk=row.pk)
            .select_for_update(of=("self",), no_key=True)
            .first()
        )
        if locked is None:
            raise Http404
        shown = request.POST.get("shown_version", "")
        if shown != version_of(locked):
            raise DomainError(
                _("This record changed after you opened it. Go back and look again.")
            )
        return locked


def version_of(row) -> str:
    """The row's version as the page shows it; empty for rows without one."""
    return str(getattr(row, "version", ""))


def confirmation(register, action, request, subject, form, back, version):
    """The page that asks before a service is called, with the form's refusals."""
    title = action.label
    context = {
        **register.admin_site.each_context(request),
        "title": title,
        "action": action,
        "form": form,
        "subject": subject if action.on == "row" else None,
        "rows": subject if action.on == "rows" else None,
        "back": back,
        "shown_version": version,
        "opts": register.opts,
        "media": register.media + form.media,
    }
    if action.on == "rows":
        context["count"] = subject.count()
        context["selected"] = request.POST.getlist("_selected_action")
        context["across"] = request.POST.get("select_across", "0")
    return TemplateResponse(request, "admin/service_action.html", context)
