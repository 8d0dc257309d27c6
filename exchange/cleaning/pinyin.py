"""Names in pinyin, for searching and sorting, and the form in which names are compared.

One table of characters is made from pypinyin's dictionary of single characters (its
first reading); a surname keeps its own reading from `surnames.txt`. The library's own
function would cost 35 times as much a name (model.md §3). Tones are left out, ü is v.
"""

import json
import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from exchange.cleaning.cells import INVISIBLE

SURNAMES = Path(__file__).with_name("surnames.txt")
DOTS = "·•‧∙⋅・･●．.。﹒‑‐–—－-_"
_PLAIN = re.compile(r"[\u4e00-\u9fa5]+")
_DOT = re.compile(f"[{re.escape(DOTS)}]+")
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200c\u200d]")
_SIGN = re.compile(r"[a-zA-Z0-9\u00c0-\u024f\u0300-\u036f]+|[^\W_]")


def name_key(name: str) -> str:
    """The form in which two spellings of a name are equal; "" for an empty one.

    No spaces, one form of the dot (·), narrow and upper-case Latin letters, no
    compatibility forms. Source: domain/assistance.md §5, realities 6 and 20.
    """
    if _PLAIN.fullmatch(name):
        return name
    text = _DOT.sub("·", unicodedata.normalize("NFKC", _DOT.sub("·", name)))
    text = "".join(_VARIANT.sub("", INVISIBLE.sub("", text)).split())
    return unicodedata.normalize("NFKC", text.upper()).strip("·")


def pinyin_of(name: str) -> str:
    """张三丰 → zhangsanfeng; Latin letters and digits stay, in lower case."""
    return "".join(_readings(name))


def initials_of(name: str) -> str:
    """张三丰 → zsf; a Latin word gives its first letter."""
    return "".join([reading[0] for reading in _readings(name)])


def _readings(name: str) -> list[str]:
    """One reading a Chinese character or Latin word; other signs have none."""
    table, surnames = _tables()
    known = surnames.get(name[:2]) or surnames.get(name[:1], ())
    try:
        return [*known, *[table[sign] for sign in name[len(known) :]]]
    except KeyError:
        return _mixed(name)


def _mixed(name: str) -> list[str]:
    """A name with spaces, dots or Latin letters; after a dot no surname is looked for."""
    table, surnames = _tables()
    text = _DOT.sub("·", unicodedata.normalize("NFKC", _DOT.sub("·", name)))
    signs = _SIGN.findall(text)
    readings = [table.get(sign) or _latin(sign) for sign in signs]
    if "·" not in text:
        known = surnames.get("".join(signs[:2])) or surnames.get("".join(signs[:1]), ())
        readings[: len(known)] = known
    return [reading for reading in readings if reading]


def _latin(word: str) -> str:
    """A Latin word without accents, in lower case; "" for other signs."""
    return re.sub("[^a-z0-9]", "", unicodedata.normalize("NFD", word).lower())


@cache
def _tables() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    # The file itself: importing pypinyin would load 40 MB of phrases as well.
    library = find_spec("pypinyin").origin
    source = Path(library).with_name("pinyin_dict.json").read_text(encoding="utf-8")
    table = {chr(int(point)): entry for point, entry in json.loads(source).items()}
    readings = {entry: _toneless(entry) for entry in set(table.values())}
    lines = SURNAMES.read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    surnames = {surname: tuple(spoken) for surname, *spoken in words}
    return {sign: readings[entry] for sign, entry in table.items()}, surnames


def _toneless(entry: str) -> str:
    first = unicodedata.normalize("NFD", entry.partition(",")[0])
    return re.sub("[^a-z]", "", first.replace("u\u0308", "v"))
