"""The bases of every admin class: `BaseAdmin`, `ReadOnlyAdmin`, and `BaseInline`."""

from functools import partial

from django.contrib import admin
from django.core.exceptions import (
    FieldDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db import OperationalError, models
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from config.admin.actions import ServiceActions
from config.admin.forms import GuardedForm
from config.admin.hooks import hook
from config.admin.paginator import LargePaginator
from config.admin.printing import PRINT, Printing
from config.errors import REFUSALS, told


def scoped(queryset, user):
    """The rows of a model that this person may see; all rows of one without scope."""
    visible = getattr(queryset, "visible_to", None)
    return visible(user) if visible else queryset


class BaseAdmin(ServiceActions, Printing, admin.ModelAdmin):
    """Row scope, versions, history from the trail, printing, service actions.

    Foreign keys offer only rows in scope, a foreign row's address answers 404, and
    lists count no further than they must.
    """

    form = GuardedForm
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    paginator = LargePaginator
    save_on_top = False
    view_on_site = False
    actions_selection_counter = True

    # --- scope ---------------------------------------------------------------
    def get_queryset(self, request):
        return scoped(super().get_queryset(request), request.user)

    def get_field_queryset(self, db, db_field, request):
        queryset = admin.ModelAdmin.get_field_queryset(self, db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.using(db)
        return scoped(queryset, request.user)

    def get_object(self, request, object_id, from_field=None):
        """One row in scope, with the relations that its list shows; a page that only
        reads asks once."""
        seen = request.__dict__.setdefault("rows_seen", {})
        key = (self.opts.label, object_id, from_field)
        if request.method == "GET" and key in seen:
            return seen[key]
        row = super().get_object(request, object_id, from_field)
        related = [name for name in self.list_select_related or () if "__" not in name]
        if row is not None and related:
            models.prefetch_related_objects([row], *related)
        seen[key] = row
        return row

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm(
            f"{self.opts.app_label}.delete_{self.opts.model_name}"
        )

    def lookup_allowed(self, lookup, value, request):
        """No question about a sealed column or a password, not even by address."""
        model, *names = self.model, *lookup.split("__")
        for name in names:
            try:
                field = model._meta.get_field(name)
            except FieldDoesNotExist:
                break
            if name == "password" or isinstance(field, models.BinaryField):
                return False
            model = field.related_model or model
        return super().lookup_allowed(lookup, value, request)

    # --- forms ---------------------------------------------------------------
    def get_changeform_initial_data(self, request):
        """What the address proposes for a new record; what does not fit is left out."""
        given = super().get_changeform_initial_data(request)
        fields = {field.name: field for field in self.opts.concrete_fields}
        return {n: v for n, v in given.items() if n in fields and _fits(fields[n], v)}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"guard_request": request})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        extra = dict(extra_context or {})
        if object_id is not None:
            row = self.get_object(request, object_id)
            if row is not None:
                extra["service_actions"] = self.allowed(request, "row", row)
        view = super().changeform_view
        try:
            return view(request, object_id, form_url, extra)
        except (*REFUSALS, OperationalError) as error:
            if request.method != "POST":
                raise
            request.refusal = told(error)
            return view(request, object_id, form_url, extra)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except (*REFUSALS, models.ProtectedError) as error:
            row = self.get_object(request, object_id)
            self.message_user(request, told(error).messages[0], level="error")
            return HttpResponseRedirect(self.back_to(row))

    # --- lists ---------------------------------------------------------------
    def get_actions(self, request):
        if PRINT in request.GET:
            return {}
        return {
            action.name: (partial(self._bulk, action), action.name, action.label)
            for action in self.service_actions("rows")
            if request.user.has_perm(action.permission)
        }

    @staticmethod
    def _bulk(action, modeladmin, request, queryset):
        return modeladmin.rows_view(action, request, queryset)

    def get_changelist_instance(self, request):
        changes = super().get_changelist_instance(request)
        changes.result_list = self.in_words(list(changes.result_list))
        return changes

    def changelist_view(self, request, extra_context=None):
        if PRINT in request.GET:
            return self.print_view(request)
        extra = dict(extra_context or {})
        extra["list_actions"] = self.allowed(request, "list")
        return super().changelist_view(request, extra)

    # --- what happened -------------------------------------------------------
    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("What happened to this record"),
            "object": row,
            "opts": self.opts,
            "entries": hook("history")(row),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def log_addition(self, request, obj, message):
        """The trail has it; Django's own log is not kept."""

    log_change = log_addition

    def log_deletions(self, request, queryset):
        """The trail has it."""

    def get_urls(self):
        return self.action_urls() + super().get_urls()


def _fits(field, value) -> bool:
    try:
        field.to_python(value)
        if field.is_relation:
            field.target_field.to_python(value)
    except (ValidationError, TypeError, ValueError):
        return False
    return True


class BaseInline(admin.TabularInline):
    """Rows below a record; their foreign keys offer only rows in scope."""

    extra = 0
    get_field_queryset = BaseAdmin.get_field_queryset


class ReadOnlyAdmin(BaseAdmin):
    """A register that people read: ledger, trail, records of access."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
