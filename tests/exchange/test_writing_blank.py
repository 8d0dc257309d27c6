"""Blank templates: what is ready in them, and that they come in again."""

import openpyxl
import pytest

from exchange.blank import blank
from exchange.registry import resource, resources
from tests.exchange.outgoing import import_again, read, tables


@pytest.mark.parametrize("name", ["organisation", "user", "person", "enrolment"])
def test_every_column_of_a_template_is_understood(db, tmp_path, name):
    path = blank(resource(name), tmp_path / "blank.xlsx")

    found = tables(path, name)
    assert found[0].matched == len(resource(name).columns())
    assert [table.matched for table in found[1:]] == [0]
    assert read(path, name) == ([], [])


def test_needed_columns_carry_a_star(db, tmp_path):
    sheet = opened(blank(resource("organisation"), tmp_path / "blank.xlsx"))[0]

    labels = [cell.value for cell in sheet[1]]
    assert labels == ["*组织代码", "*名称", "*类别", "*上级工会", "启用"]


def test_texts_are_typed_and_words_drop_down(db, tmp_path):
    sheet, notes = opened(blank(resource("organisation"), tmp_path / "blank.xlsx"))

    assert sheet.column_dimensions["A"].width > 5
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    rules = {str(r.sqref): r.formula1 for r in sheet.data_validations.dataValidation}
    assert set(rules) == {"C2:C1048576", "E2:E1048576"}
    words = rules["C2:C1048576"].rpartition("!")[2].replace("$", "")
    assert [cell.value for (cell,) in notes[words]] == [
        "区总工会",
        "帮扶中心",
        "街道总工会",
        "基层工会",
    ]


def test_a_filled_template_reads_without_its_example(db, tmp_path):
    path = blank(resource("user"), tmp_path / "blank.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(["A1", "张三", "420112", "经办", "否"])
    book.save(path)

    rows, faults = read(path, "user")

    assert (rows, faults) == ([["A1", "张三", "420112", "经办", False]], [])


def test_a_filled_template_comes_in_by_the_pipeline(
    tmp_path, private, sysadmin, federation
):
    path = blank(resource("user"), tmp_path / "blank.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(["A1", "张三", federation.code, "经办", "否"])
    book.save(path)

    run = import_again(path, sysadmin, "user")

    assert (run.counts["rows"], run.counts["new"]) == (1, 1)
    assert run.counts["skipped"] == {"example": 1}


def test_every_list_has_a_template(db, tmp_path):
    for name, listed in resources().items():
        sheet, notes = opened(blank(listed, tmp_path / f"{name}.xlsx"))
        assert str(sheet["A2"].value).startswith("示例")
        assert notes.max_row >= len(listed.columns()) + 1


def opened(path):
    return openpyxl.load_workbook(path).worksheets
