"""Words of a fixed list: labels to codes, and all the ways to write yes and no.

Source: domain/assistance.md §5, reality 21.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from exchange.cleaning.cells import DASHES, is_blank, joined
from exchange.cleaning.faults import Fault, Notes

SHOWN = 20
"""At most this many labels are listed in a message."""

YES = [*"是√✓✔☑1YV有对真T", "YES", "TRUE"]
NO = [*"否×✗✘✕X☐□0N无非假F", "没有", "不是", "NO", "FALSE"]


class Choice:
    """Cleans a label, or one of its synonyms, to its code; None if blank.

    `labels` maps a code to its label or labels, the first of which is shown to people;
    the code itself is understood too. `also` are words that a user has explained once
    (word → code). Letters, widths and spaces do not matter. ValueError on creation if
    one word means two codes.
    """

    def __init__(
        self, labels: Mapping[Any, Any], also: Mapping[str, Any] | None = None
    ):
        self.codes: dict[str, Any] = {}
        shown = []
        for code, given in labels.items():
            words = _words(given)
            shown.append(words[0])
            for word in [*words, str(code)]:
                self._add(word, code)
        self.codes |= {_key(word): code for word, code in (also or {}).items()}
        self.allowed = ", ".join(shown[:SHOWN]) + (" …" if len(shown) > SHOWN else "")
        self._seen = dict(self.codes)
        self._seen |= {word: self.codes[_key(word)] for word in shown}

    def _add(self, word: str, code) -> None:
        if self.codes.setdefault(_key(word), code) != code:
            raise ValueError(f"“{word}” means both {self.codes[_key(word)]} and {code}")

    def __call__(self, cell, notes: Notes | None = None):
        if type(cell) is str:
            code = self._seen.get(cell)
            if code is not None:
                return code
        key = _key(cell)
        code = self.codes.get(key)
        if code is not None:
            return code
        if is_blank(key, notes, DASHES):
            return None
        raise Fault("choice_unknown", allowed=self.allowed)


class YesNo(Choice):
    """Cleans yes and no to True and False: √ 是 1 Y 有 / × 否 0 N 无; None if blank."""

    def __init__(self, also: Mapping[str, bool] | None = None):
        super().__init__({True: YES, False: NO}, also)
        self.allowed = "是 √ 1 Y / 否 × 0 N"

    def __call__(self, cell, notes: Notes | None = None) -> bool | None:
        return cell if type(cell) is bool else super().__call__(cell, notes)


def _words(given) -> list[str]:
    many = isinstance(given, Iterable) and not isinstance(given, str)
    return [str(word) for word in given] if many else [str(given)]


def _key(cell) -> str:
    return joined(cell).casefold()
