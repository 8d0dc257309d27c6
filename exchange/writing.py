"""Writing lists: CSV or workbook, within the reader's scope, masked, on record.

    write(Order(PersonResource, user, rows, format="xlsx"), path) → ExportRecord

A list without sealed columns leaves through one COPY; sealed values are opened (and
masked) here, in batches, so memory stays flat either way. The caller names the actor.
"""

import codecs
import csv
import io
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sensitive import unseal_text
from config import clock
from config.errors import DomainError
from exchange import workbooks
from exchange.cleaning import guard
from exchange.columns import Column
from exchange.expressions import written
from exchange.models import ExportRecord
from exchange.registry import ListResource

BATCH = 2_000
BLOCK = 1 << 20
HIDDEN = "***"
MARKED = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}
"""Encodings on offer, and how each begins a file: Excel knows UTF-8 by its mark."""
FORMATS = ("csv", "xlsx")
_FILTERS = ExportRecord._meta.get_field("filters").max_length


class NotAllowed(DomainError):
    """The person's roles do not give this export, or not with full values."""

    message = _("Your roles do not allow exporting this list.")


FULL_VALUES = _(
    "Your roles do not allow exporting full sensitive values. Export them masked."
)


@dataclass(frozen=True)
class Order:
    """What is to be written: a list's rows (by default all that the person sees), for
    whom, in which form, with sensitive values in full or masked; `filters` in words."""

    resource: type[ListResource]
    user: User
    queryset: QuerySet | None = None
    format: str = "csv"
    encoding: str = "utf-8"
    sensitive: bool = False
    filters: str = ""

    @property
    def columns(self) -> list[Column]:
        return self.resource.columns()

    @property
    def is_full(self) -> bool:
        """Whether sensitive values leave unmasked."""
        return self.sensitive and any(column.sensitive for column in self.columns)

    @property
    def form(self) -> str:
        return self.format if self.format == "xlsx" else f"csv {self.encoding}"

    def rows(self) -> QuerySet:
        """The rows in a firm order, each once however they were found."""
        model = self.resource._meta.model
        found = self.queryset
        if found is None:
            found = model._default_manager.visible_to(self.user)
        query = found.query
        grouped = query.distinct or query.group_by is not None or query.combinator
        if grouped or query.is_sliced:
            found = model._default_manager.filter(pk__in=found.values("pk"))
        return found if found.ordered else found.order_by("pk")

    def values(self) -> QuerySet:
        """The rows as the database gives them: one expression a column."""
        typed = self.format == "xlsx"
        cells = [written(column, self.user, typed=typed) for column in self.columns]
        return self.rows().values_list(*cells)


def write(order: Order, path: Path) -> ExportRecord:
    """Writes the whole list to `path`, or nothing, and records who took it.

    Raises `NotAllowed`, `workbooks.TooManyRows`.
    """
    check_rights(order)
    handle, name = tempfile.mkstemp(prefix=".export-", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        with transaction.atomic():
            ways = {"csv": _write_csv, "xlsx": _write_workbook}
            count = ways[order.format](order, draft)
            record = _record(order, count)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return record


def check_rights(order: Order) -> None:
    """Raises `NotAllowed` where the person's roles do not reach."""
    if not order.user.has_perm(order.resource.permission("export")):
        raise NotAllowed
    full = order.resource.permission("export_sensitive")
    if order.is_full and not order.user.has_perm(full):
        raise NotAllowed(FULL_VALUES)


def _record(order: Order, count: int) -> ExportRecord:
    return ExportRecord.objects.create(
        user=order.user,
        at=clock.now(),
        resource=order.resource.resource_name(),
        rows=count,
        columns=[column.name for column in order.columns],
        sensitive=order.is_full,
        filters=order.filters[:_FILTERS],
        format=order.form,
    )


# --- CSV ---------------------------------------------------------------------
def _write_csv(order: Order, path: Path) -> int:
    with path.open("w", encoding=MARKED[order.encoding], newline="") as out:
        csv.writer(out).writerow(str(column.label) for column in order.columns)
    if any(column.sensitive for column in order.columns):
        with path.open("a", encoding=order.encoding, newline="") as out:
            return _count(csv.writer(out).writerow, opened(order))
    with path.open("ab") as out:
        return copy_rows(order.values(), out, order.encoding)


def _count(put, rows) -> int:
    count = 0
    for row in rows:
        put(row)
        count += 1
    return count


def copy_rows(values: QuerySet, out, encoding: str = "utf-8") -> int:
    """All rows by one COPY into a binary file; returns how many."""
    try:
        sql, given = values.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0
    inlined = connection.ops.compose_sql(sql, given)
    with (
        io.BufferedWriter(Lines(out, encoding), BLOCK) as lines,
        connection.cursor() as cursor,
    ):
        with cursor.copy(f"COPY ({inlined}) TO STDOUT (FORMAT csv)") as copy:
            for row in copy:
                lines.write(row)
        return cursor.rowcount


class Lines(io.RawIOBase):
    """Takes PostgreSQL's CSV and ends its lines as Excel does, in the file's encoding.

    Line breaks between quotation marks belong to a cell and stay.
    """

    def __init__(self, out, encoding: str):
        self.out, self.inside = out, False
        self.encoding = None if encoding == "utf-8" else encoding
        self.decoder = codecs.getincrementaldecoder("utf-8")()

    def writable(self) -> bool:
        return True

    def write(self, block) -> int:
        taken = bytes(block)
        ended = self._ended(taken)
        if self.encoding:
            ended = self.decoder.decode(ended).encode(self.encoding)
        self.out.write(ended)
        return len(taken)

    def _ended(self, block: bytes) -> bytes:
        if not self.inside and b'"' not in block:
            return block.replace(b"\n", b"\r\n")
        parts = block.split(b'"')
        for place in range(self.inside, len(parts), 2):
            parts[place] = parts[place].replace(b"\n", b"\r\n")
        self.inside ^= len(parts) % 2 == 0
        return b'"'.join(parts)


# --- rows with sealed cells, and workbooks -----------------------------------
def opened(order: Order) -> Iterator[list]:
    """The rows with sealed cells opened, and masked unless in full; batch by batch."""
    sensitive = [(n, c) for n, c in enumerate(order.columns) if c.sensitive]
    for found in order.values().iterator(chunk_size=BATCH):
        row = list(found)
        for place, column in sensitive:
            row[place] = shown(column, row[place], full=order.is_full)
        yield row


def shown(column: Column, value, *, full: bool) -> str:
    """A sensitive value as the file may hold it; without a mask nothing of it shows."""
    text = unseal_text(value, column.seal) if column.seal else str(value or "")
    if text and not full:
        text = column.mask(text) if column.mask else HIDDEN
    return guard(text)


def _write_workbook(order: Order, path: Path) -> int:
    if order.rows()[: workbooks.MOST_ROWS + 1].count() > workbooks.MOST_ROWS:
        raise workbooks.TooManyRows(most=workbooks.MOST_ROWS)
    title = order.resource.title()
    return workbooks.write_rows(path, title, order.columns, opened(order))
