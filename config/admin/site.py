"""The admin site: sign-in, home, preferences of the top bar."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from config import clock
from config.admin.base import BaseAdmin
from config.admin.hooks import hook
from config.middleware import DATE_COOKIE, UNIT_COOKIE, YEAR_COOKIE, year_in

COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGES = dict(settings.LANGUAGES)
UNITS = {"yuan", "wan"}


class BangfuSite(AdminSite):
    site_title = _("Bangfu")
    site_header = _("Bangfu")
    index_title = _("Home")
    index_template = "admin/home.html"
    enable_nav_sidebar = False
    site_url = None

    def has_permission(self, request):
        return request.user.is_active

    @property
    def login_form(self):
        return hook("sign_in_form")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only admins with our scope and permissions; pages that libraries bring along
        (groups, raw jobs) stay away."""
        if admin_class is not None and issubclass(admin_class, BaseAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self):
        return [
            path("preferences/", require_POST(self.preferences), name="preferences"),
            *hook("site_urls")(self),
            *super().get_urls(),
        ]

    def login(self, request, extra_context=None):
        extra = {"demo_accounts": hook("demo_accounts")() if settings.DEMO else []}
        return super().login(request, {**extra, **(extra_context or {})})

    def password_change(self, request, extra_context=None):
        return PasswordChangeView.as_view(
            form_class=hook("password_form"),
            success_url=reverse("admin:index"),
            template_name="registration/password_change_form.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)

    def index(self, request, extra_context=None):
        context = {
            **self.each_context(request),
            "title": self.index_title,
            **hook("home")(request),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.index_template, context)

    def each_context(self, request):
        """The frame comes from `config.navigation.context`; no list of models here."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "has_permission": self.has_permission(request),
            "is_popup": False,
            "available_apps": [],
        }

    def preferences(self, request):
        """Language, working date and year, unit of money from the top bar."""
        response = HttpResponseRedirect(self._back(request))
        given = request.POST
        if given.get("language") in LANGUAGES:
            keep(response, settings.LANGUAGE_COOKIE_NAME, given["language"])
        if settings.DEMO and clock.parse(given.get("date", "")):
            keep(response, DATE_COOKIE, given["date"])
            response.delete_cookie(YEAR_COOKIE)
        if year_in(given.get("year", "")):
            keep(response, YEAR_COOKIE, given["year"])
        if given.get("unit") in UNITS:
            keep(response, UNIT_COOKIE, given["unit"])
        return response

    def _back(self, request) -> str:
        wanted = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
        own = urlsplit(wanted).path == reverse("admin:preferences")
        return wanted if safe and not own else reverse("admin:index")


def keep(response, name: str, value: str) -> None:
    """A preference cookie: a year long, not readable by scripts."""
    response.set_cookie(
        name,
        value,
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )
