"""Wrong rows back in their sender's layout: text, workbooks, several files; previews of
people; what the rows' loss means."""

import csv
import io
import zipfile

import openpyxl
import pytest
from django.db import connection

from exchange.admin.preview import Rows, notes_of, rows_page
from exchange.applying import StageLost, apply_run, plan_of
from exchange.enums import Mode
from exchange.failing import NoLongerKept, failing_file
from exchange.services import check_run, upload_run
from exchange.staging import checked_name

HEADER = ["组织代码", "单位名称", "类别", "上级工会"]
PEOPLE = ["姓名", "身份证号", "电话"]
ID = "11010519491231002X"


def union(number, street, kind="基层工会"):
    return [f"N{number}", f"新{number}工会", kind, street.code]


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def check_files(private, db):
    def check(person, name, *paths, **choices):
        run = upload_run(
            resource_name=name,
            files=[(path.name, path) for path in paths],
            organisation=person.organisation,
            user=person,
            mode=Mode.VALID,
            choices=choices,
        )
        return check_run(run=run.pk)

    return check


def test_a_workbook_comes_back_as_text_cells(check_files, sysadmin, street, tmp_path):
    rows = [["新设工会"], HEADER, union(1, street), union(2, street, "不知道")]
    path = workbook(tmp_path / "a.xlsx", 一组=rows, 二组=[HEADER, union(3, street)])
    run = check_files(sysadmin, "organisation", path)

    made = failing_file(run, tmp_path)

    book = openpyxl.load_workbook(made)
    assert book.sheetnames == ["一组"]
    lines = [list(row) for row in book["一组"].iter_rows(values_only=True)]
    assert lines[0][0] == "新设工会"
    assert lines[1] == [*HEADER, "错误说明"]
    assert [line[0] for line in lines[2:]] == ["N2"]
    assert made.name == f"import-{run.pk}-failing-1.xlsx"


def test_several_files_come_back_as_a_zip(check_files, sysadmin, street, tmp_path):
    paths = []
    for number, mark, encoding in ((1, ",", "gb18030"), (2, ";", "utf-8-sig")):
        path = tmp_path / f"{number}.csv"
        with path.open("w", encoding=encoding, newline="") as stream:
            out = csv.writer(stream, delimiter=mark)
            out.writerows([HEADER, union(number, street, "不知道")])
        paths.append(path)
    run = check_files(sysadmin, "organisation", *paths)

    made = failing_file(run, tmp_path)

    with zipfile.ZipFile(made) as archive:
        first, second = (archive.read(name) for name in archive.namelist())
    assert first.decode("gb18030").startswith("组织代码,")
    assert second.decode("utf-8-sig").startswith("组织代码;")
    assert io.BytesIO(second).read(3) == b"\xef\xbb\xbf"


def test_a_failing_file_comes_in_again(check_files, sysadmin, street, tmp_path):
    path = tmp_path / "a.csv"
    lines = [HEADER, union(1, street, "不知道"), union(2, street, "=1+1")]
    path.write_text("\n".join(map(",".join, lines)), encoding="utf-8")
    run = check_files(sysadmin, "organisation", path)

    made = failing_file(run, tmp_path)
    text = made.read_text(encoding="utf-8")
    assert "'=1+1" in text
    again = check_files(sysadmin, "organisation", made)

    assert (again.counts["rows"], again.counts["wrong"]) == (2, 2)


def test_lost_rows_are_told_and_never_taken_over(
    check_files, sysadmin, street, tmp_path
):
    path = workbook(tmp_path / "a.xlsx", 一组=[HEADER, union(1, street)])
    run = check_files(sysadmin, "organisation", path)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {checked_name(run.pk)}")

    with pytest.raises(StageLost):
        apply_run(run=run.pk)
    with pytest.raises(NoLongerKept):
        failing_file(run, tmp_path)
    assert rows_page(run, {}) == {"stands": False}


def test_a_sheet_that_is_left_out_is_not_read(check_files, sysadmin, street, tmp_path):
    rows = {"一组": [HEADER, union(1, street)], "二组": [HEADER, union(2, street)]}
    path = workbook(tmp_path / "a.xlsx", **rows)

    run = check_files(sysadmin, "organisation", path, used={"a.xlsx\n二组": False})

    assert run.counts["rows"] == 1


def test_another_phone_is_shown_by_its_tails_only(taken, checked, caseworker):
    taken(caseworker, "person", PEOPLE, [["张三", ID, "13900001234"]])

    run = checked(caseworker, "person", PEOPLE, [["张三", ID, "13900005678"]])
    page = Rows(plan_of(run), "changed", 1).shown()

    name, number, phone = page[0]["cells"]
    assert (phone.old, phone.new) == ("*******1234", "*******5678")
    assert not name.changed
    assert number.new == "1101**********002X"
    assert not number.changed


def test_an_empty_cell_that_keeps_the_phone_is_no_change(
    taken, checked, caseworker, period
):
    header = [*PEOPLE, "期次", "金额（元）"]
    taken(caseworker, "enrolment", header, [["张三", ID, "13900001234", "2022", "100"]])

    run = checked(caseworker, "enrolment", header, [["张三", ID, "", "2022", "120"]])
    page = Rows(plan_of(run), "changed", 1)
    cells = dict(
        zip([c.name for c in page.columns], page.shown()[0]["cells"], strict=True)
    )

    assert (cells["fee"].old, cells["fee"].new) == ("100.00", "120.00")
    assert [name for name, cell in cells.items() if cell.changed] == ["fee"]


def test_a_total_that_disagrees_is_told(checked, caseworker, period):
    header = ["姓名", "身份证号", "期次", "金额（元）"]
    rows = [["张三", ID, "2022", "100"], ["合计", "", "", "130"]]

    run = checked(caseworker, "enrolment", header, rows)

    note = notes_of(run)[0]
    assert (note["level"], run.notes[0]["sum"]) == ("bad", "100.00")
    assert "130" in note["text"]
