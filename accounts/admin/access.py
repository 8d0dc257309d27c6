"""Registers for the auditor: the trail (留痕), looks at sensitive values."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models import Reveal, Trail, User
from accounts.trail_reading import actor_name, changes_in_words, table_label
from config.admin.base import ReadOnlyAdmin


@admin.register(Reveal)
class RevealAdmin(ReadOnlyAdmin):
    list_display = [
        "at",
        "user",
        "model_label",
        "row",
        "field",
        "reason",
        "explanation",
    ]
    list_filter = ["reason"]
    list_select_related = ["user"]
    search_fields = ["^user__name", "^user__staff_number"]
    ordering = ["-at", "-pk"]

    @admin.display(description=_("kind of record"), ordering="model")
    def model_label(self, reveal):
        return table_label(reveal.model.replace(".", "_"))


class TableFilter(admin.SimpleListFilter):
    title = _("kind of record")
    parameter_name = "table"

    def lookups(self, request, model_admin):
        from accounts.trail_reading import recorded_tables

        return recorded_tables()

    def queryset(self, request, queryset):
        return queryset.filter(table=self.value()) if self.value() else queryset


@admin.register(Trail)
class TrailAdmin(ReadOnlyAdmin):
    list_display = ["at", "who", "op", "kind", "row", "what", "source"]
    list_filter = ["op", TableFilter]
    ordering = ["-pk"]
    search_fields = ["=row"]
    search_help_text = _("Record number")

    def get_queryset(self, request):
        names = dict(User.objects.values_list("pk", "name"))
        self.names = names
        return super().get_queryset(request)

    @admin.display(description=_("who"))
    def who(self, entry):
        return actor_name(entry.actor, self.names)

    @admin.display(description=_("kind of record"))
    def kind(self, entry):
        return table_label(entry.table)

    @admin.display(description=_("changes"))
    def what(self, entry):
        lines = changes_in_words(entry)
        return format_html(
            "<ul class=changes>{}</ul>",
            format_html_join("", "<li>{}：{} → {}</li>", lines),
        )
