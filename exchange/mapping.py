"""Which column of a file is which column of the list: names, labels, synonyms, memory."""

import re
import unicodedata
from dataclasses import dataclass, field

from django.utils import translation

from exchange.models import SavedMapping
from exchange.registry import ListResource

LANGUAGES = ("zh-hans", "en")
IGNORED = ""


@dataclass
class Mapping:
    """Place of a file's column → name of the list's column, and what is left over."""

    chosen: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


def folded(text: str) -> str:
    """A header for comparing: NFKC, lower case, without blanks, marks and brackets."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"\(.*?\)", "", text)
    return re.sub(r"[\s*＊:：_\-/、.]+", "", text)


def names_of(resource: type[ListResource]) -> dict[str, str]:
    """Folded header → column: keys, labels in both languages, synonyms."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            for column in resource.columns():
                for text in (column.name, str(column.label), *column.synonyms):
                    found.setdefault(folded(text), column.name)
    return found


def remembered(resource_name: str, organisation) -> dict[str, str]:
    """Headers this union's senders were mapped by before."""
    rows = SavedMapping.objects.filter(
        resource=resource_name, organisation=organisation
    )
    return dict(rows.values_list("header", "column"))


def guess(resource: type[ListResource], headers: list[str], memory: dict) -> Mapping:
    """Maps headers by memory first, then by name; says what is unknown or missing."""
    names, mapping = names_of(resource), Mapping()
    for place, header in enumerate(headers):
        key = folded(header)
        column = memory.get(key, names.get(key, IGNORED)) if key else IGNORED
        if column and column in mapping.chosen.values():
            mapping.twice.append(header)
        elif column:
            mapping.chosen[place] = column
        elif key:
            mapping.unknown.append(header)
    mapping.missing = _missing(resource, mapping)
    return mapping


def as_told(resource: type[ListResource], headers: list[str], given: dict) -> Mapping:
    """The mapping a person chose, by place; a column chosen twice counts once."""
    mapping = Mapping()
    for place, header in enumerate(headers):
        column = given.get(str(place), IGNORED)
        if column and column in mapping.chosen.values():
            mapping.twice.append(header)
        elif column:
            mapping.chosen[place] = column
        elif folded(header):
            mapping.unknown.append(header)
    mapping.missing = _missing(resource, mapping)
    return mapping


def _missing(resource: type[ListResource], mapping: Mapping) -> list[str]:
    present = set(mapping.chosen.values())
    return [c.name for c in resource.columns() if c.required and c.name not in present]


def remember(resource_name: str, organisation, headers: list[str], chosen) -> None:
    """Keeps what the person chose for this sender's headers, as one statement."""
    said: dict[str, str] = {}
    for place, header in enumerate(headers):
        key = folded(header)[:100]
        if key:
            said[key] = said.get(key) or chosen.get(place, IGNORED)
    SavedMapping.objects.bulk_create(
        [
            SavedMapping(
                resource=resource_name,
                organisation=organisation,
                header=header,
                column=column,
            )
            for header, column in said.items()
        ],
        update_conflicts=True,
        unique_fields=["resource", "organisation", "header"],
        update_fields=["column"],
    )
