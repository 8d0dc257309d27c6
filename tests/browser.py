"""Which browser drives the journeys: the machine's Chromium, or Playwright's own."""

import shutil
from functools import cache
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@cache
def chromium() -> str | None:
    """The path of a Chromium; None when there is none."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    own = sorted((Path.home() / ".cache/ms-playwright").glob("chromium-*/*/chrome"))
    return str(own[-1]) if own else None
