"""The detection page: what was found in the files, and how the person changes it."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import DomainError
from exchange import mapping
from exchange.admin.forms import TableForm
from exchange.models import ImportRun
from exchange.reading import Table
from exchange.registry import resource
from exchange.services import choose_reading, queue_run
from exchange.staging import masked
from exchange.uploads import detected, guessed, is_used, key_of, opened

NUMBER = re.compile(r"\d[\d \-]*[\dXx*]?")
SECRET_DIGITS = 10
"""A run of more digits is a number of a person, a card or a telephone."""


def hidden_number(found: re.Match) -> str:
    """A long number with its two ends only; a short one as it is."""
    text = found[0]
    if sum(map(str.isdigit, text)) <= SECRET_DIGITS:
        return text
    return text[:2] + "*" * (len(text) - 4) + text[-2:]


def shown_cell(column, cell) -> str:
    """A cell of the first rows, without any number that belongs to a person."""
    if column is not None and column.sensitive:
        return masked(column, cell)
    if isinstance(cell, float) and abs(cell) >= 10**SECRET_DIGITS:
        cell = f"{cell:.0f}"
    text = "" if cell is None else str(cell).strip()[:60]
    return NUMBER.sub(hidden_number, text)


class TablePart:
    """One detected table with its form, as the page shows it."""

    def __init__(self, run: ImportRun, table: Table, found: list, place: int, data):
        listed = resource(run.resource)
        self.table, self.listed = table, listed
        self.found = guessed(listed, run, table)
        self.key = key_of(table)
        used = is_used(run, table, found)
        self.form = TableForm(
            listed, table, self.found, used, data=data, prefix=f"t{place}"
        )
        self.used = used

    @property
    def label(self) -> str:
        return " › ".join(filter(None, [self.table.file, self.table.sheet]))

    @property
    def missing(self) -> list[str]:
        return [str(self.listed.column(name).label) for name in self.found.missing]

    @property
    def unknown(self) -> list[str]:
        return [name for name in self.found.unknown if name]

    @property
    def twice(self) -> list[str]:
        return self.found.twice

    @property
    def hidden_columns(self) -> list[str]:
        columns = self.table.columns
        return [columns[place] or str(place + 1) for place in self.table.hidden_columns]

    @property
    def hidden_rows(self) -> str:
        """Numbers of the first hidden rows."""
        rows = self.table.hidden_rows
        return "、".join(map(str, rows[:10])) + (" …" if len(rows) > 10 else "")

    @property
    def rows(self) -> list[list[str]]:
        """The first rows, masked by what each column is."""
        columns = {
            place: self.listed.column(name) for place, name in self.found.chosen.items()
        }
        return [
            [shown_cell(columns.get(place), cell) for place, cell in enumerate(row)]
            for row in self.table.first_rows
        ]


def parts_of(run: ImportRun, data=None) -> list[TablePart]:
    """Every table of the run's files as it is read now. Raises `CannotRead`."""
    with opened(run) as files:
        found = detected(resource(run.resource), run, files)
        return [TablePart(run, t, found, no, data) for no, t in enumerate(found)]


def choices_in(run: ImportRun, parts: list[TablePart]) -> dict:
    """What the posted forms say: for `choose_reading`."""
    chosen = dict(run.choices.get("chosen", {}))
    used, given = {}, {}
    for part in parts:
        reread = part.form.reread
        used[part.key] = part.form.cleaned_data["used"]
        if reread:
            chosen[part.key] = {**chosen.get(part.key, {}), **reread}
        else:
            given[part.key] = part.form.mapping
    return {"chosen": chosen, "used": used, "mapping": given}


def refuse_missing(parts: list[TablePart]) -> bool:
    """Notes on the forms which needed columns nobody chose; whether all is well."""
    fine = True
    for part in parts:
        if not part.form.cleaned_data["used"]:
            continue
        told = mapping.as_told(part.listed, part.table.columns, part.form.mapping)
        if told.missing:
            labels = [str(part.listed.column(name).label) for name in told.missing]
            words = _("Choose a column for: %(columns)s.")
            part.form.add_error(None, words % {"columns": "、".join(labels)})
            fine = False
        if told.twice:
            words = _("Chosen for two columns of the file: %(columns)s.")
            part.form.add_error(None, words % {"columns": "、".join(told.twice)})
            fine = False
    return fine


def read_again(run: ImportRun, choices: dict) -> ImportRun:
    """Keeps the choices once the files can be read that way. Raises `CannotRead`."""
    trial = ImportRun(
        resource=run.resource,
        organisation=run.organisation,
        files=run.files,
        choices={**run.choices, **choices},
    )
    with opened(trial) as files:
        detected(resource(run.resource), trial, files)
    return choose_reading(run=run, **choices)


def take_choices(run: ImportRun, data, *, check: bool) -> tuple[list, str]:
    """Does what the page was sent for: "" with errors on the parts, "read" when the
    files are read otherwise now, "check" when the check is queued."""
    parts = parts_of(run, data)
    valid = [part.form.is_valid() for part in parts]
    if not all(valid):
        return parts, ""
    choices = choices_in(run, parts)
    if any(part.form.reread for part in parts) or not check:
        read_again(run, choices)
        return parts, "read"
    if not any(choices["used"].values()):
        raise DomainError(_("No sheet is chosen. Choose at least one."))
    if not refuse_missing(parts):
        return parts, ""
    with transaction.atomic():
        run = choose_reading(run=run, **choices)
        for part in parts:
            if choices["used"][part.key]:
                chosen = {int(at): name for at, name in part.form.mapping.items()}
                headers = part.table.columns
                mapping.remember(run.resource, run.organisation, headers, chosen)
        queue_run(run=run, what="check")
    return parts, "check"
