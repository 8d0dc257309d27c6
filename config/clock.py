"""One clock: what time it is, and at which date the office is working.

The working date is today, except in the demonstration, where it is pinned
(2022-12-20) and may be changed in the top bar. The working year (年度) is what lists
and dashboards show; people choose it on every page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_date: ContextVar[date | None] = ContextVar("working_date", default=None)
_year: ContextVar[int | None] = ContextVar("working_year", default=None)


def now() -> datetime:
    """The moment, with its time zone: for `…_at` and for nothing else."""
    return timezone.now()


def today() -> date:
    """The calendar's date in Asia/Shanghai."""
    return timezone.localdate()


def working_date() -> date:
    """The business date of what is being recorded: for `…_on`."""
    return _date.get() or settings.DEMO_WORKING_DATE or today()


def parse(text: str) -> date | None:
    """A date written 2022-12-20; None for anything else."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def working_year() -> int:
    """The year (年度) that pages show."""
    return _year.get() or working_date().year


@contextmanager
def working(on: date | None = None, year: int | None = None) -> Iterator[None]:
    """Works at another date or year until the block ends; None keeps the usual one."""
    date_token, year_token = _date.set(on), _year.set(year)
    try:
        yield
    finally:
        _date.reset(date_token)
        _year.reset(year_token)
