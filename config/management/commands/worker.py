"""The worker: runs background jobs until it is stopped."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from config import database, env


class Command(BaseCommand):
    help = "Runs background jobs until it is stopped."

    def handle(self, *args, **options):
        database.verify_start()
        count = env.integer("BANGFU_JOBS_AT_ONCE", 2, least=1, most=32)
        call_command("procrastinate", "worker", concurrency=count, verbosity=0)
