"""What is ours: rooms, modules, models, templates."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

HOUSE: Path = settings.BASE_DIR
STOREYS = ("config", "accounts", "exchange", "budget", "assistance", "performance")
"""All rooms from the ground up, also those still to be built."""
ROOMS = tuple(room for room in STOREYS if (HOUSE / room).is_dir())


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def name_of(file: Path) -> str:
    return str(file.relative_to(HOUSE))


def modules(*rooms: str, migrations: bool = False) -> list[Path]:
    """The Python files of these rooms, of all rooms without any name."""
    found = [f for room in rooms or ROOMS for f in sorted((HOUSE / room).rglob("*.py"))]
    return [file for file in found if migrations or "migrations" not in file.parts]


def templates() -> list[Path]:
    return sorted(f for f in (HOUSE / "templates").rglob("*") if f.is_file())


def nodes(kind: type, *rooms: str) -> Iterator[tuple[Path, ast.AST]]:
    """Every syntax node of a kind in the code of these rooms."""
    for file in modules(*rooms):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, kind):
                yield file, node


def room_of(model) -> str:
    """The room a model stands in; empty for what is not ours."""
    first = model.__module__.split(".")[0]
    return first if first in ROOMS or model.__module__.startswith("tests.") else ""


def our_models(*, sample: bool = True) -> list[type]:
    """Our models; the sample's stand in for the rooms still to be built."""
    found = [m for m in apps.get_models(include_auto_created=True) if room_of(m)]
    return [model for model in found if sample or room_of(model) != "tests"]
