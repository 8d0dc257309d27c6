"""打印: every list on paper, with its filters in words, page x/y and date."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from config import clock

PRINTED_ROWS = 5000
PRINT = "print"


class Printing:
    """The part of `BaseAdmin` that prints lists (`?print=1`)."""

    def print_view(self, request):
        """打印: the filtered list on paper, with its filters in words."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        request.GET = request.GET.copy()
        del request.GET[PRINT]
        request.GET._mutable = False
        try:
            changes = self._plain_list(request)
            rows = changes.get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        changes.formset = None
        rows = list(rows[: PRINTED_ROWS + 1])
        changes.result_list = self.in_words(rows[:PRINTED_ROWS])
        context = {
            **self.admin_site.each_context(request),
            "cl": changes,
            "opts": self.opts,
            "title": self.opts.verbose_name_plural,
            "filters": filters_in_words(changes),
            "count": len(changes.result_list),
            "cut": len(rows) > PRINTED_ROWS,
            "limit": PRINTED_ROWS,
            "printed_on": clock.working_date(),
            "printed_by": request.user.name,
        }
        return TemplateResponse(request, "print/list.html", context)

    def in_words(self, rows: list) -> list:
        """The rows of a page with whatever its columns need beyond the row itself."""
        return rows

    def _plain_list(self, request):
        """The list without checkboxes, editable cells and pages."""
        columns = [c for c in self.get_list_display(request) if c != "action_checkbox"]
        changelist = self.get_changelist(request)
        return changelist(
            request,
            self.model,
            columns,
            None,
            self.get_list_filter(request),
            self.date_hierarchy,
            self.get_search_fields(request),
            self.get_list_select_related(request),
            self.list_per_page,
            self.list_max_show_all,
            (),
            self,
            self.get_sortable_by(request),
            self.search_help_text,
        )


def filters_in_words(changes) -> list[str]:
    """The list's search and filters as a reader would say them."""
    words = [_("Search: %(query)s") % {"query": changes.query}] if changes.query else []
    for spec in changes.filter_specs:
        for choice in spec.choices(changes):
            if choice.get("selected") and spec.has_output() and spec.used_parameters:
                words.append(f"{spec.title}：{choice['display']}")
    return words
