"""Synthetic office files as unions send them, and what reading must find in each.

The table of heads × layouts × styles × formats below *is* the corpus; `CASES` are its
396 files, written anew for every test run and equal every time. Nobody in them exists.
"""

from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from tests.exchange.corpus_xls import write_xls

HEADS = {
    "worker": "职工编号 困难类别 姓名 民族 性别 政治面貌 身份证号 出生日期 健康状况 手机号码 "
    "工作时间 所属行业 家庭住址 本人月平均收入 家庭年度总收入 家庭人口 医保状况 备注",
    "members": "序号 姓名 关系 性别 民族 身份证号 出生日期 年龄 健康状况 婚姻状况 月收入 "
    "人员身份 单位或学校 入学年份 备注",
    "list": "序号 填报单位 档案类型 职工编号 姓名 性别 身份证号 户口类型 是否合格 档案类别 "
    "困难类别 致困原因",
    "payment": "序号 批次号 资金来源 项目 档案编号 姓名 身份证号 工作单位 所属工会 困难类别 "
    "救助原因 金额 开户银行 账号 户名 手机号 发放日期 备注",
    "export": "职工姓名 单位名称 性别 年龄 身份证 银行卡 家庭地址 职工身份 联系电话 家庭人数 "
    "家庭收入 审核状态 困难标准 致困原因 说明",
    "short": "姓名 身份证号 金额",
}
GROUPS = {
    "worker": ("职工基本情况", 12, "家庭情况", 18),
    "members": ("基本信息", 10, "其他", 15),
    "list": ("档案", 4, "职工情况", 12),
    "payment": ("批次", 5, "困难职工", 11),
    "export": ("职工", 8, "家庭", 15),
    "short": ("困难职工", 2, "", 3),
}
STYLES = ("plain", "starred", "required", "spaced", "broken", "units")
LAYOUTS = ("bare", "titled", "printed", "grouped", "template", "members")
TEXTS = {
    "utf8bom": ("utf-8-sig", ",", "\r\n"),
    "utf8": ("utf-8", ",", "\n"),
    "wps": ("gb18030", ",", "\r\n"),
    "unicode": ("utf-16", "\t", "\r\n"),
    "tab": ("gb18030", "\t", "\n"),
    "semicolon": ("utf-8", ";", "\n"),
    "wide": ("gb18030", "，", "\r\n"),
    "widesemi": ("utf-8", "；", "\n"),
    "pause": ("utf-8-sig", "、", "\r\n"),
    "curly": ("gb18030", ",", "\n"),
}
FORMATS = (*TEXTS, "xlsx", "xls")
NAMES = [
    "张三丰",
    "䶮文龙",
    "㛃秀英",
    "喆思远",
    "堃一鸣",
    "阿依古丽·买买提",
    "〇天成",
    "合欢",
    "单小计",
    "总有光",
]
UNITS = (
    "总计设备公司工会",
    "合力叉车厂工会",
    "日期印刷厂工会",
    "小计算机公司工会",
    "制表人协会",
)
MONEY = {"金额", "月收入", "家庭收入", "本人月平均收入", "家庭年度总收入"}


@dataclass
class Case:
    """One file: its cells, how it is written, and what must be found."""

    head: str
    style: str
    layout: str
    format: str
    cells: list[list[str]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    header_row: int = 1
    header_rows: int = 1
    unit: str = ""
    title: str = ""
    data: list[list[str]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        return HEADS[self.head].split()

    @property
    def known(self) -> set[str]:
        """What the list knows: all but two of the columns, unless there are few."""
        return set(self.labels if len(self.labels) < 5 else self.labels[:-2])

    @property
    def units(self) -> list[str]:
        money = self.style == "units"
        return ["元" if money and label in MONEY else "" for label in self.labels]

    def __str__(self) -> str:
        return f"{self.head}-{self.style}-{self.layout}-{self.format}"


def styled(label: str, place: int, style: str) -> str:
    """A column's name as somebody typed it."""
    if style == "starred":
        return f"*{label}" if place % 2 else f"{label} ＊"
    if style == "required":
        return f"{label}（必填）" if place % 2 else f"{label}【选填】"
    if style == "spaced":
        return "　".join(label) if len(label) == 2 else f" {label} "
    if style == "broken" and len(label) > 3:
        return f"{label[:2]}\n{label[2:]}"
    if style == "units" and label in MONEY:
        return f"{label}（元）" if place % 2 else f"{label}\n(单位：元)"
    return label


def value(label: str, number: int) -> str:
    """What stands in a column of the row with this number (from 1)."""
    if label in ("序号", "家庭人口", "家庭人数"):
        return str(number)
    if "姓名" in label or label == "户名":
        return NAMES[number % len(NAMES)]
    if "身份证" in label:
        return f"99010219700101{number:04d}"
    if "编号" in label or label in ("账号", "银行卡", "批次号"):
        return f"00{number:06d}"
    if label in MONEY:
        return f"{number * 1234}.5"
    if "单位" in label or "工会" in label:
        return UNITS[number % len(UNITS)]
    if "日期" in label or label == "工作时间":
        return f"2022.4.{number % 28 + 1}"
    if label in ("备注", "说明") and number % 3 == 0:
        return '住院，已报销;"二次"救助\n另有、大病；保险,见附件'
    return f"{label[:1]}{number}类" if number % 4 else ""


def put(case: Case, number: int, labels: list[str]) -> None:
    """Adds a data row."""
    row = [value(label, number) for label in labels]
    if case.layout == "members" and number % 3:
        row = ["" if place < 2 else cell for place, cell in enumerate(row)]
    case.data.append(row)
    case.places.append(len(case.cells))
    case.cells.append(row)


def skip(case: Case, kind: str, *cells: str) -> None:
    """Adds a row that is no data."""
    width = len(case.labels)
    case.skipped[kind] = case.skipped.get(kind, 0) + 1
    case.cells.append([*cells, *[""] * (width - len(cells))][:width])


def total(case: Case, word: str) -> None:
    """Adds a line of sums under the money columns."""
    sums = ["9999.5" if label in MONEY else "" for label in case.labels[2:]]
    skip(case, "total", *([word, ""] if len(word) > 2 else ["", word]), *sums)


def put_above(case: Case, header: list[str]) -> None:
    """Adds what stands above the header, and the header itself."""
    width = len(header)
    if case.layout in ("titled", "printed"):
        case.title = "某某市总工会2022年困难职工帮扶情况表"
        case.unit = "万元" if case.layout == "titled" else "元"
        case.cells.append([case.title, *[""] * (width - 1)])
        case.merges.append((0, 0, 0, width - 1))
        unit = ["填报单位：某某工会", *[""] * (width - 2), f"单位：{case.unit}"]
        case.cells.append(unit)
    if case.layout == "grouped":
        left, until, right, end = GROUPS[case.head]
        top = [header[0], left, *[""] * (until - 2)]
        top += [right, *[""] * (end - until - 1)] if right else [header[-1]]
        case.cells.append(top)
        case.merges += [(0, 0, 1, 0)]
        case.merges += [(0, 1, 0, until - 1)] if until > 2 else []
        case.merges += [(0, until, 0, end - 1)] if end - until > 1 else []
        header = ["", *header[1:]] if right else ["", *header[1:-1], ""]
        case.header_rows = 2
    case.cells.append(header)
    case.header_row = len(case.cells)


def built(head: str, style: str, layout: str, kind: str) -> Case:
    """The case with these four traits."""
    case = Case(head, style, layout, kind)
    labels = case.labels
    header = [styled(label, n, style) for n, label in enumerate(labels)]
    put_above(case, header)
    if layout == "template":
        skip(case, "example", "示例", *[value(label, 1) for label in labels[1:]])
    for number in range(1, 7):
        put(case, number, labels)
    if layout == "printed":
        total(case, "本页合计")
        skip(case, "title", case.title)
        skip(case, "header", *header)
        for number in range(7, 10):
            put(case, number, labels)
        skip(case, "blank")
        total(case, "合计")
        skip(case, "footer", "制表人：王五", "", "审核人：赵六")
        skip(case, "footer", "注：本表一式两份，由工会和本人各存一份。")
        skip(case, "footer", "第 1 页，共 1 页")
    return case


def cases() -> list[Case]:
    """Every layout in every format; heads and styles take turns."""
    found, heads = [], list(HEADS)
    for turn, layout in enumerate(LAYOUTS):
        for step, kind in enumerate(FORMATS):
            for place, style in enumerate(STYLES):
                if layout == "printed" and kind == "pause":
                    continue
                head = heads[(place + turn + step) % len(heads)]
                found.append(built(head, style, layout, kind))
    return found


CASES = cases()


def lines_of(case: Case) -> list[int]:
    """The line (from 1) in which each of the text file's rows begins."""
    found, line = [], 1
    for row in case.cells:
        found.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    return found


def quoted(cell: str, delimiter: str, curly: bool) -> str:
    """A cell as a text file has it."""
    if curly:
        return f"“{cell}”"
    if any(mark in cell for mark in (delimiter, '"', "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def write(case: Case, folder: Path) -> Path:
    """Writes the case's file."""
    path = folder / f"{case}.{'csv' if case.format in TEXTS else case.format}"
    if case.format == "xls":
        rows = [list(row) for row in case.cells]
        areas = [(top, end, left, right) for top, left, end, right in case.merges]
        return write_xls(path, [("名单", rows, {"merges": areas})])
    if case.format == "xlsx":
        return write_xlsx(case, path)
    encoding, delimiter, end = TEXTS[case.format]
    curly = case.format == "curly"
    text = "".join(
        delimiter.join(quoted(cell, delimiter, curly) for cell in row) + end
        for row in case.cells
    )
    path.write_bytes(text.encode(encoding))
    return path


def write_xlsx(case: Case, path: Path) -> Path:
    """The case as a workbook, merged cells and all."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        for top, left, bottom, right in case.merges:
            sheet.merge_range(top, left, bottom, right, "")
        for row, cells in enumerate(case.cells):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell)
    return path
