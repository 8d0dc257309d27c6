"""Real processes for journeys and races: web and worker on a database of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings

WEB = [str(Path(sys.executable).with_name("gunicorn")), "config.wsgi", "--threads=8"]
LOG = ["--log-level=warning", "--timeout=60"]


def environment(database: str) -> dict:
    """The environment of a process that works on `database` of the suite's server."""
    return {
        **os.environ,
        "BANGFU_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONWARNINGS": "default",
    }


@contextmanager
def process(command: list[str], database: str, log: Path) -> Iterator[subprocess.Popen]:
    """A process that is ended with the block, its words in `log`."""
    with log.open("ab") as file:
        started = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment(database),
            stdout=file,
            stderr=file,
        )
        try:
            yield started
        finally:
            if started.poll() is None:
                started.send_signal(signal.SIGTERM)
            try:
                started.wait(10)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def worker(database: str, log: Path):
    """A worker on `database`."""
    manage = str(settings.BASE_DIR / "manage.py")
    return process([sys.executable, manage, "worker"], database, log)


@contextmanager
def web(database: str, log: Path) -> Iterator[str]:
    """A web process on `database`; gives its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    command = [*WEB, *LOG, f"--bind=127.0.0.1:{port}"]
    with process(command, database, log) as started:
        _wait_for(f"{address}/admin/login/", started, log)
        yield address


def _wait_for(url: str, started: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert started.poll() is None, log.read_text(errors="replace")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the web process does not answer: {log.read_text()}")


def until(question, seconds: float = 20):
    """The first true answer within `seconds`; fails with the last one otherwise."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < end, f"still {answer!r} after {seconds} s"
        time.sleep(0.1)
