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
from exchange.reading import Unreadable, read_tables
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


def tables_of(listed: type[ListResource], run: ImportRun, files) -> list:
    """The tables in the run's files, as detected or as the person chose."""
    known = set(mapping.names_of(listed)) | set(
        mapping.remembered(run.resource, run.organisation)
    )
    try:
        found = read_tables(
            files,
            known=lambda header: mapping.folded(header) in known,
            choices=run.choices.get("chosen"),
        )
    except Unreadable as error:
        raise CannotRead(str(error)) from None
    wanted = [table for table in found if not table.hidden]
    return [table for table in wanted if any(table.columns)]


def mapped(listed, run: ImportRun, table) -> dict[int, str]:
    """Place → column of one table. Raises `ColumnsMissing`."""
    given = run.choices.get("mapping", {}).get(table.file)
    memory = given or mapping.remembered(run.resource, run.organisation)
    guessed = mapping.guess(listed, table.columns, memory)
    if guessed.missing:
        labels = [str(listed.column(name).label) for name in guessed.missing]
        raise ColumnsMissing(file=table.file, columns="、".join(labels))
    return guessed.chosen


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
