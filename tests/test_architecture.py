"""The code base keeps its own rules: sizes, storeys, names, services, trail."""

import ast
import re
from pathlib import Path

import django
import pytest
from django import forms
from django.db import models
from django.template.utils import get_app_template_dirs
from django.utils.translation import override
from importlinter.cli import lint_imports

from accounts.procedures import kinds
from accounts.trail import is_recorded
from config.database import rights_of
from tests.house import (
    HOUSE,
    ROOMS,
    STOREYS,
    modules,
    name_of,
    nodes,
    our_models,
    room_of,
    templates,
    tree_of,
)

FILE, TEST_FILE, SETTINGS, FUNCTION = 400, 300, 300, 40
ADMIN_CLASS, MODEL_CLASS = 150, 200
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def lines_of(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def length(node) -> int:
    return node.end_lineno - node.lineno + 1


def place(file: Path, node) -> str:
    return f"{name_of(file)}:{node.lineno}"


# --- sizes -------------------------------------------------------------------
def test_no_file_is_longer_than_400_lines():
    files = [*modules(*ROOMS, "tests", "bench"), HOUSE / "manage.py"]

    assert [name_of(f) for f in files if lines_of(f) > FILE] == []


def test_no_test_file_is_longer_than_300_lines():
    assert [name_of(f) for f in modules("tests") if lines_of(f) > TEST_FILE] == []


def test_the_settings_have_at_most_300_lines():
    assert lines_of(HOUSE / "config/settings.py") <= SETTINGS


def test_no_function_is_longer_than_40_lines():
    long = [place(f, n) for f, n in nodes(FUNCTIONS) if length(n) > FUNCTION]

    assert long == []


def test_no_class_is_longer_than_a_screen_or_three():
    long = []
    for file, node in nodes(ast.ClassDef):
        limit = ADMIN_CLASS if "admin" in name_of(file) else MODEL_CLASS
        long += [place(file, node)] if length(node) > limit else []

    assert long == []


# --- storeys -----------------------------------------------------------------
def test_the_import_contracts_are_kept(capsys, monkeypatch):
    monkeypatch.chdir(HOUSE)

    answer = lint_imports(no_cache=True)

    assert answer == 0, capsys.readouterr().out


def test_the_import_contracts_name_every_room():
    text = (HOUSE / ".importlinter").read_text(encoding="utf-8")
    layers = text.split("[importlinter:contract:rooms]")[1].split("[")[0]

    written = re.findall(rf"^ +({'|'.join(STOREYS)})$", layers, re.MULTILINE)

    assert written == list(reversed(ROOMS))


def test_no_foreign_key_points_up():
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in our_models(sample=False)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and room_of(field.related_model)
        if STOREYS.index(room_of(field.related_model)) > STOREYS.index(room_of(model))
    ]

    assert upward == []


# --- names -------------------------------------------------------------------
def test_every_module_says_what_it_is_for():
    silent = [
        name_of(file)
        for file in modules()
        if not ast.get_docstring(tree_of(file)) and tree_of(file).body
    ]

    assert silent == []


def test_every_model_says_what_a_row_means():
    automatic = re.compile(r"^\w+\([\w, ]*\)$")
    models_of_ours = our_models(sample=False)

    silent = [m._meta.label for m in models_of_ours if automatic.match(m.__doc__ or "")]

    assert silent == []


def test_verbose_names_start_lower_case():
    names = []
    with override(None, deactivate=True):
        for model in our_models():
            opts = model._meta
            names += [opts.verbose_name, opts.verbose_name_plural]
            names += [f.verbose_name for f in opts.local_fields if not f.auto_created]
        names = [str(name) for name in names]

    capital = [n for n in names if n[0].isupper() and not n.split()[0].isupper()]

    assert capital == []


def test_unique_columns_are_named_constraints():
    nameless = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.local_fields
        if field.unique and not (field.primary_key or field.one_to_one)
    ]

    assert nameless == []


# --- what must not be written ------------------------------------------------
def test_only_the_clock_asks_for_the_time():
    asked = {"now", "utcnow", "today", "localdate", "localtime_now"}
    elsewhere = [
        place(file, node)
        for file, node in nodes(ast.Attribute)
        if node.attr in asked
        and ast.unparse(node.value).split(".")[-1] in {"timezone", "datetime", "date"}
    ]
    elsewhere += [
        place(file, node)
        for file, node in nodes(ast.ImportFrom)
        if node.module == "django.utils.timezone"
        and asked & {alias.name for alias in node.names}
    ]

    assert [p for p in elsewhere if not p.startswith("config/clock.py:")] == []


def test_no_column_and_no_form_field_is_a_float():
    floats = [place(f, n) for f, n in nodes(ast.Attribute) if n.attr == "FloatField"]
    floats += [place(f, n) for f, n in nodes(ast.Name) if n.id == "FloatField"]

    assert floats == []
    assert not any(
        isinstance(field, (models.FloatField, forms.FloatField))
        for model in our_models()
        for field in model._meta.local_fields
    )


# --- services ----------------------------------------------------------------
def services() -> list[tuple[Path, ast.FunctionDef]]:
    files = [f for f in modules() if "services" in (f.parent.name, f.stem)]
    return [
        (file, node)
        for file in files
        for node in tree_of(file).body
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_")
    ]


def test_services_take_keywords_only():
    found = services()

    assert found
    assert [
        place(file, node)
        for file, node in found
        if node.args.args or node.args.posonlyargs or node.args.vararg
    ] == []


# --- trail and procedures ----------------------------------------------------
def is_append_only(model) -> bool:
    return not {"UPDATE", "DELETE"} & set(rights_of(model).split(", "))


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_every_row_leaves_a_trail_or_cannot_change(model):
    says_no = getattr(model, "trailed", True) is False

    assert is_recorded(model) or is_append_only(model) or says_no


@pytest.mark.parametrize("model", kinds(), ids=lambda m: m._meta.label)
def test_every_procedure_moves_by_its_triggers(model):
    step = model._meta.get_field("steps").related_model

    assert {"born_draft", "moves_by_step"} <= {t.name for t in model._meta.triggers}
    assert "moves" in {trigger.name for trigger in step._meta.triggers}
    assert is_append_only(step)
    assert model.kind


# --- templates ---------------------------------------------------------------
def library_templates() -> set[str]:
    folders = [*get_app_template_dirs("templates")]
    folders.append(Path(django.__file__).parent / "forms" / "templates")
    return {
        str(file.relative_to(folder))
        for folder in map(Path, folders)
        for file in folder.rglob("*.*")
    }


def test_no_template_is_unused():
    texts = [file.read_text(encoding="utf-8") for file in modules(*ROOMS)]
    texts += [f.read_text(encoding="utf-8") for f in templates() if f.suffix == ".html"]
    names = {str(file.relative_to(HOUSE / "templates")) for file in templates()}

    unused = {
        name
        for name in names - library_templates()
        if not any(f'"{name}"' in text for text in texts)
    }

    assert unused == set()
