"""Header texts: their marks and units, and where the header stands in a sheet."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from exchange.reading.results import Cell, Known

WITHIN = 15
"""Header rows are looked for in so many first rows."""
DEEPEST = 3
"""A header has at most so many rows."""

MONEY = {"元", "万元", "千元", "百元", "亿元"}
UNITS = MONEY | {
    *("人", "人次", "户", "户次", "个", "次", "份", "张", "件", "名", "家"),
    *("岁", "周岁", "年", "月", "天", "日", "小时", "%", "平方米", "公里"),
}
SAME_UNIT = {
    **{"人民币": "元", "人民币元": "元", "rmb": "元", "cny": "元", "yuan": "元"},
    **{"元/月": "元", "元/年": "元", "元/人": "元", "元/月/人": "元", "元/次": "元"},
    **{"元/人/月": "元", "元/人月": "元", "万元/年": "万元", "人民币万元": "万元"},
    **{"万": "万元", "m2": "平方米", "平米": "平方米", "㎡": "平方米", "周岁": "岁"},
    **{"10000yuan": "万元", "¥": "元", "￥": "元"},
}
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
REQUIRED = re.compile(
    r"[*★☆※#]+|[(\[【〔]\s*(?:必填|必填项|选填|可选|必录|必选|required|optional)\s*[)\]】〕]"
    r"|^必填[:：]?|必填$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^(?:\(?\d{1,2}\)|\d{1,2}[、.])(?=[^\d\s])")
BRACKETED = re.compile(r"[(\[【]\s*(?:单位\s*:?\s*)?([^()\[\]【】]{1,8})\s*[)\]】]")
AFTER_SLASH = re.compile(r"^(.+?)[/:]\s*((?:[万千百亿]?元)|平方米|m2)$")
UNIT_LINE = re.compile(
    r"(?:^|[^\w]|金额|货币|计量|计价)单位\s*[:：(（]?\s*(?:人民币)?\s*([万千百亿]?元)"
)
LABEL_SPACE = re.compile(r"(?<![0-9A-Za-z])\s+|\s+(?![0-9A-Za-z])")


def text_of(cell: Cell) -> str:
    """A cell as one line of text without invisible characters; "" for none."""
    if cell is None or cell == "":
        return ""
    return " ".join(INVISIBLE.sub("", str(cell)).split())


def as_unit(text: str) -> str:
    """The unit that a text names ("万元", "人"…), or ""."""
    text = re.sub(r"\s+", "", text.lower())
    text = SAME_UNIT.get(text, text)
    return text if text in UNITS else ""


def normalise_header(text: Cell) -> tuple[str, str]:
    """(label, unit) of a header text: NFKC, no marks, no line breaks, unit taken out.

    "*金额（万元）" → ("金额", "万元"); brackets that hold no unit stay: "姓名(签字)".
    """
    label = unicodedata.normalize("NFKC", text_of(text))
    label = REQUIRED.sub("", label).strip(" :：'\"“”")
    label = LABEL_SPACE.sub("", NUMBERED.sub("", label))
    unit = ""
    for found in BRACKETED.finditer(label):
        if unit := as_unit(found[1]):
            label = label[: found.start()] + label[found.end() :]
            break
    else:
        if (found := AFTER_SLASH.match(label)) and as_unit(found[2]):
            label, unit = found[1], as_unit(found[2])
    return (label.strip(" :：") or unit), unit


def unit_above(rows: list[list[Cell]]) -> str:
    """The money unit that a line above the header states ("单位：万元"), or ""."""
    for row in rows:
        for cell in row:
            text = unicodedata.normalize("NFKC", text_of(cell)).replace(" ", "")
            if found := UNIT_LINE.search(text):
                return found[1]
    return ""


Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of merged cells: (row, column) from 0, both included."""


@dataclass
class Header:
    """A header found: `row` is the place (from 0) of its last row among those given."""

    row: int = 0
    rows: int = 1
    columns: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    matched: int = 0
    lines: list[list[str]] = field(default_factory=list)

    @property
    def first(self) -> int:
        """The place of its first row."""
        return self.row - self.rows + 1


def spread(block: list[list[str]], first: int, merges: list[Merge]) -> list[list[str]]:
    """The header's rows with merged cells repeated to the right.

    With merges known, exactly inside them; without (text files), a cell of an upper
    row reaches right over blanks until the next one, as long as the row below it
    has something there.
    """
    block = [list(row) for row in block]
    wide = {(r, c1): c2 for (r, c1), (_last, c2) in merges if c2 > c1}
    for depth, row in enumerate(block):
        for place in range(len(row)):
            end = wide.get((first + depth, place), place)
            for other in range(place + 1, min(end + 1, len(row))):
                row[other] = row[other] or row[place]
        if not merges and depth < len(block) - 1:
            under = block[depth + 1]
            for place in range(1, len(row)):
                if not row[place] and under[place] and under[place - 1]:
                    row[place] = row[place - 1]
    return block


def composed(pairs: list, known: Known, taken: set[str], lowest: Counter) -> str:
    """The label of one column from its (label, unit) texts, top to bottom.

    A known text wins: all joined, then the lowest, then the highest. Otherwise it is
    the lowest, told apart by its group (家庭成员/姓名) when `lowest` counts several.
    """
    labels = [label for label, _unit in pairs if label]
    if len(labels) < 2:
        return "".join(labels)
    for candidate in ("".join(labels), labels[-1], *labels[:-1]):
        if candidate not in taken and known(candidate):
            return candidate
    return labels[-1] if lowest[labels[-1]] == 1 else "/".join(labels)


def build(rows: list, first: int, depth: int, known: Known, merges: list) -> Header:
    """The header that these rows make, whether or not it is a good one."""
    block = [[text_of(cell) for cell in row] for row in rows[first : first + depth]]
    width = max(map(len, block), default=0)
    block = [row + [""] * (width - len(row)) for row in block]
    while width and not any(row[width - 1] for row in block):
        width -= 1
        block = [row[:width] for row in block]
    header = Header(row=first + depth - 1, rows=depth, lines=block)
    texts = [
        list(dict.fromkeys(text for text in parts if text))
        for parts in zip(*spread(block, first, merges), strict=True)
    ]
    columns = [[normalise_header(text) for text in parts] for parts in texts]
    lowest = Counter(pairs[-1][0] for pairs in columns if pairs)
    taken: set[str] = set()
    for pairs in columns:
        label = composed(pairs, known, taken, lowest)
        taken.add(label)
        header.columns.append(label)
        header.units.append(next((unit for _l, unit in reversed(pairs) if unit), ""))
    header.raw = ["/".join(parts) for parts in texts]
    header.matched = sum(1 for label in taken if label and known(label))
    return header
