"""What is exported can be imported again, and then changes nothing."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation, Trail, User
from exchange.applying import apply_run
from exchange.cleaning import strip_guard
from exchange.writing import Lines
from tests.exchange.files import identity
from tests.exchange.outgoing import cells, export, import_again, read, tables
from tests.factories import make_organisation

PEOPLE = ["姓名", "身份证号", "手机号"]
ODD = ["=1+1工会", "'引号工会", "@工会", "-甲;=乙工会", "　全角，＝工会", "00123"]
KINDS = pytest.mark.parametrize(
    ("file", "how"),
    [
        ("list.csv", {"encoding": "utf-8"}),
        ("list.csv", {"encoding": "gb18030"}),
        ("list.xlsx", {}),
    ],
    ids=["utf-8", "gb18030", "xlsx"],
)
IN_TEXTS = "=+-@'\"\t\r\n,;|，；＝　 a1龙䶮😀"
TEXTS = st.text(
    st.sampled_from(IN_TEXTS)
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    max_size=40,
)


def identities(name, path):
    return sorted(row[0] for row in read(path, name)[0])


@KINDS
def test_unions_come_back_as_they_were(tmp_path, private, sysadmin, street, file, how):
    for number, name in enumerate(ODD):
        make_organisation("grassroots", street, code=f"00{number}", name=name.strip())
    path = tmp_path / file
    below = Organisation.objects.filter(parent__isnull=False)

    record = export(path, sysadmin, "organisation", below, **how)
    run = import_again(path, sysadmin, "organisation")

    assert (record.rows, run.counts["rows"], run.counts["same"]) == (7, 7, 7)


@KINDS
def test_accounts_come_back_as_they_were(
    tmp_path, private, sysadmin, officer, reviewer, file, how
):
    User.objects.filter(pk=reviewer.pk).update(post="+组长", is_active=False)

    export(tmp_path / file, sysadmin, "user", **how)
    run = import_again(tmp_path / file, sysadmin, "user")

    assert (run.counts["rows"], run.counts["same"]) == (3, 3)


@KINDS
def test_people_come_back_as_they_were(tmp_path, taken, officer, caseworker, file, how):
    names = ["张三丰", "龙䶮", "=阿依古丽·买买提", "𬭊"]
    rows = [[name, identity(n), f"1390000{n:04}"] for n, name in enumerate(names)]
    taken(officer, "person", PEOPLE, rows)
    before = Trail.objects.count()

    export(tmp_path / file, caseworker, "person", sensitive=True, **how)
    run = import_again(tmp_path / file, caseworker, "person")
    apply_run(run=run.pk)

    assert (run.counts["rows"], run.counts["same"]) == (4, 4)
    changed = Trail.objects.filter(table__startswith="assistance").count()
    assert changed <= before


@KINDS
def test_enrolments_come_back_as_they_were(
    tmp_path, taken, officer, caseworker, period, file, how
):
    head = ["姓名", "身份证号", "期次", "缴费金额", "缴费日期", "凭证号"]
    row = ["张三", identity(1), "2022", "100.5", "2021-11-30", "000123"]
    taken(officer, "enrolment", head, [row, ["李四", identity(2), "2022", "0", "", ""]])

    export(tmp_path / file, caseworker, "enrolment", sensitive=True, **how)
    run = import_again(tmp_path / file, caseworker, "enrolment")

    assert (run.counts["rows"], run.counts["same"]) == (2, 2)
    assert run.counts["totals"]["fee"] == "100.50"


@KINDS
def test_the_reader_finds_what_was_written(
    tmp_path, taken, officer, caseworker, union, file, how
):
    taken(officer, "person", PEOPLE, [["张三丰", identity(1), "13900001234"]])

    export(tmp_path / file, caseworker, "person", sensitive=True, **how)
    found, faults = read(tmp_path / file, "person")

    assert faults == []
    assert found[0][:2] == ["张三丰", "张三丰"]
    assert found[0][-1] == union.code
    said = tables(tmp_path / file, "person")[0].encoding
    assert said.removesuffix("-sig") == how.get("encoding", "")


def test_a_workbook_holds_texts_dates_and_amounts_as_such(
    tmp_path, taken, officer, caseworker, period
):
    head = ["姓名", "身份证号", "期次", "缴费金额", "缴费日期", "凭证号"]
    row = ["张三", identity(1), "2022", "100.5", "2021-11-30", "000123"]
    taken(officer, "enrolment", head, [row])

    export(tmp_path / "e.xlsx", caseworker, "enrolment", sensitive=True)

    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx").worksheets[0]
    found = {head.value: cell for head, cell in zip(*sheet.iter_rows(), strict=True)}
    number, period_cell = found["证件号码"], found["保障期"]
    assert (number.value, number.data_type, number.number_format) == (
        identity(1),
        "s",
        "@",
    )
    assert (period_cell.value, period_cell.data_type) == ("2022", "s")
    values = [cell for cell in found.values() if cell.data_type in "dn" and cell.value]
    assert [cell.number_format for cell in values] == ["0", "0.00", "yyyy-mm-dd"]
    assert Decimal(str(values[1].value)) == Decimal("100.5")
    assert values[2].value.date() == date(2021, 11, 30)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(names=st.lists(TEXTS, min_size=1, max_size=5))
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_any_text_comes_back_and_none_is_a_formula(
    tmp_path, sysadmin, federation, encoding, names
):
    Organisation.objects.exclude(pk=federation.pk).delete()
    for number, name in enumerate(names):
        code = f"H{number}"
        make_organisation("subdistrict", federation, code=code, name=name)
    path, below = tmp_path / "any.csv", Organisation.objects.exclude(pk=federation.pk)

    how = {"encoding": encoding.removesuffix("-sig")}
    export(path, sysadmin, "organisation", below, **how)

    written = [row[1] for row in cells(path, encoding)]
    assert [strip_guard(text) for text in written] == names
    assert not any(
        text.lstrip("　 \r\n").startswith(tuple("=+-@\t")) for text in written
    )


@given(
    rows=st.lists(st.lists(TEXTS, min_size=2, max_size=3), max_size=6),
    size=st.integers(1, 50),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
)
def test_line_ends_are_right_wherever_a_block_is_cut(rows, size, encoding):
    plain = io.StringIO()
    csv.writer(plain, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    given, out = plain.getvalue().encode(), io.BytesIO()

    lines = Lines(out, encoding)
    for at in range(0, len(given), size):
        lines.write(given[at : at + size])

    text = out.getvalue().decode(encoding)
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows
    assert text.replace("\r\n", "\n") == given.decode().replace("\r\n", "\n")
