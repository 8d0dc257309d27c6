"""The first act of a real office: the federation and its two administrators."""

from django.core.management.base import BaseCommand, CommandError

from accounts.services.office import OfficeIsOpen, open_office


class Command(BaseCommand):
    help = "Creates the federation with a system and a security administrator."

    def add_arguments(self, parser):
        parser.add_argument("code", help="the federation's organisation code")
        parser.add_argument("name", help="the federation's full name")
        parser.add_argument("--sysadmin", required=True, metavar="NUMBER:NAME")
        parser.add_argument("--secadmin", required=True, metavar="NUMBER:NAME")

    def handle(self, *args, code, name, sysadmin, secadmin, **options):
        people = {
            "sysadmin": _person(sysadmin, "--sysadmin"),
            "secadmin": _person(secadmin, "--secadmin"),
        }
        try:
            passwords = open_office(code=code, name=name, people=people)
        except OfficeIsOpen as error:
            raise CommandError(str(error)) from None
        for number, password in passwords.items():
            self.stdout.write(f"{number}: {password}")
        self.stdout.write(
            "Hand these first passwords over in person; they are shown only now."
        )


def _person(text: str, option: str) -> tuple[str, str]:
    number, colon, name = text.partition(":")
    if not (number and colon and name):
        raise CommandError(f"{option} must look like 工号:姓名.")
    return number, name
