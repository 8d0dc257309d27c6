"""A run's files and the tables in them: opened for a moment, read, mapped."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from config.errors import DomainError
from exchange import mapping
from exchange.models import ImportRun
from exchange.reading import Choice, Choices, Unreadable, read_tables
from exchange.registry import ListResource


class CannotRead(DomainError):
    """The file cannot be read as a list; the sentence says why and what helps."""


class ColumnsMissing(DomainError):
    """A needed column is in none of the file's headers."""

    message = _(
        "In %(file)s these columns are missing: %(columns)s. Choose them in the list of "
        "columns, or add them to the file."
    )


@contextmanager
def opened(run: ImportRun) -> Iterator[list[tuple[Path, str]]]:
    """The run's files, readable for the block only, in a private folder."""
    with tempfile.TemporaryDirectory(prefix="bangfu-import-") as folder:
        found = []
        for number, entry in enumerate(run.files):
            path = Path(folder) / f"{number}{Path(entry['name']).suffix.lower()}"
            with (
                default_storage.open(entry["stored"]) as source,
                path.open("wb") as out,
            ):
                for chunk in source.chunks():
                    out.write(chunk)
            found.append((path, entry["name"]))
        yield found


def key_of(table) -> str:
    """How the run's choices name a table."""
    return f"{table.file}\n{table.sheet}"


def chosen(run: ImportRun) -> Choices:
    """What the person decided about reading, by file and sheet."""
    found = Choices()
    for key, values in run.choices.get("chosen", {}).items():
        fill = frozenset(values.get("fill", ()))
        found[tuple(key.split("\n", 1))] = Choice(**{**values, "fill": fill})
    return found


def detected(listed: type[ListResource], run: ImportRun, files) -> list:
    """Every table in the run's files, hidden sheets too, as detected or as chosen."""
    known = set(mapping.names_of(listed)) | set(
        mapping.remembered(run.resource, run.organisation)
    )
    try:
        found = read_tables(
            files,
            known=lambda header: mapping.folded(header) in known,
            choices=chosen(run),
        )
    except Unreadable as error:
        where = "：".join(filter(None, [error.file, error.sheet]))
        raise CannotRead(f"{where}：{error}" if where else str(error)) from None
    return [table for table in found if any(table.columns)]


def is_used(run: ImportRun, table, found: list) -> bool:
    """Whether a table is imported: as chosen, else visible, and with a header that is
    known unless no sheet of its file has one."""
    said = run.choices.get("used", {}).get(key_of(table))
    if said is not None:
        return said
    siblings = [t for t in found if t.file == table.file and not t.hidden]
    return not table.hidden and (
        table.matched > 0 or not any(t.matched for t in siblings)
    )


def tables_of(listed: type[ListResource], run: ImportRun, files) -> list:
    """The tables that are imported. Raises `CannotRead` when none is chosen."""
    found = detected(listed, run, files)
    used = [table for table in found if is_used(run, table, found)]
    if not used:
        raise CannotRead(_("No sheet is chosen. Choose at least one."))
    return used


def guessed(listed: type[ListResource], run: ImportRun, table) -> mapping.Mapping:
    """Which column of the table is which: as the person said, else as guessed."""
    given = run.choices.get("mapping", {}).get(key_of(table))
    if given is not None:
        return mapping.as_told(listed, table.columns, given)
    memory = mapping.remembered(run.resource, run.organisation)
    return mapping.guess(listed, table.columns, memory)


def mapped(listed, run: ImportRun, table) -> dict[int, str]:
    """Place → column of one table. Raises `ColumnsMissing`."""
    found = guessed(listed, run, table)
    if found.missing:
        labels = [str(listed.column(name).label) for name in found.missing]
        place = " ".join(filter(None, [table.file, table.sheet]))
        raise ColumnsMissing(file=place, columns="、".join(labels))
    return found.chosen


def described(table) -> dict:
    """What was detected of a table, for pages and `--json`."""
    return {
        "file": table.file,
        "sheet": table.sheet,
        "kind": table.kind,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header_row": table.header_row,
        "columns": table.columns,
        "title": table.title,
        "unit": table.unit,
        "hidden_rows": len(table.hidden_rows),
    }
