"""What a list's set-based plan answers: how rows are checked, shown and taken over."""

from dataclasses import dataclass

from exchange.models import ImportRun
from exchange.registry import ListResource
from exchange.staging import checked_name, stage_name


@dataclass(frozen=True)
class Rule:
    """A check over the whole set: `condition` is SQL over the row `s` and its joins.

    `code` names the rule, `column` the place; `message` and `remedy` are sentences.
    """

    code: str
    column: str
    condition: str
    message: object
    remedy: object


KEPT = object()
"""In `Plan.when_empty`: an empty cell leaves the stored value as it is."""


class Plan:
    """The base of plans: names of the run's tables, and the scope it may see.

    A plan builds the checked table (`check`), and takes its rows over (`apply`); both
    are a fixed number of statements whatever the number of rows.
    """

    when_empty: dict[str, object] = {}

    def __init__(self, resource: type[ListResource], run: ImportRun):
        self.resource, self.run = resource, run
        self.stage, self.checked = stage_name(run.pk), checked_name(run.pk)
        self.mapped = set(run.mapping.get("columns", []))

    @property
    def scope(self) -> str:
        """The path below which rows are the importer's own; empty = everything."""
        from accounts.scope import sees_everything

        user = self.run.user
        return "" if sees_everything(user) else user.organisation.path

    def rules(self) -> list[Rule]:
        raise NotImplementedError

    def check(self, cursor) -> None:
        """Creates the checked table with outcome, object and codes of broken rules."""
        raise NotImplementedError

    def apply(self, cursor, taken: list[str]) -> dict[str, int]:
        """Takes over rows of these outcomes; returns counts by what was done."""
        raise NotImplementedError

    def stored(self) -> list[tuple[str, str]]:
        """Key columns of the checked table, and the tables whose rows they lead to:
        where a preview finds old values, the first table first."""
        return []

    def compared(self) -> list[str]:
        """Columns whose old and new values a preview shows side by side."""
        return [c.name for c in self.resource.columns() if c.name in self.mapped]


def codes_sql(rules: list[Rule]) -> str:
    """One text with the codes of all rules a row breaks, comma-separated."""
    if not rules:
        return "''"
    cases = ", ".join(
        f"CASE WHEN {rule.condition} THEN '{rule.code}' END" for rule in rules
    )
    return f"concat_ws(',', {cases})"
