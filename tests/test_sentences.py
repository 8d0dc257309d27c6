"""Every refusal of the database speaks to people, in both languages."""

import ast
import re
from functools import cache
from pathlib import Path

import polib
import pytest
from django.db.models import BaseConstraint
from django.template import Origin
from django.utils.translation import override
from django.utils.translation.template import templatize

from accounts.procedures import kinds
from config.database import sql_files
from config.errors import sentences
from tests.house import HOUSE, name_of, nodes, our_models, templates

CATALOGUE = HOUSE / "locale/zh_Hans/LC_MESSAGES/django.po"
GETTEXT = re.compile(r"__?|n?p?gettext(_lazy|_noop)?")
CREATE = re.compile(r"CREATE OR REPLACE FUNCTION public\.(\w+)\(", re.IGNORECASE)
LITERAL = re.compile(r"CONSTRAINT = '(\w+)'|bangfu_refuse\('(\w+)'")
BY_ARGUMENT = re.compile(r"bangfu_refuse\(TG_ARGV\[(\d)\] \|\| '(\w+)'")


# --- what refuses ------------------------------------------------------------
def constraints() -> list[tuple[type, BaseConstraint]]:
    return [(m, c) for m in our_models() for c in m._meta.constraints]


def triggers() -> list[tuple[type, object]]:
    return [(m, t) for m in our_models() for t in getattr(m._meta, "triggers", ())]


def english(text) -> str:
    with override(None, deactivate=True):
        return str(text)


def spoken() -> dict[str, str]:
    """Name of a refusal → its English sentence, for constraints and triggers."""
    return {name: english(text) for name, text in sentences().items()}


def is_ours(name: str) -> bool:
    return any(name.startswith(f"{model._meta.app_label}_") for model in our_models())


@cache
def bodies() -> dict[str, str]:
    """Function of the `sql` folders → its text."""
    found = {}
    for file in sql_files():
        parts = CREATE.split(file.read_text(encoding="utf-8"))
        found |= dict(zip(parts[1::2], parts[2::2], strict=True))
    return found


def whole(function: str) -> str:
    """A function's text and that of the functions it calls, but for the two helpers."""
    text = bodies()[function]
    called = set(re.findall(r"\b(bangfu_\w+)\(", text)) - {function, "bangfu_refuse"}
    return text + "".join(whole(name) for name in called if name in bodies())


def refusals(model, trigger) -> set[str]:
    """The names a trigger refuses with on a model, read from the function's text."""
    text = whole(trigger.execute)
    given = trigger.arguments
    given = given(model) if callable(given) else given
    named = {first or second for first, second in LITERAL.findall(text)}
    return named | {given[int(no)] + rest for no, rest in BY_ARGUMENT.findall(text)}


def test_every_constraint_has_a_name_that_begins_with_its_room():
    wrong = [
        constraint.name
        for model, constraint in constraints()
        if not constraint.name.startswith(f"{model._meta.app_label}_")
    ]

    assert wrong == []


def test_no_name_of_a_refusal_is_cut_short_by_postgresql():
    assert [name for name in spoken() if len(name) > 63] == []


def test_every_constraint_has_a_sentence_of_its_own():
    silent = [
        constraint.name
        for _, constraint in constraints()
        if english(constraint.violation_error_message)
        == english(BaseConstraint.default_violation_error_message)
    ]

    assert silent == []


def test_every_refusal_of_a_trigger_has_a_sentence():
    missing = {
        (model._meta.label, trigger.name): refusals(model, trigger)
        - set(trigger.sentences_for(model))
        for model, trigger in triggers()
    }

    assert {where: names for where, names in missing.items() if names} == {}


def test_no_trigger_has_a_sentence_for_what_it_never_refuses():
    idle = {
        (model._meta.label, trigger.name): set(trigger.sentences_for(model))
        - refusals(model, trigger)
        for model, trigger in triggers()
    }

    assert {where: names for where, names in idle.items() if names} == {}


@pytest.mark.parametrize("file", sql_files(), ids=lambda file: file.stem)
def test_every_name_in_the_sql_has_a_sentence(file):
    text, known = file.read_text(encoding="utf-8"), set(sentences())

    named = {first or second for first, second in LITERAL.findall(text)}
    endings = {ending for _, ending in BY_ARGUMENT.findall(text)}

    assert named <= known
    assert {e for e in endings if not any(n.endswith(e) for n in known)} == set()


def test_every_procedure_refuses_under_its_own_name():
    for model in kinds():
        prefix = f"{model._meta.app_label}_{model._meta.model_name}"

        assert {f"{prefix}_born_draft", f"{prefix}_moves_by_step"} <= set(sentences())


# --- in Chinese --------------------------------------------------------------
@cache
def catalogue() -> polib.POFile:
    assert CATALOGUE.exists(), "Run makemessages -l zh_Hans."
    return polib.pofile(str(CATALOGUE))


def chinese(msgid: str) -> str:
    entry = catalogue().find(msgid)
    return entry.msgstr if entry and not entry.obsolete else ""


def test_every_sentence_of_a_refusal_is_translated():
    silent = {
        name: sentence
        for name, sentence in spoken().items()
        if is_ours(name) and chinese(sentence) in ("", sentence)
    }

    assert silent == {}


def test_no_entry_is_fuzzy_or_untranslated():
    waiting = [*catalogue().fuzzy_entries(), *catalogue().untranslated_entries()]

    assert [entry.msgid for entry in waiting] == []


def words_in_python() -> dict[str, str]:
    """Text given to gettext → where."""
    found = {}
    for file, call in nodes(ast.Call):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if (
            GETTEXT.fullmatch(name)
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ):
            found[call.args[0].value] = f"{name_of(file)}:{call.lineno}"
    return found


def words_in_templates() -> dict[str, str]:
    found = {}
    for file in (f for f in templates() if f.suffix == ".html"):
        source = file.read_text(encoding="utf-8")
        code = templatize(source, origin=Origin(str(file)))
        for text in re.findall(
            r"gettext\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", code
        ):
            found[ast.literal_eval(text)] = name_of(file)
    return found


def test_every_text_of_the_code_stands_in_the_catalogue():
    wanted = words_in_python() | words_in_templates()
    known = {entry.msgid for entry in catalogue() if not entry.obsolete}

    assert len(wanted) > 100
    assert {t: where for t, where in wanted.items() if t not in known} == {}


def catalogues() -> list[Path]:
    return sorted((HOUSE / "locale").rglob("*.po"))


def test_compiled_messages_are_current():
    assert catalogues()
    for file in catalogues():
        compiled = polib.mofile(str(file.with_suffix(".mo")))
        written = polib.pofile(str(file)).translated_entries()

        assert {e.msgid: (e.msgstr, e.msgstr_plural) for e in compiled} == {
            e.msgid: (e.msgstr, e.msgstr_plural) for e in written
        }


def test_placeholders_survive_translation():
    holder = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

    lost = [
        entry.msgid
        for entry in catalogue().translated_entries()
        if entry.msgstr
        and set(holder.findall(entry.msgid)) != set(holder.findall(entry.msgstr))
    ]

    assert lost == []
