"""Exports in tests: `export(...)` to a file, `cells(path)` as they stand in it,
`read(path, list)` as the import understands them."""

import csv

from exchange import mapping
from exchange.enums import Mode
from exchange.reading import Skipped, read_tables, rows
from exchange.registry import resource
from exchange.services import check_run, upload_run
from exchange.staging import Cleaning
from exchange.writing import Order, write


def export(path, user, name, queryset=None, **how):
    """Writes the list as this person; returns the record."""
    how.setdefault("format", "xlsx" if path.suffix == ".xlsx" else "csv")
    return write(Order(resource(name), user, queryset, **how), path)


def cells(path, encoding="utf-8-sig") -> list[list[str]]:
    """The rows below the header of a CSV file, as any other program reads them."""
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))[1:]


def tables(path, name) -> list:
    known = set(mapping.names_of(resource(name)))
    return read_tables(
        [(path, path.name)], known=lambda header: mapping.folded(header) in known
    )


def read(path, name) -> tuple[list[list], list]:
    """The clean rows of a file and their faults, ciphers left out."""
    listed, table = resource(name), tables(path, name)[0]
    cleaning = Cleaning(
        listed.columns(), table, mapping.guess(listed, table.columns, {}).chosen
    )
    found, faults = [], []
    for _number, row in rows(table, Skipped()):
        values, wrong = cleaning.row(row)
        found.append([v for v in values if not isinstance(v, bytes)])
        faults += wrong
    return found, faults


def import_again(path, user, name):
    """The preview of an exported file, imported by this person."""
    run = upload_run(
        resource_name=name,
        files=[(path.name, path)],
        organisation=user.organisation,
        user=user,
        mode=Mode.ALL,
    )
    return check_run(run=run.pk)
