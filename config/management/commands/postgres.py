"""The embedded PostgreSQL by hand: start, stop, status."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config.postgres import Cluster, PostgresError


class Command(BaseCommand):
    """Start, stop or look at the embedded PostgreSQL."""

    help = "Start, stop or look at the embedded PostgreSQL."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["start", "stop", "status"])
        usual = getattr(settings, "CLUSTER", "main")
        parser.add_argument("--cluster", default=usual, help="main, test, …")

    def handle(self, *, verb, cluster, **options):
        try:
            self.stdout.write(getattr(self, verb)(Cluster(cluster)))
        except PostgresError as error:
            raise CommandError(str(error)) from error

    def start(self, cluster):
        if cluster.start():
            return _("PostgreSQL runs, its data is in %s.") % cluster.data_dir
        return _("PostgreSQL was running already (process %s).") % cluster.pid()

    def stop(self, cluster):
        if cluster.status() != "running":
            return _("PostgreSQL was not running.")
        cluster.stop()
        return _("PostgreSQL has stopped.")

    def status(self, cluster):
        status = cluster.status()
        if status == "running":
            return _("PostgreSQL runs (process %s).") % cluster.pid()
        if status == "stopped":
            raise CommandError(_("PostgreSQL is stopped: manage.py postgres start."))
        raise CommandError(_("There is no data yet: manage.py postgres start."))
