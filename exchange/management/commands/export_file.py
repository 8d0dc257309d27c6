"""`export_file RESOURCE PATH --as USER`: a list to a file, as this person may see it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from config.acting import acting
from config.errors import DomainError
from exchange.registry import resource, resources
from exchange.writing import FORMATS, MARKED, Order, write


class Command(BaseCommand):
    help = "Exports a list with the rights and within the scope of a person."

    def add_arguments(self, parser):
        parser.add_argument("resource", choices=list(resources()))
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--as", dest="user", required=True, help="staff number of who exports"
        )
        parser.add_argument("--format", choices=FORMATS, help="by default as PATH says")
        parser.add_argument("--encoding", choices=list(MARKED), default="utf-8")
        parser.add_argument(
            "--sensitive", action="store_true", help="sensitive values in full"
        )

    def handle(self, *args, path, format, encoding, sensitive, **options):
        if not path.parent.is_dir():
            raise CommandError(f"There is no folder {path.parent}.")
        user = self._user(options["user"])
        order = Order(
            resource(options["resource"]),
            user,
            format=format or ("xlsx" if path.suffix.lower() == ".xlsx" else "csv"),
            encoding=encoding,
            sensitive=sensitive,
        )
        try:
            with acting(user.pk, "export"):
                record = write(order, path)
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{record.rows} rows were written to {path}.")

    @staticmethod
    def _user(number):
        found = User.objects.filter(staff_number__iexact=number, is_active=True)
        user = found.select_related("organisation").first()
        if user is None:
            raise CommandError("--as must name the staff number of an active account.")
        return user
