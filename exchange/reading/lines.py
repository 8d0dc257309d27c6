"""Rows that are no data: sums, foot lines, repeated headers, blank rows, the example.

The rule is to lose nobody: a row is only left out when it *looks* like such a line,
not because a word stands in it. "合计" must be the whole of the first or second
filled cell (a union called 总计设备公司工会 is data) and every cell after it must be
an amount or a count, never a text, an identity number, a card or a telephone number
(a person called 合计 has one of those). A foot line must begin with 填表人：, 审核人：
and the like and hold no such number either. Whatever is left out is counted with its
row number, so that a mistake can be seen.
"""

import re
import unicodedata
from collections.abc import Callable
from itertools import islice

from exchange.reading.header import text_of
from exchange.reading.results import Table

TOTAL = re.compile(
    r"(?:本页|本表|全表|本单位|分页|页)?(?:合计|小计|总计|共计|累计|总合计)"
    r"(?:人数|金额|人次|户数|\([^)]{0,8}\))?"
    r"(?::?\(?(?:大写|人民币)?\)?:?[\d,.]*(?:元|万元|人|人次|户|笔|条|份)?)?"
)
TOTAL_SENTENCE = re.compile(
    r"(?:本页|本表|全表|以上)?(?:合计|小计|总计|共计|累计)[^\d]{0,12}\d[\d,.]*"
    r"(?:元|万元|人|户|笔|条|份).{0,60}"
    r"|(?:合计|总计|共计)?(?:金额)?\(?大写\)?(?:金额)?:?(?:人民币)?:?"
    r"[零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾佰仟万亿百千元圆角分整正]+"
)
AMOUNT = re.compile(
    r"[-+(]?[￥¥$]?\d{1,3}(?:,?\d{3})*(?:\.\d*)?\)?%?(?:元|万元|人|人次|户|户次|笔|条|个|份|名)?"
    r"|[-—–/*×x#]+|(?:大写|人民币|金额|:|\(|\))*[零〇一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾佰仟万亿百千元圆角分整正]+"
    r"|(?:大写|人民币|人数|金额|其中|单位|\(|\))*:?|元|万元|人|户|笔"
)
PERSONAL = re.compile(r"(?<!\d)(?:\d{15,19}|\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
SIGNED = (
    r"(?:填表|填报|制表|制单|审核|审批|复核|复查|经办|主管|负责|单位负责|部门负责|财务负责"
    r"|会计主管|工会主席|工会负责|出纳|会计|联系|录入|建档|领款|批准|签批|校对|统计|报送|汇报)"
    r"(?:人|人员|单位|领导|签字|签名|签章)*(?:\([^)]{0,8}\))?"
)
DATED = (
    r"(?:填表|填报|制表|制单|审核|审批|报送|上报|打印|发放|统计)?(?:日期|时间|年月日)"
)
SEALED = r"(?:填报|填表|报送|发放|经办)?(?:单位|工会|部门)?\(?(?:盖章|公章|签章)\)?"
FOOT = re.compile(rf"(?:(?:联系)?电话|{SIGNED}|{DATED}|{SEALED})")
NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|附注|注意事项|注意)\d?:.*|以下(?:空白|无正文).*",
    re.S,
)
PAGE = re.compile(r"-?第?\d+(?:页|/\d+页?)[,，]?(?:共\d+页)?-?|Page\d+(?:of\d+)?", re.I)
EXAMPLE = re.compile(r"[(\[【]?示例")
BEGINNING = re.compile(
    rf"(?:本页|本表|全表|本单位|分页|页|以上)?(?:合计|小计|总计|共计|累计|总合计)|{FOOT.pattern}"
    r"|[(\[【]?示例|注|备注|说明|填[表报]说明|附注|以下|大写|\(大写|金额|-?第?\d+[页/]|Page",
    re.IGNORECASE,
)
"""What every special line begins with, in its first or second filled cell."""
FIRST_CHARACTERS = frozenset(
    "合小总共累本全大以人金分页填制审复经主负单部财会工出联录建领批签校统报汇日时年打发公盖电注备说附以第"
    "示(（[【-PpＰ\ufeff \t\u3000\xa0'\"“=\u200b\n\r"
)

Judge = Callable[[list], str]


def plain(cell: object) -> str:
    """A cell without any spaces, in NFKC."""
    return unicodedata.normalize("NFKC", text_of(cell)).replace(" ", "")


def names_somebody(texts: list[str]) -> bool:
    """Whether a row holds an identity, card or telephone number of a data row.

    A number behind its own label ("联系电话：…") is part of a foot line.
    """
    before = ""
    for text in texts:
        if PERSONAL.search(text) and ":" not in text and not before.endswith(":"):
            return True
        before = text
    return False


def is_total(texts: list[str]) -> bool:
    """Whether the filled cells of a row make a 合计 line.

    After a first cell that is something else (a serial number, a union), a sum must
    follow the word: a remark 合计 at the end of somebody's row is none.
    """
    if len(texts) == 1 and TOTAL_SENTENCE.fullmatch(texts[0]):
        return True
    at = next((n for n, text in enumerate(texts[:2]) if TOTAL.fullmatch(text)), None)
    if at is None or names_somebody(texts):
        return False
    after = texts[at + 1 :]
    return (at == 0 or bool(after)) and all(
        AMOUNT.fullmatch(text) or TOTAL.fullmatch(text) for text in after
    )


def is_footer(texts: list[str], width: int) -> bool:
    """Whether the filled cells of a row of `width` columns make a line below a table.

    Without a colon ("制表人 | 王五 | 审核人 | 李四") at least two such words are asked
    for, or nothing else in the row: 负责人 alone may be somebody's post.
    """
    if names_somebody(texts):
        return False
    if len(texts) == 1 and (NOTE.fullmatch(texts[0]) or PAGE.fullmatch(texts[0])):
        return True
    words = sum(1 for text in texts if FOOT.fullmatch(text.rstrip(":")))
    found = FOOT.match(texts[0])
    if found and texts[0][found.end() :].startswith(":"):
        few = 2 * len(texts) <= width + 1
        return few or words >= 2 or all(":" in text for text in texts)
    alone = len(texts) == words == 1
    return (alone or words >= 2) and FOOT.fullmatch(texts[0]) is not None


def repeats(cells: list, texts: list[str], lines: list[list[str]]) -> bool:
    """Whether a row says again what one of the header's rows says."""
    for line in lines:
        same = sum(
            1
            for cell, label in zip(cells, line, strict=False)
            if label and (text := plain(cell)) and text == label
        )
        if (
            same
            and same >= min(2, sum(map(bool, line)))
            and same * 10 >= len(texts) * 7
        ):
            return True
    return False


def judge_for(table: Table) -> Judge:
    """A function that names the kind of a row ("" for data) of this table."""
    lines = [[plain(text) for text in line] for line in table.header_lines]
    above = {plain(text) for text in table.above} - {""}
    begun = above.union(*(line for line in lines))
    width = len(table.columns)

    def judge(cells: list) -> str:
        first = list(islice((text for cell in cells if (text := plain(cell))), 2))
        if not first:
            return "blank"
        if not any(text in begun or BEGINNING.match(text) for text in first):
            return ""
        return closely(cells, [text for cell in cells if (text := plain(cell))])

    def closely(cells: list, texts: list[str]) -> str:
        if repeats(cells, texts, lines):
            return "header"
        if width < 2:
            return ""
        if EXAMPLE.match(plain(cells[0])):
            return "example"
        if all(text in above for text in texts):
            return "title"
        if is_total(texts):
            return "total"
        return "footer" if is_footer(texts, width) else ""

    return judge


def ordinary(cells: list, watch: frozenset[str]) -> bool:
    """Whether a row's first two filled cells begin no special line: it is data."""
    filled = 0
    for cell in cells:
        if cell is None or cell == "":
            continue
        if isinstance(cell, str) and cell[0] in watch:
            return False
        filled += 1
        if filled == 2:
            return True
    return False


def watched(table: Table) -> frozenset[str]:
    """First characters of a row's first two cells that ask for a closer look."""
    found = set(FIRST_CHARACTERS)
    for line in table.header_lines:
        filled = [text for text in line if text]
        found.update(text[0] for text in filled[:2])
    found.update(text[0] for text in table.above)
    return frozenset(found)
