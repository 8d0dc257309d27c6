"""`make run`: server, migrations, demonstration, worker and web in one command."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from config import database, env, postgres

GRACE = 10
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Starts everything: database, migrations, demonstration, worker and web."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=None)
        parser.add_argument("--prepare", action="store_true", help="do not serve")

    def handle(self, *args, port, prepare, **options):
        port = port or env.integer("PORT", 8000, least=1, most=65535)
        cluster = postgres.Cluster(name=settings.CLUSTER, project=settings.BASE_DIR)
        try:
            started = cluster.start() if settings.EMBEDDED else False
        except postgres.PostgresError as error:
            raise CommandError(str(error)) from None
        try:
            self._prepare(cluster)
            if not prepare:
                self._serve(port)
        finally:
            connections.close_all()
            if started:
                cluster.stop()

    def _prepare(self, cluster):
        if settings.EMBEDDED:
            name = settings.DATABASES["default"]["NAME"]
            postgres.prepare(cluster.conninfo("postgres", "postgres"), name)
        call_command("migrate", verbosity=0, interactive=False)
        database.verify_start()
        if settings.PRODUCTION:
            call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO:
            for path in settings.DEMONSTRATION:
                import_string(path)()

    def _serve(self, port):
        connections.close_all()
        parts = {"web": _web(port), "worker": _manage("worker")}
        running = {
            name: subprocess.Popen(command, cwd=settings.BASE_DIR)
            for name, command in parts.items()
        }
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        self._say(port)
        try:
            while all(part.poll() is None for part in running.values()):
                time.sleep(0.5)
            dead = next(
                name for name, part in running.items() if part.poll() is not None
            )
            raise CommandError(f"The {dead} process ended; see the lines above.")
        except KeyboardInterrupt:
            pass
        finally:
            _end(running.values())

    def _say(self, port):
        with override(settings.LANGUAGE_CODE):
            self.stdout.write(_("Bangfu is at http://localhost:%s/") % port)
            if settings.DEMO:
                self.stdout.write(
                    _("Demonstration: choose a person on the sign-in page; one click.")
                )
            self.stdout.write(_("Ctrl+C stops it."))
            self.stdout.flush()


def _stop(*_args):
    raise KeyboardInterrupt


def _manage(*words) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]


def _web(port: int) -> list[str]:
    place = env.text("BANGFU_BIND", "127.0.0.1")
    if settings.DEMO and place not in LOOPBACK:
        raise CommandError(
            "The demonstration signs anybody in: it listens on this machine only. "
            "Unset BANGFU_BIND, or set BANGFU_DEMO=0."
        )
    return [
        str(Path(sys.executable).with_name("gunicorn")),
        "config.wsgi",
        f"--bind={place}:{port}",
        f"--workers={env.integer('BANGFU_WEB_WORKERS', 2, least=1, most=64)}",
        "--threads=4",
        "--timeout=120",
        "--log-level=warning",
        "--preload",
    ]


def _end(parts) -> None:
    """Asks every process to stop, then makes those that do not."""
    for part in parts:
        if part.poll() is None:
            part.send_signal(signal.SIGTERM)
    until = time.monotonic() + GRACE
    for part in parts:
        try:
            part.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.kill(part.pid, signal.SIGKILL)
            part.wait()
