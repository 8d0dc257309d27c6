"""Triggers that nobody can switch off.

pgtrigger carries the declaration through `Meta` and migrations, but its own function
template obeys the session setting `pgtrigger.ignore`, which any client may set. So our
triggers execute shared functions from the `sql` folders instead (SECURITY DEFINER with
a fixed search path where they write protected tables).
"""

import pgtrigger

Referencing = pgtrigger.Referencing
_TRANSITION = {
    pgtrigger.Insert: Referencing(new="new_rows"),
    pgtrigger.Update: Referencing(old="old_rows", new="new_rows"),
    pgtrigger.Delete: Referencing(old="old_rows"),
}


class Guard(pgtrigger.Trigger):
    """Executes a shared function.

    `arguments` (strings for TG_ARGV) and `sentences` (name it refuses with → sentence)
    may be functions of the model, so that abstract models can declare triggers.
    """

    func = "RETURN NULL;"

    def __init__(self, *, execute: str, arguments=(), sentences=None, **options):
        self.execute, self.arguments = execute, arguments
        self.sentences = sentences or {}
        super().__init__(**options)

    def sentences_for(self, model) -> dict:
        """Every name this trigger refuses with on `model`, and its sentence."""
        return self.sentences(model) if callable(self.sentences) else self.sentences

    def render_execute(self, model) -> str:
        given = self.arguments(model) if callable(self.arguments) else self.arguments
        arguments = ", ".join("'" + text.replace("'", "''") + "'" for text in given)
        return f"public.{self.execute}({arguments})"


def after_statement(name, operation, execute, **options) -> Guard:
    """A statement trigger that sees `old_rows` and `new_rows`."""
    return Guard(
        name=name,
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        operation=operation,
        referencing=_TRANSITION[operation],
        execute=execute,
        **options,
    )


def before_row(name, operation, execute, **options) -> Guard:
    """A row trigger that may set columns of the new row."""
    return Guard(
        name=name,
        when=pgtrigger.Before,
        level=pgtrigger.Row,
        operation=operation,
        execute=execute,
        **options,
    )
