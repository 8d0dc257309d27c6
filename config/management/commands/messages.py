"""`make messages`: collect what people read, compile what they read it in.

Collecting needs GNU gettext and works on a copy of our rooms; compiling needs polib
only, so a machine without gettext can do it.
"""

import shutil
import tempfile
from contextlib import chdir
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import makemessages

LOCALE = "zh_Hans"
CATALOGUE = Path(settings.LOCALE_PATHS[0]) / LOCALE / "LC_MESSAGES" / "django.po"
TITLE = "The Chinese of Bangfu. Its words are those of docs/glossary.md."
HEADER = {
    "Project-Id-Version": "Bangfu",
    "Language": LOCALE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
"""All of it: dates and names would change with every run."""


class Collect(makemessages.Command):
    """Django's own, which also knows our second short name for gettext."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=__"]


class Command(BaseCommand):
    help = "Collects and compiles the Chinese texts; --check only looks."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args, check, **options):
        has_gettext = shutil.which("xgettext") is not None
        if check:
            return self._check(has_gettext)
        if not has_gettext:
            raise CommandError("GNU gettext is missing: install the package gettext.")
        catalogue = collected()
        catalogue.save(str(CATALOGUE), newline="\n")
        CATALOGUE.with_suffix(".mo").write_bytes(catalogue.to_binary())
        faults, total = incomplete(catalogue), len(catalogue)
        said = f"{total - len(faults)} of {total} texts are translated."
        self.stdout.write("\n".join([*faults, said]))

    def _check(self, has_gettext):
        catalogue = opened(CATALOGUE)
        faults = incomplete(catalogue)
        if has_gettext:
            known = {identity(entry) for entry in catalogue}
            faults += [
                f"not collected: {entry.msgid}"
                for entry in collected()
                if identity(entry) not in known
            ]
        compiled = CATALOGUE.with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
            faults.append(f"{compiled.name} does not say what {CATALOGUE.name} says")
        if faults:
            raise CommandError("Run `make messages`, translate.\n" + "\n".join(faults))
        self.stdout.write(f"All {len(catalogue)} texts are translated and compiled.")


def opened(path: Path):
    """A catalogue, one line a text. polib is asked only here: production has none."""
    import polib

    return polib.pofile(str(path), wrapwidth=0)


def collected():
    """The catalogue with the texts our sources hold now, old translations kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for room in [*rooms(), settings.BASE_DIR / "templates"]:
            shutil.copytree(room, folder / room.name)
        target = folder / "locale" / LOCALE / "LC_MESSAGES" / CATALOGUE.name
        target.parent.mkdir(parents=True)
        if CATALOGUE.exists():
            shutil.copyfile(CATALOGUE, target)
        with chdir(folder):
            call_command(
                Collect(),
                locale=[LOCALE],
                add_location="file",
                no_wrap=True,
                no_obsolete=True,
                verbosity=0,
            )
        catalogue = opened(target)
    catalogue.metadata, catalogue.metadata_is_fuzzy = HEADER, False
    catalogue.header = TITLE
    return catalogue


def rooms() -> list[Path]:
    """The folders of our own apps; the tests' sample is none of them."""
    return sorted(place.parent for place in settings.BASE_DIR.glob("*/apps.py"))


def incomplete(catalogue) -> list[str]:
    """A line for each text that is not translated, or only guessed."""
    lines = [f"not translated: {e.msgid}" for e in catalogue.untranslated_entries()]
    return lines + [f"guessed: {e.msgid}" for e in catalogue.fuzzy_entries()]


def identity(entry) -> tuple:
    """What makes a text itself: context, singular, plural."""
    return entry.msgctxt, entry.msgid, entry.msgid_plural
