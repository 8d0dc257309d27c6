"""What is written in a given encoding, separator and layout is read back equal."""

import csv
import io
import re
import tempfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.reading import Choice, Choices, Skipped, read_tables, rows
from tests.exchange.corpus_xls import write_xls

HEADER = ["姓名", "身份证号", "金额（元）", "备注"]
LABELS = ["姓名", "身份证号", "金额", "备注"]
ALPHABET = "䶮㛃喆·〇𬭊•张 三0089Xx,，;；、|\t\"“”'‘’\n()（）:：.-=+@#"
CELL = st.text(ALPHABET, max_size=12) | st.sampled_from(
    [
        "",
        "007",
        "00420112",
        "第一行\n第二行",
        '他说"好"',
        "a\r\nb",
        "=1+1",
        "\t4201",
        "合计工会",
        "日期",
    ]
)
NAME = st.text("䶮㛃喆·〇王张三", min_size=1, max_size=4)
TABLES = st.lists(st.tuples(NAME, CELL, CELL, CELL).map(list), min_size=1, max_size=8)
TEXT = {
    "utf-8": ",\t;，；、|",
    "utf-8-sig": ",\t;，；、|",
    "gb18030": ",\t;，；、|",
    "utf-16": ",\t;，；、|",
}
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck)
)


def upload(data: bytes, name: str) -> Path:
    path = Path(tempfile.mkdtemp()) / name
    path.write_bytes(data)
    return path


def written(above, table, delimiter: str, end: str) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerows([*above, HEADER, *table])
    return stream.getvalue()


def starts(above, table) -> list[int]:
    """The lines in which the data rows begin."""
    line, found = len(above) + 2, []
    for row in table:
        found.append(line)
        line += 1 + sum(len(re.findall("\r\n|\r|\n", cell)) for cell in row)
    return found


@QUICK
@given(
    table=TABLES,
    traits=st.sampled_from([(e, d) for e, marks in TEXT.items() for d in marks]),
    end=st.sampled_from(["\n", "\r\n"]),
    above=st.sampled_from([[], [["某市总工会发放表"]], [["名单"], ["单位：万元"]]]),
)
def test_text_table_comes_back_equal(table, traits, end, above):
    encoding, delimiter = traits
    path = upload(written(above, table, delimiter, end).encode(encoding), "a.csv")

    [found] = read_tables([(path, "a.csv")], known=set(LABELS))
    data = list(rows(found, Skipped()))

    assert (found.encoding, found.delimiter) == (encoding, delimiter)
    assert (found.columns, found.units) == (LABELS, ["", "", "元", ""])
    assert data == list(zip(starts(above, table), table, strict=True))


VALUE = (
    CELL.filter(lambda text: text.strip() == text or not text)
    | st.integers(-(10**14), 10**14)
    | st.floats(-1e9, 1e9).map(lambda number: round(number, 3))
    | st.booleans()
)
GRIDS = st.lists(st.tuples(NAME, VALUE, VALUE, VALUE).map(list), min_size=1, max_size=6)


def as_read(value):
    """A value as a workbook gives it back."""
    return None if value == "" and isinstance(value, str) else value


@settings(QUICK, max_examples=60)
@given(table=GRIDS, kind=st.sampled_from(["xlsx", "xls"]))
def test_workbook_comes_back_equal(table, kind):
    path = upload(b"", f"a.{kind}")
    if kind == "xls":
        write_xls(path, [("一", [HEADER, *table], {})])
    else:
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("一")
            for number, row in enumerate([HEADER, *table]):
                sheet.write_row(number, 0, row)

    [found] = read_tables([(path, "a")], known=set(LABELS))
    data = list(rows(found, Skipped()))

    assert found.kind == kind
    assert data == [
        (number, [as_read(value) for value in row])
        for number, row in enumerate(table, 2)
    ]
    assert all(
        type(cell) is not float or not cell.is_integer()
        for _n, row in data
        for cell in row
    )


def test_person_may_decide_otherwise():
    text = "表头\n姓名;金额\n某甲;1\n单位;甲\n某乙;2\n"
    path = upload(text.encode("gb18030"), "a.csv")
    choice = Choice(encoding="gb18030", delimiter=";", header_row=4)

    [found] = read_tables(
        [(path, "a.csv")], known={"姓名"}, choices=Choices({"a.csv": choice})
    )

    assert (found.columns, found.header_row) == (["单位", "甲"], 4)
    assert list(rows(found, Skipped())) == [(5, ["某乙", "2"])]


def test_blank_cells_repeat_the_one_above_when_asked():
    path = upload("单位,姓名\n甲工会,某甲\n,某乙\n乙工会,某丙\n".encode(), "a.csv")
    choices = Choices({"a.csv": Choice(fill=frozenset({"单位"}))})

    [found] = read_tables([(path, "a.csv")], known={"单位", "姓名"}, choices=choices)

    data = [cells[0] for _row, cells in rows(found, Skipped())]
    assert data == ["甲工会", "甲工会", "乙工会"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_last_line_needs_no_end(end, last):
    text = end.join(["姓名,金额", "某甲,1", "某乙,2"]) + (end if last else "")
    path = upload(text.encode(), "a.csv")

    [found] = read_tables([(path, "a.csv")], known={"姓名", "金额"})

    assert list(rows(found, Skipped())) == [(2, ["某甲", "1"]), (3, ["某乙", "2"])]
