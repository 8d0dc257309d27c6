"""Routes (办理流程) with their steps: drafted, issued, copied."""

from django.contrib import admin
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from accounts.admin.forms import ValidFromForm
from accounts.models import Route, RouteStep
from accounts.services.routes import copy_route, issue_route
from config.admin.actions import service_action
from config.admin.base import BaseAdmin, BaseInline


class RouteStepInline(BaseInline):
    model = RouteStep
    fields = ["no", "code", "label", "seat", "role", "level", "days", "skip_condition"]
    ordering = ["no"]


@admin.register(Route)
class RouteAdmin(BaseAdmin):
    list_display = ["name", "kind", "valid_from", "valid_to", "issued"]
    list_filter = ["kind", "issued"]
    search_fields = ["^name"]
    ordering = ["kind", "name", "-valid_from"]
    fields = ["kind", "name", "valid_from", "valid_to", "issued"]
    readonly_fields = ["issued"]
    inlines = [RouteStepInline]

    def get_readonly_fields(self, request, obj=None):
        frozen = ["kind", "name", "valid_from"] if obj and obj.issued else []
        return [*self.readonly_fields, *frozen]

    def get_inline_instances(self, request, obj=None):
        inlines = super().get_inline_instances(request, obj)
        if obj is not None and obj.issued:
            for inline in inlines:
                inline.has_add_permission = lambda request, obj=None: False
                inline.has_change_permission = inline.has_add_permission
                inline.has_delete_permission = inline.has_add_permission
        return inlines

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.sees_everything

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            request.user.sees_everything
        )

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and request.user.sees_everything and not (obj and obj.issued)

    def may_act(self, request, action):
        """Routes belong to the whole district: nobody below changes them."""
        return super().may_act(request, action) and request.user.sees_everything

    @service_action(
        _("Issue"),
        permission="accounts.issue_route",
        shown=lambda route: not route.issued,
        question=_("From now on the steps of this route are frozen."),
    )
    def issue(self, request, route, data):
        issue_route(route=route)
        return __(
            "The route is issued. Next: see under 'Is everything set up?' whether "
            "every step has somebody."
        )

    @service_action(
        _("Copy as a new draft"), permission="accounts.copy_route", form=ValidFromForm
    )
    def copy(self, request, route, data):
        copy_route(route=route, valid_from=data["valid_from"])
        return __("A draft with the same steps was made; change it, then issue it.")
