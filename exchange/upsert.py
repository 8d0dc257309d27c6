"""The plan of a list of one model: rows found by natural key, inserted or updated."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from exchange.columns import Column, Output
from exchange.plan import Plan, Rule, codes_sql

TWICE = Rule(
    "twice",
    "",
    "",
    _("This row stands in the file before, with other values."),
    _("Keep the right one of the two."),
)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class UpsertPlan(Plan):
    """Checks and takes over a list whose rows are rows of one model."""

    @property
    def model(self):
        return self.resource._meta.model

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def columns(self) -> list[Column]:
        """The columns this run brings; others are left as they are."""
        return [c for c in self.resource.columns() if c.name in self.mapped]

    def written(self) -> list[tuple[str, str]]:
        """Pairs (model column, expression over the checked row) that are written."""
        pairs = []
        for column in self.columns():
            if column.lookup:
                field = self.model._meta.get_field(column.attribute)
                pairs.append((field.column, f"c.{quoted(column.resolved)}"))
            pairs += [(o.target, self._value(o)) for o in column.outputs if o.target]
        return pairs

    def _value(self, output: Output) -> str:
        """Text columns of the model never hold NULL: an empty cell is an empty text."""
        field = next(
            f for f in self.model._meta.concrete_fields if f.column == output.target
        )
        value = f"c.{quoted(output.name)}"
        empty = field.get_internal_type() in ("CharField", "TextField")
        return f"coalesce({value}, '')" if empty and not field.null else value

    def key_match(self) -> str:
        """How a staged row finds its row: every key column equal, whatever its case."""
        parts = []
        for name in self.resource.key:
            column = self.resource.column(name)
            if column.lookup:
                field = self.model._meta.get_field(column.attribute)
                parts.append(f"t.{field.column} = {self._found(column)}")
                continue
            output = column.outputs[0]
            sides = (f"t.{quoted(output.target)}", f"s.{quoted(output.name)}")
            text = output.sql_type == "text"
            parts.append(" = ".join(f"lower({s})" if text else s for s in sides))
        return " AND ".join(parts)

    @staticmethod
    def _found(column: Column) -> str:
        return f"coalesce(x_{column.name}.id, y_{column.name}.id)"

    def joins(self) -> str:
        """Left joins that find every foreign key by its code, or by an unmistakable
        name."""
        return "\n".join(self._join(c) for c in self.columns() if c.lookup)

    def _join(self, column: Column) -> str:
        look, cell = column.lookup, f"s.{quoted(column.name)}"
        scope = f" AND {{a}}.path LIKE '{self.scope}%%'" if look.scoped else ""
        exact = f"x_{column.name}"
        joined = (
            f"LEFT JOIN {look.table} {exact} ON lower({exact}.{look.exact}) = "
            f"lower({cell}){scope.format(a=exact)}"
        )
        if not look.also:
            return f"{joined}\nLEFT JOIN (SELECT NULL::bigint AS id) y_{column.name} ON true"
        where = f"WHERE l.path LIKE '{self.scope}%%'" if look.scoped else ""
        return (
            f"{joined}\nLEFT JOIN (SELECT min(l.id) AS id, l.{look.also} AS word "
            f"FROM {look.table} l {where} GROUP BY l.{look.also} HAVING count(*) = 1"
            f") y_{column.name} ON y_{column.name}.word = {cell}"
        )

    def rules(self) -> list[Rule]:
        """Foreign keys that were not found; subclasses add their own."""
        return [
            Rule(
                f"unknown_{column.name}",
                column.name,
                f"s.{quoted(column.name)} IS NOT NULL AND {self._found(column)} IS NULL",
                _("Nothing of this code or name is known (or the name is not unique)."),
                _("Write the code as it stands in the list, or add the entry first."),
            )
            for column in self.columns()
            if column.lookup
        ]

    def check(self, cursor) -> None:
        cursor.execute(f"DROP TABLE IF EXISTS {self.checked}")
        cursor.execute(self._checked_sql())
        cursor.execute(f"CREATE INDEX ON {self.checked} (outcome, n)")
        cursor.execute(f"ANALYZE {self.checked}")

    def _checked_sql(self) -> str:
        found = "".join(
            f", {self._found(c)} AS {quoted(c.resolved)}"
            for c in self.columns()
            if c.lookup
        )
        differs = " OR ".join(
            f"t.{quoted(target)} IS DISTINCT FROM {self._over_joined(value)}"
            for target, value in self.written()
        )
        key = ", ".join(f"lower(s.{quoted(name)}::text)" for name in self.resource.key)
        values = ", ".join(
            f"s.{quoted(o.name)}"
            for c in self.columns()
            if not c.sensitive
            for o in c.outputs
        )
        return f"""
CREATE UNLOGGED TABLE {self.checked} AS
SELECT q.*, CASE WHEN q.faults IS NOT NULL OR q.codes <> '' THEN 'wrong'
    WHEN q.first_n <> q.n AND q.same_as_first THEN 'duplicate'
    WHEN q.first_n <> q.n THEN 'wrong'
    WHEN q.object IS NULL THEN 'new'
    WHEN q.differs THEN 'changed' ELSE 'same' END AS outcome
FROM (SELECT s.*{found}, t.id AS object, {codes_sql(self.rules())} AS codes,
    coalesce({differs or "false"}, false) AS differs,
    first_value(s.n) OVER key AS first_n, first_value(s.row_no) OVER key AS first_row,
    first_value(s.file) OVER key AS first_file,
    ROW({values}) IS NOT DISTINCT FROM first_value(ROW({values})) OVER key AS same_as_first
    FROM {self.stage} s {self.joins()}
    LEFT JOIN {self.table} t ON {self.key_match()}
    WINDOW key AS (PARTITION BY {key} ORDER BY s.n)) q"""

    def _over_joined(self, value: str) -> str:
        """A value of the checked row, as the query that makes the row can say it."""
        for column in self.columns():
            if column.lookup:
                value = value.replace(
                    f"c.{quoted(column.resolved)}", self._found(column)
                )
        return value.replace('c."', 's."')

    def apply(self, cursor, taken: list[str]) -> dict[str, int]:
        return {
            "changed": self._update(cursor) if "changed" in taken else 0,
            "new": self._insert(cursor) if "new" in taken else 0,
        }

    def _update(self, cursor) -> int:
        keep_before(cursor, self.run.pk, self.table, self.checked, "object", "changed")
        pairs = ", ".join(f"{quoted(t)} = {value}" for t, value in self.written())
        cursor.execute(
            f"UPDATE {self.table} t SET {pairs} FROM {self.checked} c"
            " WHERE t.id = c.object AND c.outcome = 'changed'"
        )
        count = cursor.rowcount
        note_versions(cursor, self.run.pk, self.table)
        return count

    def _insert(self, cursor) -> int:
        pairs = self.written()
        fixed = self._defaults({target for target, _value in pairs})
        names = ", ".join(quoted(name) for name in [*dict(pairs), *fixed])
        values = ", ".join([*dict(pairs).values(), *["%s"] * len(fixed)])
        cursor.execute(
            f"WITH fresh AS (INSERT INTO {self.table} ({names}) SELECT {values} "
            f"FROM {self.checked} c WHERE c.outcome = 'new' ORDER BY c.n RETURNING id) "
            'INSERT INTO exchange_importchange (run_id, "table", row, version) '
            "SELECT %s, %s, id, 1 FROM fresh",
            [*fixed.values(), self.run.pk, self.table],
        )
        return cursor.rowcount

    def _defaults(self, written: set[str]) -> dict[str, object]:
        """What the list does not bring and the model cannot be without."""
        return {
            field.column: field.get_db_prep_save(field.get_default(), connection)
            for field in self.model._meta.concrete_fields
            if not (field.primary_key or field.null or field.column in written)
        } | self.resource.defaults

    def stored(self) -> list[tuple[str, str]]:
        return [("object", self.table)]


def keep_before(cursor, run: int, table: str, checked: str, key: str, outcome: str):
    """Keeps whole rows as they are before an import changes them, for its undo."""
    cursor.execute(
        'INSERT INTO exchange_importchange (run_id, "table", row, before, version) '
        f"SELECT %s, %s, t.id, to_jsonb(t), t.version FROM {table} t "
        f"JOIN {checked} c ON c.{key} = t.id WHERE c.outcome = %s",
        [run, table, outcome],
    )


def note_versions(cursor, run: int, table: str) -> None:
    """Notes the versions after the change: an undo compares them."""
    cursor.execute(
        f"UPDATE exchange_importchange k SET version = t.version FROM {table} t "
        'WHERE k.run_id = %s AND k."table" = %s AND t.id = k.row '
        "AND k.before IS NOT NULL",
        [run, table],
    )
