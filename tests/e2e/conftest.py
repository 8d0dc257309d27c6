"""Journeys in a real Chromium against real processes on the demonstration's data."""

import os
import re
from pathlib import Path

import pytest

from tests import databases, live
from tests.browser import ARGUMENTS, chromium

# Playwright's loop runs in this thread; the database is asked only between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SHOTS = Path(__file__).resolve().parent.parent / "screenshots"


def pytest_collection_modifyitems(items):
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        "args": ARGUMENTS,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "viewport": {"width": 1440, "height": 900},
        "locale": "en-US",
        "timezone_id": "Asia/Shanghai",
    }


@pytest.fixture(scope="module")
def demo(cluster, django_db_blocker, tmp_path_factory):
    """A database with the demonstration, and the address that serves it."""
    log = tmp_path_factory.mktemp("web") / "web.log"
    with django_db_blocker.unblock(), databases.clone("demo") as name:
        with live.web(name, log) as address:
            yield address
        words = log.read_text(errors="replace")
        assert "ERROR" not in words, words


@pytest.fixture
def visit(demo, page):
    """visit("sysadmin") → a page signed in as that person of the demonstration.

    Script errors and refused requests fail the test.
    """
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "response",
        lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 500 else None,
    )

    def signed_in(number, path=""):
        page.context.clear_cookies()
        page.goto(f"{demo}/admin/login/")
        page.locator(f"button[name=number][value={number}]").click()
        page.wait_for_url(f"{demo}/admin/")
        if path:
            page.goto(f"{demo}/admin/{path}")
        return page

    yield signed_in
    assert not faults, faults


@pytest.fixture
def shot(page, request):
    """shot("name") keeps a picture of the page for people to look at."""

    def keep(name, **options):
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", **options)

    return keep


LATIN = re.compile(r"[A-Za-z]{3,}")
DIGEST = re.compile(r"\b[0-9a-f]{8}\b")


def english_words(page, *, data=()) -> set[str]:
    """Latin words a Chinese reader would meet, without names that are data."""
    text = DIGEST.sub("", page.locator("body").inner_text())
    return set(LATIN.findall(text)) - set(data)
