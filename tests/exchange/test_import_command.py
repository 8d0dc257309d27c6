"""`import_file`: the pipeline from the command line, its answer as JSON."""

import json

import pytest
from django.core.management import CommandError, call_command

from assistance.models import Person
from tests.exchange.files import identity, write_csv

HEADER = ["姓名", "身份证号", "手机号"]


@pytest.fixture
def people(tmp_path, private):
    rows = [
        ["张三", identity(1), "13900000001"],
        ["李四", identity(2)[:-1] + ("0" if identity(2)[-1] != "0" else "1"), ""],
        ["王五", identity(3), "13900000003"],
    ]
    return write_csv(tmp_path / "职工.csv", HEADER, rows, encoding="gb18030")


def told(capsys, *args, **options):
    call_command("import_file", *args, json=True, **options)
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_tells_everything_and_changes_nothing(officer, people, capsys):
    answer = told(capsys, "person", people, user="officer", dry_run=True)

    assert (answer["encoding"], answer["delimiter"]) == ("gb18030", ",")
    assert answer["header_row"] == 1
    assert answer["counts"]["new"] == 2 and answer["counts"]["wrong"] == 1
    assert not Person.objects.exists()


def test_a_fault_has_place_rule_and_no_personal_value(officer, people, capsys):
    [fault] = told(capsys, "person", people, user="officer", dry_run=True)["faults"]

    assert (fault["row"], fault["column"]) == (3, "id_number")
    assert fault["rule"] == "id_check_digit" and fault["message"]
    assert identity(2)[:-1] not in json.dumps(fault)


def test_a_wrong_row_stops_all_of_it(officer, people, capsys):
    answer = told(capsys, "person", people, user="officer")

    assert answer["applied"] is False
    assert not Person.objects.exists()


def test_valid_rows_only_are_taken_when_asked(officer, people, capsys):
    answer = told(capsys, "person", people, user="officer", valid_only=True)

    assert answer["applied"] is True
    assert Person.objects.count() == 2


def test_the_lists_are_named_by_their_models(db, capsys):
    call_command("import_file", list=True)

    keys = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert {"organisation", "user", "person", "enrolment"} <= set(keys)


@pytest.mark.parametrize(
    ("resource", "user", "words"),
    [
        ("person", "nobody", "--as"),
        ("nothing", "officer", "no list"),
        ("organisation", "officer", "do not allow"),
    ],
)
def test_a_wrong_word_is_told(officer, people, resource, user, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_file", resource, people, user=user)


def test_what_is_no_list_is_told(officer, tmp_path, private):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04nonsense")

    with pytest.raises(CommandError):
        call_command("import_file", "person", path, user="officer")
