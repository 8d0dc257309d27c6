"""`import_file RESOURCE PATH --as USER`: a list from the command line, by the pipeline."""

import json
import resource as machine
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from accounts.models import User
from config.errors import DomainError, sentence_for
from exchange.applying import plan_of
from exchange.checked import faults_of
from exchange.enums import Mode
from exchange.registry import resource, resources
from exchange.services import apply_run, check_run, drop_run, upload_run

SHOWN_FAULTS = 10_000
COUNTED = ("new", "changed", "same", "wrong", "duplicate", "elsewhere")


class Command(BaseCommand):
    help = "Imports a list by the same pipeline as the pages; --list names the lists."

    def add_arguments(self, parser):
        parser.add_argument("resource", nargs="?")
        parser.add_argument("path", nargs="?", type=Path)
        parser.add_argument("--as", dest="user", help="staff number of who imports")
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--valid-only", action="store_true")
        parser.add_argument("--force", action="store_true", help="same content again")
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--list", action="store_true", help="name the lists")

    def handle(self, *args, **options):
        if options["list"]:
            for key, listed in resources().items():
                self.stdout.write(f"{key}: {listed.title()}")
            return
        started = time.perf_counter()
        try:
            run = self._import(options)
        except IntegrityError as error:
            raise CommandError(sentence_for(error)) from None
        except DomainError as error:
            raise CommandError(str(error)) from None
        self._tell(run, options, time.perf_counter() - started)

    def _import(self, options):
        user = self._user(options["user"])
        listed = self._resource(options["resource"])
        path = options["path"]
        if path is None or not path.is_file():
            raise CommandError(f"There is no file {path}.")
        if not user.has_perm(listed.permission("import")):
            raise CommandError("This person's roles do not allow importing this list.")
        run = upload_run(
            resource_name=listed.resource_name(),
            files=[(path.name, path)],
            organisation=user.organisation,
            user=user,
            mode=Mode.VALID if options["valid_only"] else Mode.ALL,
            forced=options["force"],
        )
        run = check_run(run=run.pk)
        self.faults = faults_of(plan_of(run), SHOWN_FAULTS)
        wrong = run.counts["wrong"]
        if options["dry_run"] or (wrong and not options["valid_only"]):
            self.applied = False
            drop_run(run=run.pk)
            return run
        self.applied = True
        return apply_run(run=run.pk)

    @staticmethod
    def _user(number):
        user = User.objects.filter(staff_number__iexact=number or "", is_active=True)
        found = user.select_related("organisation").first()
        if found is None:
            raise CommandError("--as must name the staff number of an active account.")
        return found

    @staticmethod
    def _resource(name):
        if name not in resources():
            raise CommandError(f"There is no list '{name}'; --list names them.")
        return resource(name)

    def _tell(self, run, options, seconds):
        first = run.choices["tables"][0]
        told = {
            "applied": self.applied,
            "encoding": first["encoding"],
            "delimiter": first["delimiter"],
            "header_row": first["header_row"],
            "counts": {name: run.counts[name] for name in COUNTED}
            | {"skipped": sum(run.counts["skipped"].values())},
            "faults": self.faults,
            "duration": round(seconds, 3),
            "peak_memory": _peak_memory(),
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for fault in self.faults[:50]:
            self.stdout.write(
                "{file} {sheet} {row} {column}: {message} {remedy}".format(**fault)
            )
        counts = ", ".join(f"{name} {n}" for name, n in told["counts"].items())
        done = "taken over" if self.applied else "nothing was changed"
        self.stdout.write(f"{counts}; {done}.")


def _peak_memory() -> int:
    """The most memory this process held, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return machine.getrusage(machine.RUSAGE_SELF).ru_maxrss * unit
