"""Pages for what goes wrong: one sentence, and the way back."""

from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request, status, title, advice):
    return render(
        request, "admin/error.html", {"title": title, "advice": advice}, status=status
    )


def bad_request(request, exception=None):
    return _page(
        request,
        400,
        _("This request cannot be read"),
        _("Go back, reload the page and try again."),
    )


def forbidden(request, exception=None):
    return _page(
        request,
        403,
        _("Your roles do not allow this"),
        _("Ask the security administrator if you need it for your work."),
    )


def not_found(request, exception=None):
    return _page(
        request,
        404,
        _("There is no such page or record"),
        _("It may have been removed, or it belongs to another union."),
    )


def failed(request):
    return _page(
        request,
        500,
        _("Something went wrong on our side"),
        _("Nothing was saved. Try again; if it happens again, tell the administrator."),
    )


def csrf_failure(request, reason=""):
    return _page(
        request,
        403,
        _("This page was open for too long"),
        _("Nothing was saved. Go back, reload the page and try again."),
    )
