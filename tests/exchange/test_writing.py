"""Writing lists: what stands in the file, who may have it, what is recorded."""

import csv

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F
from django.utils import translation

from accounts.models import Organisation, User
from exchange import workbooks
from exchange.models import ExportRecord
from exchange.writing import NotAllowed
from tests.exchange.files import identity
from tests.exchange.outgoing import cells, export
from tests.factories import make_organisation

PEOPLE = ["姓名", "身份证号", "手机号"]


@pytest.fixture
def person(taken, officer):
    taken(officer, "person", PEOPLE, [["张三丰", identity(1), "13900001234"]])


# --- what stands in the file -------------------------------------------------
def test_labels_codes_and_words_stand_in_the_reader_s_language(
    tmp_path, sysadmin, street, union
):
    path = tmp_path / "unions.csv"

    export(path, sysadmin, "organisation")

    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["组织代码", "名称", "类别", "上级工会", "启用"]
    assert [union.code, union.name, "基层工会", street.code, "是"] in rows
    assert ["区总工会", ""] in [row[2:4] for row in rows]


def test_english_readers_get_english_words(tmp_path, sysadmin, union):
    with translation.override("en"):
        export(tmp_path / "unions.csv", sysadmin, "organisation")

    assert cells(tmp_path / "unions.csv")[-1][2:] == [
        "grassroots union",
        union.parent.code,
        "yes",
    ]


def test_a_csv_file_is_one_for_excel(tmp_path, sysadmin):
    path = tmp_path / "unions.csv"

    export(path, sysadmin, "organisation")

    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == 2
    assert path.stat().st_mode & 0o077 == 0


def test_gb18030_loses_no_character(tmp_path, sysadmin, federation):
    name = "龙䶮㛃𬭊•😀工会"
    Organisation.objects.filter(pk=federation.pk).update(name=name)

    export(tmp_path / "unions.csv", sysadmin, "organisation", encoding="gb18030")

    assert cells(tmp_path / "unions.csv", "gb18030")[0][1] == name


def test_every_character_has_its_place_in_gb18030():
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))

    assert everything.encode("gb18030").decode("gb18030") == everything


def test_dates_and_money_are_plain(tmp_path, taken, officer, caseworker, period):
    head = ["姓名", "身份证号", "期次", "缴费金额", "缴费日期"]
    row = ["张三", identity(1), "2022", "1,234.5元", "2021年11月3日"]
    taken(officer, "enrolment", head, [row])

    export(tmp_path / "e.csv", caseworker, "enrolment")

    assert cells(tmp_path / "e.csv")[0][4:] == [
        "2022",
        "1",
        "1234.50",
        "2021-11-03",
        "",
    ]


def test_line_breaks_and_quotes_stay_in_their_cell(tmp_path, sysadmin, federation):
    name = '一"二"\n三\r\n四,五'
    Organisation.objects.filter(pk=federation.pk).update(name=name)
    make_organisation("subdistrict", federation, name='"')

    export(tmp_path / "unions.csv", sysadmin, "organisation")

    assert [row[1] for row in cells(tmp_path / "unions.csv")] == [name, '"']


# --- which rows --------------------------------------------------------------
def test_an_officer_s_export_holds_the_own_unions_only(
    tmp_path, officer, union, other_union
):
    record = export(tmp_path / "unions.csv", officer, "organisation")

    assert [row[0] for row in cells(tmp_path / "unions.csv")] == [union.code]
    assert record.rows == 1


def test_people_of_another_street_stay_where_they_are(
    tmp_path, person, taken, stranger, street_reviewer
):
    taken(stranger, "person", PEOPLE, [["李四", identity(2), ""]])

    export(tmp_path / "people.csv", street_reviewer, "person")

    assert [row[0] for row in cells(tmp_path / "people.csv")] == ["张三丰"]


def test_a_union_beyond_the_reader_s_scope_is_not_named(
    tmp_path, person, taken, stranger, street_reviewer, union
):
    taken(stranger, "person", PEOPLE, [["张三丰", identity(1), ""]])

    export(tmp_path / "people.csv", street_reviewer, "person")

    assert [row[3] for row in cells(tmp_path / "people.csv")] == [union.code]


@pytest.mark.parametrize(
    "narrowed",
    [
        lambda rows: rows.filter(children__kind="grassroots"),
        lambda rows: rows.filter(children__kind="grassroots").distinct(),
        lambda rows: rows.annotate(n=Count("children")).filter(
            n=1, parent__isnull=False
        ),
        lambda rows: rows.annotate(up=F("parent__name")).filter(up__contains="100%'东"),
        lambda rows: rows.filter(kind="subdistrict").order_by("-name")[:1],
        lambda rows: rows.select_related("parent").filter(name="街道\\总工会"),
        lambda rows: rows.none().union(rows.filter(kind="subdistrict")),
    ],
    ids=["join", "distinct", "group", "annotation", "slice", "backslash", "union"],
)
def test_any_narrowed_list_is_written(tmp_path, sysadmin, federation, narrowed):
    Organisation.objects.filter(pk=federation.pk).update(name="100%'东西湖")
    street = make_organisation("subdistrict", federation, name="街道\\总工会")
    leaf = make_organisation("grassroots", street)
    rows = narrowed(Organisation.objects.exclude(pk=leaf.pk))

    record = export(tmp_path / "unions.csv", sysadmin, "organisation", rows)

    assert record.rows == 1
    assert [row[0] for row in cells(tmp_path / "unions.csv")] == [street.code]


@pytest.mark.parametrize("name", ["n.csv", "n.xlsx"])
def test_no_rows_make_a_header_only(tmp_path, sysadmin, name):
    record = export(tmp_path / name, sysadmin, "user", User.objects.none())

    assert record.rows == 0
    assert (tmp_path / name).stat().st_size > 0


# --- who may have it ---------------------------------------------------------
def test_sensitive_values_are_masked(tmp_path, person, caseworker):
    export(tmp_path / "people.csv", caseworker, "person")

    number = identity(1)
    masked = f"{number[:4]}**********{number[-4:]}"
    assert cells(tmp_path / "people.csv")[0][1:3] == [masked, "139****1234"]


def test_full_values_need_their_own_right(tmp_path, person, reviewer):
    with pytest.raises(NotAllowed):
        export(tmp_path / "people.csv", reviewer, "person", sensitive=True)

    assert list(tmp_path.glob("*.csv")) == [tmp_path / "person.csv"]
    assert not ExportRecord.objects.exists()


def test_full_values_are_written_for_those_who_have_it(tmp_path, person, caseworker):
    record = export(tmp_path / "people.csv", caseworker, "person", sensitive=True)

    assert cells(tmp_path / "people.csv")[0][1:3] == [identity(1), "13900001234"]
    assert record.sensitive


def test_a_list_needs_the_right_to_export_it(tmp_path, officer):
    with pytest.raises(NotAllowed):
        export(tmp_path / "people.csv", officer, "person")


def test_who_took_what_is_on_record(tmp_path, sysadmin, union):
    export(tmp_path / "u.csv", sysadmin, "organisation", filters="年度：2022")

    record = ExportRecord.objects.get()
    assert (record.user, record.resource, record.rows) == (sysadmin, "organisation", 3)
    assert (record.filters, record.format) == ("年度：2022", "csv utf-8")
    assert record.columns == ["code", "name", "kind", "parent", "is_active"]
    assert not record.sensitive


def test_a_workbook_has_room_for_so_many_rows(tmp_path, sysadmin, union, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)

    with pytest.raises(workbooks.TooManyRows):
        export(tmp_path / "unions.xlsx", sysadmin, "organisation")

    assert list(tmp_path.iterdir()) == []


# --- from the command line ---------------------------------------------------
def test_the_command_writes_and_tells(tmp_path, person, caseworker, capsys):
    path = tmp_path / "people.csv"

    call_command("export_file", "person", path, user="caseworker", encoding="gb18030")

    assert capsys.readouterr().out == f"1 rows were written to {path}.\n"
    assert cells(path, "gb18030")[0][0] == "张三丰"
    assert ExportRecord.objects.get().user == caseworker


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("people.csv", {"user": "nobody"}),
        ("people.csv", {"user": "officer"}),
        ("nowhere/people.csv", {"user": "caseworker"}),
        ("people.csv", {"user": "reviewer", "sensitive": True}),
    ],
)
def test_the_command_says_why_not(
    tmp_path, caseworker, reviewer, officer, name, options
):
    with pytest.raises(CommandError):
        call_command("export_file", "person", tmp_path / name, **options)

    assert list(tmp_path.iterdir()) == []
