"""The formula guard: no text of an export is evaluated by a spreadsheet (CWE-1236).

A text that starts with = + - @ (also full-width), tab or line break gets an apostrophe
in front, also after a separator inside the text, because a spreadsheet that splits at
another separator starts a new cell there. Texts that already begin with an apostrophe
get a second one, so that `strip_guard(guard(t)) == t` for every text. Numbers stay
numbers: whatever is not a text passes through unchanged.

In PostgreSQL: `regexp_replace(t, PATTERN, '''', 'g')` does the same (tested).
Source: domain/assistance.md §5 (5, 19); OWASP, CSV injection.
"""

import re

SKIPPED = r"[ \t\r\n\x0b\x0c\xa0\u3000\ufeff\u200b]*"
DANGER = r"""['=+@＝＋－＠\t\r\n\-]"""
PATTERN = rf"(?:(?<=[,;\t|，；])|\A)(?={SKIPPED}{DANGER})"
_BEFORE = re.compile(PATTERN)
_GUARDED = re.compile(rf"\A'|(?<=[,;\t|，；])'(?={SKIPPED}{DANGER})")
_WRAPPED = re.compile(r'="((?:[^"]|"")*)"', re.DOTALL)


def guard(value):
    """The text as an export may write it; anything else as it is."""
    return _BEFORE.sub("'", value) if isinstance(value, str) else value


def strip_guard(value):
    """The text before `guard`; also takes off a leading ', a tab, or ="…" of others."""
    if not isinstance(value, str):
        return value
    wrapped = _WRAPPED.fullmatch(value)
    if wrapped:
        return wrapped[1].replace('""', '"')
    if value[:1] == "\t":
        return value[1:]
    return _GUARDED.sub("", value)
