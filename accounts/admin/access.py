"""Registers for the auditor: the trail (留痕), looks at sensitive values."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models import Reveal, Trail
from accounts.trail_reading import (
    put_in_words,
    recorded_tables,
    source_in_words,
    table_label,
    value_label,
)
from config.admin.base import ReadOnlyAdmin


@admin.register(Reveal)
class RevealAdmin(ReadOnlyAdmin):
    list_display = [
        "at",
        "user",
        "model_label",
        "row",
        "value",
        "reason",
        "explanation",
    ]
    fields = list_display
    list_filter = ["reason"]
    list_select_related = ["user"]
    search_fields = ["^user__name", "^user__staff_number"]
    ordering = ["-at", "-pk"]

    @admin.display(description=_("kind of record"), ordering="model")
    def model_label(self, reveal):
        return table_label(reveal.model.replace(".", "_"))

    @admin.display(description=_("value"), ordering="field")
    def value(self, reveal):
        return value_label(reveal.model, reveal.field)


class TableFilter(admin.SimpleListFilter):
    title = _("kind of record")
    parameter_name = "table"

    def lookups(self, request, model_admin):
        return recorded_tables()

    def queryset(self, request, queryset):
        return queryset.filter(table=self.value()) if self.value() else queryset


@admin.register(Trail)
class TrailAdmin(ReadOnlyAdmin):
    list_display = ["at", "who", "op", "kind", "row", "what", "where"]
    fields = list_display
    list_filter = ["op", TableFilter]
    ordering = ["-pk"]
    search_fields = ["=row"]
    search_help_text = _("Record number")

    def in_words(self, rows):
        return put_in_words(rows)

    def get_object(self, request, object_id, from_field=None):
        entry = super().get_object(request, object_id, from_field)
        return put_in_words([entry])[0] if entry else None

    @admin.display(description=_("who"))
    def who(self, entry):
        return entry.who

    @admin.display(description=_("kind of record"))
    def kind(self, entry):
        return table_label(entry.table)

    @admin.display(description=_("changes"))
    def what(self, entry):
        return format_html(
            "<ul class=changes>{}</ul>",
            format_html_join("", "<li>{}：{} → {}</li>", entry.changes),
        )

    @admin.display(description=_("from where"), ordering="source")
    def where(self, entry):
        return source_in_words(entry.source)
