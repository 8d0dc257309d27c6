"""Is everything well? Database, keys, migrations, worker: one line each, exit code 1
when something is not."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor

from config import clock, database
from config.jobs import STALLED_AFTER
from config.postgres import PostgresError


class Command(BaseCommand):
    help = "Says whether database, keys, migrations and worker are well."

    def handle(self, *args, **options):
        checks = {
            "database and keys": self._start,
            "migrations": self._migrations,
            "worker": self._worker,
        }
        faults = 0
        for name, check in checks.items():
            try:
                fault = check()
            except (Error, ImproperlyConfigured, PostgresError) as error:
                fault = str(error).splitlines()[0]
            self.stdout.write(f"{name}: {fault or 'well'}")
            faults += bool(fault)
        if faults:
            raise CommandError(f"{faults} of {len(checks)} checks found a fault.")

    def _start(self):
        database.verify_start()

    def _migrations(self):
        executor = MigrationExecutor(connections["default"])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return f"{len(plan)} not applied; run `manage.py migrate`." if plan else ""

    def _worker(self):
        since = clock.now() - timedelta(seconds=STALLED_AFTER)
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %s",
                [since],
            )
            alive = cursor.fetchone()[0]
        return "" if alive else "none has a heartbeat; start `manage.py worker`."
