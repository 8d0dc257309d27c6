"""What a person prefers: language, working date and year, unit of money.

All four live in cookies, so they outlast a change of user in the demonstration and
cost no query. Chinese is the default whatever the browser asks for.
"""

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.utils import translation

from config import clock

DATE_COOKIE, YEAR_COOKIE, UNIT_COOKIE = "working_date", "working_year", "unit"
LANGUAGES = dict(settings.LANGUAGES)
YEARS = range(2000, 2100)


class PreferenceMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest()
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if language not in LANGUAGES:
            language = settings.LANGUAGE_CODE
        request.money_unit = request.COOKIES.get(UNIT_COOKIE, "yuan")
        date, year = chosen_date(request), chosen_year(request)
        with translation.override(language), clock.working(date, year):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def chosen_date(request):
    """The demonstration's date from the top bar; never in production."""
    if not settings.DEMO:
        return None
    return clock.parse(request.COOKIES.get(DATE_COOKIE, ""))


def chosen_year(request) -> int | None:
    """The working year from the top bar."""
    return year_in(request.COOKIES.get(YEAR_COOKIE, ""))


def year_in(text: str) -> int | None:
    """A year from 2000 to 2099; None for anything else."""
    return (
        int(text) if text.isascii() and text.isdigit() and int(text) in YEARS else None
    )
