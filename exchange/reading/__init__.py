"""Reading what people upload: text tables, workbooks and archives of them.

`read_tables` says what was found and lets people correct it; `rows` streams the data.
Nothing here knows about models, lists or settings.
"""

from exchange.reading.header import normalise_header
from exchange.reading.results import (
    Choice,
    Choices,
    ErrorCell,
    Skipped,
    Table,
    Unreadable,
)
from exchange.reading.tables import read_tables, rows

__all__ = [
    "Choice",
    "Choices",
    "ErrorCell",
    "Skipped",
    "Table",
    "Unreadable",
    "normalise_header",
    "read_tables",
    "rows",
]
