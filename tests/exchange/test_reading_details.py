"""Headers, skipped lines and the sentences for files that are refused."""

import pytest

from exchange.reading import (
    Choice,
    Choices,
    Skipped,
    Unreadable,
    normalise_header,
    read_tables,
    rows,
)
from tests.exchange.corpus_xls import compound

KNOWN = {"序号", "姓名", "身份证号", "工作单位", "金额", "备注"}
HEADER = "序号,姓名,身份证号,工作单位,金额,备注"


def one(tmp_path, text, name="a.csv", known=KNOWN):
    """(table, rows, skipped) of a text file."""
    path = tmp_path / "upload"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    [table] = read_tables([(path, name)], known=known)
    skipped = Skipped()
    return table, list(rows(table, skipped)), skipped


def refusal(tmp_path, data, name):
    path = tmp_path / "upload"
    path.write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        read_tables([(path, name)], known=KNOWN)
    assert caught.value.file == name
    return caught.value


@pytest.mark.parametrize(
    ("text", "label", "unit"),
    [
        ("*金额（万元）", "金额", "万元"),
        ("金额(单位：元)", "金额", "元"),
        ("救助金额/元", "救助金额", "元"),
        ("月收入（元/月）", "月收入", "元"),
        ("建筑面积（㎡）", "建筑面积", "平方米"),
        ("年龄(周岁)", "年龄", "岁"),
        ("家庭人口（人）", "家庭人口", "人"),
        ("姓　名", "姓名", ""),
        ("身份证\n号码＊", "身份证号码", ""),
        ("手机号码【必填】", "手机号码", ""),
        ("必填：开户银行", "开户银行", ""),
        ("1、工作单位：", "工作单位", ""),
        ("姓名（签字）", "姓名(签字)", ""),
        ("“户名”", "户名", ""),
        ("\ufeff序号", "序号", ""),
        ("Bank account (required)", "Bank account", ""),
        ("2022年收入（万元）", "2022年收入", "万元"),
        ("2022.1月金额", "2022.1月金额", ""),
        ("（元）", "元", "元"),
        (None, "", ""),
        (42, "42", ""),
    ],
)
def test_header_text_is_normalised(text, label, unit):
    assert normalise_header(text) == (label, unit)


@pytest.mark.parametrize(
    "line",
    [
        "1,合计,990102197001010001,某某工会,500,",
        "合计,某甲,990102197001010001,某某工会,500,",
        "2,小计,,,500,手机13800000000",
        "3,某甲,,总计设备公司工会,500,合计",
        "总计设备公司工会,某甲,,,500,",
        "4,日期,990102197001010001,,,",
        "审核人,王五,990102197001010001,某某工会,,",
        "5,制表人,990102197001010001,某某工会,500,",
        "负责人,王五,,某某工会,500,",
        "6,注小明,,,500,",
        "7,序号,990102197001010001,,,",
        "8,姓名,,某某工会,500,",
        "9,示例,990102197001010001,,500,",
        "10,单位,,,500,日期：2022年",
        "11,某甲,共计,,,",
        ",总计设备公司工会,,,,",
        ",合计三分厂工会,,,,",
        "大写的人,,,,,",
        "人民币大厦工会,,,,,",
    ],
)
def test_people_with_strange_names_are_not_lost(tmp_path, line):
    _table, found, skipped = one(tmp_path, f"{HEADER}\n0,某某,1,甲,1,\n{line}\n")

    assert found[-1] == (3, line.split(","))
    assert not skipped.counts


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("合计,,,,1500.00,", "total"),
        ('合 计,,,,"1,500.00",', "total"),
        (",小计：,,,500元,", "total"),
        ("本页合计,3人,,,500,", "total"),
        ("某某工会,小计,,,500,", "total"),
        ("总计（大写）,叁仟元整,,,3000,", "total"),
        ("合计金额：3000元,,,,,", "total"),
        ("共计12人，金额6000.00元,,,,,", "total"),
        ("金额（大写）：陆仟元整,,,,,", "total"),
        ("联系人：王五,,联系电话：13800000000,,,", "footer"),
        ("填表人：,王五,联系电话：,13800000000,,", "footer"),
        ("制表人：王五,,审核人：,,日期：2022.4.11,", "footer"),
        ("填表人,王五,,审核人,赵六,", "footer"),
        (",单位（盖章）：,,,,", "footer"),
        ("单位负责人（签字）：,,填报日期：2022年4月11日,,,", "footer"),
        ("注：1.本表一式两份;2.金额以元为单位。,,,,,", "footer"),
        ("第 1 页 共 3 页,,,,,", "footer"),
        ("以下空白,,,,,", "footer"),
        ("序号,姓名,身份证号,工作单位,金额,备注", "header"),
        ("序号,姓  名,身份证号,工作单位,金额,", "header"),
        ("示例,张三,990102197001010001,某某工会,500,", "example"),
        ("（示例）请勿删除,张三,,,,", "example"),
        (",\u3000, ,\xa0,,", "blank"),
        ("", "blank"),
        ("某市总工会发放表,,,,,", "title"),
    ],
)
def test_lines_that_are_no_data_are_counted(tmp_path, line, kind):
    text = f"某市总工会发放表,,,,,\n{HEADER}\n1,某甲,1,甲,1,\n{line}\n2,某乙,2,乙,2,\n"
    _table, found, skipped = one(tmp_path, text)

    assert [row for row, _cells in found] == [3, 5]
    assert dict(skipped.counts) == {kind: 1}
    assert skipped.rows == {kind: [4]}
    assert len(skipped.totals) == (kind == "total")


def test_sum_line_keeps_its_cells(tmp_path):
    text = f"{HEADER}\n1,某甲,1,甲,1,\n合计,,,,1,\n"
    _table, _found, skipped = one(tmp_path, text)

    assert skipped.totals == [(3, ["合计", "", "", "", "1", ""])]


def test_fifty_row_numbers_are_kept_of_each_kind(tmp_path):
    _table, _found, skipped = one(tmp_path, HEADER + "\n" * 200 + "1,某甲,1,甲,1,\n")

    assert skipped.counts["blank"] == 199
    assert len(skipped.rows["blank"]) == 50


def test_what_stands_beyond_the_header_is_told(tmp_path):
    text = "姓名,金额\n某甲,1,,\n某乙,2,多出\n某丙\n"
    _table, found, skipped = one(tmp_path, text)

    assert found == [(2, ["某甲", "1"]), (3, ["某乙", "2"]), (4, ["某丙", ""])]
    assert (skipped.overflow, skipped.overflow_count) == ([3], 1)


def test_rows_swallowed_by_a_stray_quotation_mark_are_told(tmp_path):
    lines = ["姓名,金额,备注", '某甲,1,"坏', "某乙,2,好", "某丙,3,好", '某丁,4,"坏']
    _table, found, skipped = one(tmp_path, "\n".join(lines) + "\n")

    assert len(found) == 1
    assert skipped.suspect == [2]


def test_truncated_utf8_is_not_taken_for_gbk(tmp_path):
    data = "姓名,金额\n某甲,1\n某乙".encode()[:-1]

    assert refusal(tmp_path, data, "a.csv").row == 3


def test_damaged_utf8_is_not_taken_for_gbk(tmp_path):
    data = (HEADER + "\n某甲\n").encode().replace("甲".encode(), b"\xd5\xc5")

    assert refusal(tmp_path, data, "a.csv").row == 2


def test_separator_line_of_excel_is_obeyed(tmp_path):
    table, found, _skipped = one(tmp_path, "sep=|\n姓名|金额\n某,甲|1\n")

    assert table.delimiter == "|"
    assert found == [(3, ["某,甲", "1"])]


@pytest.mark.parametrize(
    ("above", "unit", "title"),
    [
        ("发放表（单位：万元）,,", "万元", "发放表（单位：万元）"),
        ("发放表,,\n（单位：元）,,", "元", "发放表"),
        ("单位：万元,,\n发放表,,", "万元", "发放表"),
        ("发放表,,\n填报单位：万元机械厂,,金额单位：元", "元", "发放表"),
        ("填报单位：某某工会,,2022年", "", ""),
    ],
)
def test_unit_and_title_stand_above(tmp_path, above, unit, title):
    table, _found, _skipped = one(tmp_path, f"{above}\n姓名,金额,备注\n某甲,1,\n")

    assert (table.unit, table.title) == (unit, title)
    assert (table.header_rows, table.matched) == (1, 3)


def test_one_column_is_a_table(tmp_path):
    table, found, _skipped = one(tmp_path, "姓名\n某甲\n合计\n")

    assert table.columns == ["姓名"]
    assert [cells for _row, cells in found] == [["某甲"], ["合计"]]


def test_header_only_is_a_table_without_rows(tmp_path):
    table, found, _skipped = one(tmp_path, HEADER)

    assert (table.matched, found, table.first_rows) == (6, [], [])


def test_unknown_header_is_the_first_row_of_names(tmp_path):
    table, found, _skipped = one(tmp_path, "表\n甲,乙,丙\n1,2,3\n", known=set())

    assert (table.columns, table.matched) == (["甲", "乙", "丙"], 0)
    assert found == [(3, ["1", "2", "3"])]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsm", b"PK\x03\x04"),
        ("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.wps", b"x"),
        ("a.numbers", b"PK\x03\x04"),
        ("a.ods", b"PK\x03\x04"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.csv", b"%PDF-1.7"),
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>"),
        ("a.xls", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>'),
    ],
)
def test_foreign_kinds_are_told_how_to_be_saved(tmp_path, name, data):
    assert ".xlsx" in str(refusal(tmp_path, data, name))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.rar", b"Rar!\x1a\x07\x00"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00"),
        ("a.csv", b""),
        ("a.csv", b"\xef\xbb\xbf"),
        ("a.csv", b"\r\n\r\n,,,\r\n"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18)),
        ("a.bin", b"\x00\x01\x02\x03" * 99),
        ("a.xlsx", compound(b"x", "EncryptedPackage")),
        ("a.xls", compound(b"x", "Workbook", "_VBA_PROJECT_CUR")),
        ("a.doc.xls", compound(b"x", "WordDocument")),
    ],
)
def test_other_files_are_refused_with_a_sentence(tmp_path, name, data):
    assert len(str(refusal(tmp_path, data, name))) > 5


def test_choice_that_cannot_be_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名\n某甲\n", "utf-8")
    for choice in (
        Choice(encoding="utf-7"),
        Choice(encoding="utf-16"),
        Choice(delimiter="ab"),
    ):
        with pytest.raises(Unreadable):
            read_tables([(path, "a")], known=KNOWN, choices=Choices(a=choice))
