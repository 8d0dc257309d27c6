"""系统就绪检查: could the accounts present pass one case and one batch?"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts.admin import sign_in
from accounts.queries import kinds_without_route, staffing, waiting_for_me
from accounts.scope import sees_everything
from config import clock


def setup_page(request):
    """Every route in force with who could take each step, and which step has nobody."""
    allowed = request.user.has_perm("accounts.view_setup")
    if not (allowed and sees_everything(request.user)):
        raise PermissionDenied
    on = clock.working_date()
    context = {
        **admin.site.each_context(request),
        "title": _("Is everything set up?"),
        "routes": staffing(on),
        "missing": kinds_without_route(on),
    }
    return TemplateResponse(request, "admin/setup.html", context)


def home(request) -> dict:
    """What the home page shows for issue 2: work that waits, drafts, late work."""
    return {"work": waiting_for_me(request.user, clock.working_date())}


def site_urls(site) -> list:
    """Pages of accounts that are no register."""
    return [
        path("setup/", site.admin_view(setup_page), name="setup"),
        path("demo-sign-in/", sign_in.demo_sign_in, name="demo_sign_in"),
    ]
