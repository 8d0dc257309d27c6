"""What workbooks and archives hold besides a plain table."""

import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from exchange.reading import (
    Choice,
    Choices,
    ErrorCell,
    Skipped,
    Unreadable,
    read_tables,
    rows,
)
from tests.exchange.corpus_xls import write_xls

KNOWN = {"姓名", "关系", "金额", "日期", "单位"}


@pytest.fixture
def workbook(tmp_path):
    """workbook(fill) → path of an .xlsx that `fill(book)` filled."""

    def made(fill, name="a.xlsx", **options):
        path = tmp_path / name
        with xlsxwriter.Workbook(path, options) as book:
            fill(book)
        return path

    return made


def read(path, **options):
    return read_tables([(path, path.name)], known=KNOWN, **options)


def data_of(table, skipped=None):
    return list(rows(table, skipped or Skipped()))


def hidden_things(book):
    sheet = book.add_worksheet("名单")
    sheet.write_row(0, 0, ["姓名", "关系", "金额", "日期"])
    for row in range(1, 5):
        sheet.write_row(row, 0, [f"某{row}", "本人", row])
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(1, 1, None, None, {"hidden": True})
    book.add_worksheet("底稿").hide()
    book.get_worksheet_by_name("底稿").write_row(0, 0, ["姓名", "金额"])
    book.add_worksheet("Sheet3")
    book.add_worksheet("深藏").very_hidden()
    book.get_worksheet_by_name("深藏").write_row(0, 0, ["姓名", "金额"])


def test_hidden_sheets_rows_and_columns_are_named(workbook):
    first, second, third = read(workbook(hidden_things))

    assert [t.sheet for t in (first, second, third)] == ["名单", "底稿", "深藏"]
    assert [t.hidden for t in (first, second, third)] == [False, True, True]
    assert (first.hidden_rows, first.hidden_columns) == ([3], [1])
    assert [row for row, _cells in data_of(first)] == [2, 3, 4, 5]


def test_hidden_rows_are_left_out_when_asked(workbook):
    path = workbook(hidden_things)
    choices = Choices({(path.name, "名单"): Choice(sheet="名单", skip_hidden=True)})
    skipped = Skipped()

    table = read(path, choices=choices)[0]

    assert [row for row, _cells in data_of(table, skipped)] == [2, 4, 5]
    assert skipped.rows == {"hidden": [3]}


def test_one_sheet_is_read_when_chosen(workbook):
    path = workbook(hidden_things)

    [table] = read(path, choices=Choices({path.name: Choice(sheet="底稿")}))

    assert table.sheet == "底稿"


def test_formulas_give_their_value_or_their_error(workbook):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "金额", "关系", "日期"])
        sheet.write_row(1, 0, ["某甲"])
        sheet.write_formula(1, 1, "=A9*2", None, 1200.5)
        sheet.write_formula(1, 2, '=VLOOKUP("a",A:B,2)', None, "#N/A")
        sheet.write_formula(1, 3, "=#REF!", None, "#REF!")
        sheet.write_string(2, 0, "#N/A")
        sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")

    [table] = read(workbook(fill))
    (_two, first), (_three, second), (_four, third) = data_of(table)

    assert first == ["某甲", 1200.5, "#N/A", "#REF!"]
    assert [type(cell) for cell in first[2:]] == [ErrorCell, ErrorCell]
    assert type(second[0]) is str
    assert third == [None, None, None, ErrorCell("#DIV/0!")]


def test_errors_and_hidden_rows_of_old_workbooks(tmp_path):
    cells = [["姓名", "金额", "日期"], ["某甲", "#N/A", True], ["某乙", 7, 0.5]]
    hidden = {"hidden_rows": [2], "hidden_columns": [2]}
    path = write_xls(tmp_path / "a.xls", [("一", cells, hidden)])

    [table] = read(path)
    (_two, first), (_three, second) = data_of(table)

    assert (type(first[1]), first[2], second) == (ErrorCell, True, ["某乙", 7, 0.5])
    assert (table.hidden_rows, table.hidden_columns) == ([3], [2])


def test_numbers_and_dates_keep_their_kind(workbook):
    def fill(book):
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy年m月d日"})
        hour = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["姓名", "金额", "日期", "关系"])
        sheet.write_row(1, 0, ["某甲", 420112197001010000])
        sheet.write_number(1, 2, 44662, day)
        sheet.write_number(1, 3, 44662.3125, hour)
        sheet.write_row(2, 0, ["某乙", 44662, "007", True])

    [table] = read(workbook(fill))
    (_two, first), (_three, second) = data_of(table)

    assert type(first[1]) is float
    assert first[2] == date(2022, 4, 11)
    assert isinstance(first[3], datetime)
    assert first[3].isoformat() == "2022-04-11T07:30:00"
    assert second == ["某乙", 44662, "007", True]
    assert type(second[1]) is int


def test_table_may_stand_anywhere_in_the_first_rows(workbook):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(8, 3, ["姓名", "金额"])
        sheet.write_row(9, 3, ["某甲", 1])

    [table] = read(workbook(fill))

    assert (table.header_row, table.columns) == (9, ["", "", "", "姓名", "金额"])
    assert data_of(table) == [(10, [None, None, None, "某甲", 1])]


def test_cells_merged_downwards_are_told_and_filled_when_asked(workbook):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单位", "姓名"])
        sheet.merge_range(1, 0, 2, 0, "某某工会")
        sheet.write_column(1, 1, ["某甲", "某乙"])

    path = workbook(fill)
    [table] = read(path)
    choices = Choices({path.name: Choice(fill=frozenset({"单位"}))})
    [filled] = read(path, choices=choices)

    assert table.merged_columns == [0]
    assert [cells[0] for _row, cells in data_of(table)] == ["某某工会", None]
    assert [cells[0] for _row, cells in data_of(filled)] == ["某某工会"] * 2


def test_three_header_rows_become_one(workbook):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 5, "困难职工家庭情况表")
        sheet.merge_range(1, 0, 3, 0, "姓名")
        sheet.merge_range(1, 1, 1, 5, "家庭情况")
        sheet.merge_range(2, 1, 2, 2, "成员")
        sheet.merge_range(2, 3, 2, 5, "救助")
        sheet.write_row(3, 1, ["姓名", "关系", "金额（元）", "次数", "人数"])
        sheet.write_row(4, 0, ["某甲", "某乙", "女儿", 500, 1, 2])

    [table] = read(workbook(fill))

    assert (table.header_row, table.header_rows) == (4, 3)
    assert table.title == "困难职工家庭情况表"
    assert table.columns == [
        "姓名",
        "家庭情况/成员/姓名",
        "关系",
        "金额",
        "次数",
        "人数",
    ]
    assert table.raw_columns[3] == "家庭情况/救助/金额（元）"
    assert table.units[3] == "元"


def test_workbook_with_more_rows_than_allowed_is_told_to_be_text(workbook):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "金额"])
        for row in range(1, 200_200):
            sheet.write_number(row, 1, 1)

    with pytest.raises(Unreadable, match=r"\.csv"):
        read(workbook(fill, constant_memory=True))


def test_macros_are_refused_under_any_name(workbook, tmp_path):
    path = workbook(lambda book: book.add_worksheet().write(0, 0, "姓名"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    with pytest.raises(Unreadable, match=r"\.xlsx"):
        read(path)


def test_archive_of_many_kinds_with_gbk_names(workbook, tmp_path):
    book = workbook(hidden_things)
    pack = tmp_path / "上报.zip"
    with zipfile.ZipFile(pack, "w") as archive:
        archive.write(book, "武汉/洪山/名单.xlsx")
        archive.writestr("__MACOSX/._x.csv", b"\x00")
        archive.writestr("~$名单.xlsx", b"\x00")
        archive.writestr("x", b"")
        archive.writestr("ABCDEF/GHIJKL.csv", "姓名,金额\n某甲,1\n".encode("gbk"))
        archive.writestr("说明.docx", b"PK\x03\x04")
    gbk = "汉阳区/发放表.csv".encode("gbk")
    pack.write_bytes(pack.read_bytes().replace(b"ABCDEF/GHIJKL.csv", gbk))
    refused = []

    tables = read_tables([(pack, "上报.zip")], known=KNOWN, refused=refused)

    names = [(table.file, table.kind, table.encoding) for table in tables]
    assert names[0] == ("上报.zip/武汉/洪山/名单.xlsx", "xlsx", "")
    assert names[-1] == ("上报.zip/汉阳区/发放表.csv", "csv", "gb18030")
    assert [error.file for error in refused] == ["上报.zip/x", "上报.zip/说明.docx"]
    assert data_of(tables[-1]) == [(2, ["某甲", "1"])]


def test_every_file_of_an_upload_is_detected_by_itself(workbook, tmp_path):
    text = tmp_path / "b.csv"
    text.write_bytes("姓名;金额\n某甲;1\n".encode("gb18030"))
    book = workbook(hidden_things)

    tables = read_tables([(text, "b.csv"), (book, "a.xls")], known=KNOWN)

    assert [(t.file, t.kind) for t in tables][:2] == [
        ("b.csv", "csv"),
        ("a.xls", "xlsx"),
    ]
    assert tables[0].delimiter == ";"


def test_unreadable_file_is_named(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"")
    with pytest.raises(Unreadable) as caught:
        read_tables([(path, "空.csv")], known=KNOWN)

    assert caught.value.file == "空.csv"
