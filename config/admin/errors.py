"""Pages for what goes wrong: one sentence, and the way back."""

from django.conf import settings
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _page(request, status, title, advice):
    """The page, within the usual frame for who is signed in."""
    context = {
        "title": title,
        "advice": advice,
        "has_permission": request.user.is_authenticated,
    }
    return render(request, "admin/error.html", context, status=status)


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
    """Without the frame: whatever failed must not be asked again, the database least."""
    context = {
        "title": _("Something went wrong on our side"),
        "advice": _(
            "Nothing was saved. Try again; if it happens again, tell the administrator."
        ),
        "site_title": settings.SITE_TITLE,
        "has_permission": False,
        "is_popup": False,
        "messages": [],
    }
    return HttpResponseServerError(render_to_string("admin/error.html", context))


def csrf_failure(request, reason=""):
    return _page(
        request,
        403,
        _("This page was open for too long"),
        _("Nothing was saved. Go back, reload the page and try again."),
    )
