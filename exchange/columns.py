"""Columns of lists: what a cell may hold, and which values of a row come of it.

A `Column` is a django-import-export field (attribute, label, export) that also knows
how a cell is cleaned on its way in, how people name it, and how its value is found
again in another table.
"""

from collections.abc import Callable
from dataclasses import dataclass

from import_export.fields import Field

ORGANISATION = "accounts_organisation"
KINDS = {
    "boolean": "yesno",
    "date": "date",
    **dict.fromkeys(["smallint", "integer", "bigint"], "number"),
}
"""SQL types of cells that are no texts."""


@dataclass(frozen=True)
class Output:
    """A value that a column brings into the stage, and the model column it fills."""

    name: str
    sql_type: str = "text"
    target: str | None = None


@dataclass(frozen=True)
class Lookup:
    """A foreign key found by the natural key that people write.

    `exact` is unique in its table (a code); `also` counts only where one row has it
    (a name). With `scoped` only rows in the importer's subtree are found.
    """

    table: str
    exact: str
    also: str = ""
    scoped: bool = False


@dataclass(frozen=True)
class Units:
    """The units of money stated above a column: by its header, by a line above all."""

    header: str = ""
    line: str = ""


class Column(Field):
    """A column of a list.

    `cleaner(units)` makes the cleaner of a cell; `convert(value)` spreads one clean
    value over several `outputs` (a sealed number, its digest, its mask). `target` is
    the model's column, by default the attribute's own.

    On its way out, `source` is where the value stands (a lookup path, or a function of
    the reader that gives an expression), `seal` the label that opens a sealed one, and
    `mask` what is shown of it to somebody without the right to more.
    """

    def __init__(
        self,
        attribute: str,
        label,
        cleaner: Callable,
        *,
        sql_type: str = "text",
        synonyms: tuple[str, ...] = (),
        required: bool = False,
        outputs: tuple[Output, ...] = (),
        convert: Callable | None = None,
        lookup: Lookup | None = None,
        sensitive: bool = False,
        money: bool = False,
        choices: dict | None = None,
        example: str = "",
        shown: Callable | None = None,
        source: str | Callable = "",
        seal: str = "",
        mask: Callable[[str], str] | None = None,
        widget=None,
    ):
        super().__init__(attribute=attribute, column_name=attribute, widget=widget)
        self.label, self.cleaner, self.synonyms = label, cleaner, synonyms
        self.required, self.lookup, self.sensitive = required, lookup, sensitive
        self.money, self.choices, self.example = money, choices, example
        self.convert, self.shown = convert, shown
        self.source, self.seal, self.mask = source, seal, mask
        self.outputs = outputs or (Output(attribute, sql_type, self._target()),)

    def _target(self) -> str | None:
        return None if self.lookup else self.attribute

    @property
    def kind(self) -> str:
        """What a cell is to a person: text, choice, yesno, date, money or number."""
        if self.choices:
            return "choice"
        return "money" if self.money else KINDS.get(self.outputs[0].sql_type, "text")

    @property
    def name(self) -> str:
        """The column's key: in mappings, templates, JSON and faults."""
        return self.column_name

    @property
    def resolved(self) -> str:
        """The stage's column with the key that a lookup found."""
        return f"{self.name}_id"
