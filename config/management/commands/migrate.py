"""Django's migrate as the owner, with our functions before and the grants after."""

from django.core.management.commands import migrate

from config import database


class Command(migrate.Command):
    help = migrate.Command.help

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        whole = not (options["check_unapplied"] or options["plan"])
        if whole:
            database.install_functions(options["database"])
        super().handle(*args, **options)
        if whole:
            database.grant(options["database"])
            if not options["app_label"]:
                database.sync_reference_rows()
