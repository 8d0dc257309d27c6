"""The sidebar by the order of work (DESIGN §8), and what every page's frame shows.

Rooms are named only by strings: URL names and permissions. A group without an entry
that the person may open is not shown.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from config import clock


@dataclass(frozen=True)
class Entry:
    """A line of the sidebar; `permission` empty = everybody who is signed in."""

    label: object
    url_name: str
    permission: str = ""


@dataclass(frozen=True)
class Group:
    label: object
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        _("My work"),
        (
            Entry(_("Home"), "admin:index"),
            Entry(
                _("Hand-overs"),
                "admin:accounts_handover_changelist",
                "accounts.view_handover",
            ),
            Entry(
                _("Deputy arrangements"),
                "admin:accounts_deputy_changelist",
                "accounts.view_deputy",
            ),
        ),
    ),
    Group(_("Workers in hardship"), ()),
    Group(_("Aid cases"), ()),
    Group(_("Payments"), ()),
    Group(_("Mutual medical aid"), ()),
    Group(_("Work records"), ()),
    Group(_("Budget and performance"), ()),
    Group(
        _("Look-up and settings"),
        (
            Entry(
                _("Unions"),
                "admin:accounts_organisation_changelist",
                "accounts.view_organisation",
            ),
            Entry(
                _("Departments"),
                "admin:accounts_department_changelist",
                "accounts.view_department",
            ),
            Entry(
                _("Staff accounts"),
                "admin:accounts_user_changelist",
                "accounts.view_user",
            ),
            Entry(
                _("Roles held"),
                "admin:accounts_roleholding_changelist",
                "accounts.view_roleholding",
            ),
            Entry(
                _("Routes"), "admin:accounts_route_changelist", "accounts.view_route"
            ),
            Entry(
                _("Lists in and out"),
                "admin:exchange_importrun_changelist",
                "exchange.view_importrun",
            ),
            Entry(_("Is everything set up?"), "admin:setup", "accounts.view_setup"),
            Entry(
                _("Looks at sensitive values"),
                "admin:accounts_reveal_changelist",
                "accounts.view_reveal",
            ),
            Entry(_("Trail"), "admin:accounts_trail_changelist", "accounts.view_trail"),
            Entry(
                _("Background jobs"),
                "admin:config_jobprogress_changelist",
                "config.view_jobprogress",
            ),
        ),
    ),
)


def sidebar(user, path: str) -> list[dict]:
    """The groups and entries this person may open; the one of this page is marked."""
    shown = []
    for group in GROUPS:
        entries = [
            {"label": entry.label, "url": url, "current": _is_current(url, path)}
            for entry in group.entries
            if not entry.permission or user.has_perm(entry.permission)
            for url in [_url(entry.url_name)]
            if url
        ]
        if entries:
            shown.append({"label": group.label, "entries": entries})
    return shown


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _is_current(url: str, path: str) -> bool:
    return path == url or (url != reverse("admin:index") and path.startswith(url))


def years() -> list[int]:
    """Years to choose from: the working date's, the one before it and the four earlier."""
    latest = max(clock.working_date().year, clock.working_year())
    return list(range(latest + 1, latest - 5, -1))


def context(request) -> dict:
    """What the frame of every page needs; no query."""
    frame = {
        "site_title": settings.SITE_TITLE,
        "version": settings.VERSION,
        "demo": settings.DEMO,
        "working_date": clock.working_date(),
        "working_year": clock.working_year(),
        "years": years(),
        "money_unit": getattr(request, "money_unit", "yuan"),
        "languages": settings.LANGUAGES,
        "is_popup": False,
        "is_nav_sidebar_enabled": False,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        frame["sidebar"] = sidebar(user, request.path)
    return frame
