"""Dates: reality 8, every way in which people write one."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.cleaning import Date, Fault, Notes

DAY = date(2022, 4, 11)
SIGNS = "〇一二三四五六七八九"


def in_chinese(day: date) -> str:
    def number(n: int) -> str:
        tens, ones = divmod(n, 10)
        text = ("" if tens < 2 else SIGNS[tens]) + ("十" if tens else "")
        return text + (SIGNS[ones] if ones else "")

    year = "".join(SIGNS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{number(day.month)}月{number(day.day)}日"


@pytest.mark.parametrize(
    "cell",
    [
        "2022.4.11",
        "2022年4月11日",
        "2022/4/11",
        "2022-04-11",
        "2022-04-11 00:00:00",
        "2022-04-11T00:00:00",
        "2022/4/11 0:00",
        "20220411",
        20220411,
        20220411.0,
        "二〇二二年四月十一日",
        "二○二二年四月十一日",
        "二零二二年四月十一日",
        "２０２２．４．１１",
        "2022年 4月 11日",
        "2022. 4. 11",
        "2022年4月11号",
        "2022年4月11日 星期一",
        "2022–04–11",
        "'2022-04-11",
        "\t2022-04-11 ",
        44662,
        44662.0,
        "44662",
        DAY,
        datetime.fromisoformat("2022-04-11"),
    ],
)
def test_reality_8_full_dates(cell):
    assert Date()(cell) == DAY


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("22.4.11", "date_two_digit_year"),
        ("220411", "date_two_digit_year"),
        ("2022年4月", "date_month_only"),
        ("2022-04", "date_month_only"),
        ("202204", "date_month_only"),
        ("二〇二二年四月", "date_month_only"),
        ("4月11日", "date_no_year"),
        ("4.11", "date_no_year"),
        ("2022", "date_year_only"),
        (2022, "date_year_only"),
        ("2022年", "date_year_only"),
        ("二〇二二年", "date_year_only"),
        (2022.1, "date_january_or_october"),
        ("2022.1", "date_january_or_october"),
        ("4/11/2022", "date_order"),
        ("11.04.2022", "date_order"),
        ("2022-4-31", "date_not_real"),
        ("2022-02-29", "date_not_real"),
        ("20221301", "date_not_real"),
        ("2022年二月三十日", "date_unreadable"),
        ("二〇二二年二月三十日", "date_not_real"),
        ("二〇二二年十十月一日", "date_not_real"),
        ("2022-W15-1", "date_unreadable"),
        ("1799-01-01", "date_out_of_range"),
        ("长期", "date_unreadable"),
        (60, "date_not_real"),
        (60001, "date_unreadable"),
        (0, "date_unreadable"),
        (-5, "date_unreadable"),
        (1e-5, "date_unreadable"),
        (1e300, "date_unreadable"),
        (True, "date_unreadable"),
        (time(8, 30), "date_unreadable"),
        (float("nan"), "date_unreadable"),
        ("#VALUE!", "cell_error"),
    ],
)
def test_reality_8_what_is_refused_and_why(cell, rule):
    with pytest.raises(Fault) as refused:
        Date()(cell)

    assert refused.value.rule == rule
    assert refused.value.remedy


@pytest.mark.parametrize("cell", [None, "", " ", "无", "—", "/"])
def test_a_blank_cell_is_none(cell):
    assert Date()(cell) is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2022年9月", date(2022, 9, 1)),
        ("2022年9月份", date(2022, 9, 1)),
        ("2022.10", date(2022, 10, 1)),
        ("2022.01", date(2022, 1, 1)),
        ("2022-1", date(2022, 1, 1)),
        ("202209", date(2022, 9, 1)),
        (2022.09, date(2022, 9, 1)),
        ("二〇二二年九月", date(2022, 9, 1)),
    ],
)
def test_reality_8_a_month_alone_where_the_field_allows_it(cell, day):
    notes = Notes()

    assert Date(allow_month=True)(cell, notes) == day
    assert [note.code for note in notes] == ["date_month_only"]


def test_reality_8_ten_that_became_one_is_asked_even_where_months_are_allowed():
    with pytest.raises(Fault, match="date_january_or_october"):
        Date(allow_month=True)(2022.1)


def test_reality_8_two_digit_years_fall_into_the_window_with_a_note():
    cleaner, notes = Date(allow_two_digit_year=2035), Notes()

    assert cleaner("22.4.11", notes) == DAY
    assert cleaner("65.3.1", notes) == date(1965, 3, 1)
    assert cleaner("35-01-01", notes) == date(2035, 1, 1)
    assert cleaner("36-01-01", notes) == date(1936, 1, 1)
    assert {note.code for note in notes} == {"date_two_digit_year"}


def test_reality_8_both_serial_systems():
    assert Date()(1) == date(1900, 1, 1)
    assert Date()(59) == date(1900, 2, 28)
    assert Date()(61) == date(1900, 3, 1)
    assert Date(excel_1904=True)(43200) == DAY


@pytest.mark.parametrize(
    "cell",
    [
        "2022-04-11 08:30",
        "2022-04-11 08:30:01",
        datetime.fromisoformat("2022-04-11T08:00"),
        44662.5,
    ],
)
def test_a_time_of_day_is_left_out_with_a_note(cell):
    notes = Notes()

    assert Date()(cell, notes) == DAY
    assert "date_time_dropped" in [note.code for note in notes]


def test_a_field_may_narrow_the_range():
    cleaner = Date(earliest=date(2020, 1, 1), latest=date(2022, 12, 31))

    assert cleaner(DAY) == DAY
    with pytest.raises(Fault) as refused:
        cleaner("2019-12-31")
    assert "2020-01-01" in refused.value.message


@given(st.dates(date(1900, 3, 1), date(2063, 12, 31)))
def test_every_notation_comes_back(day):
    cleaner = Date(allow_two_digit_year=day.year + 40)
    y, m, d = day.year, day.month, day.day

    for cell in (
        day,
        datetime.combine(day, time()),
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"{y}.{m}.{d}",
        f"{y}/{m}/{d}",
        f"{y}年{m}月{d}日",
        f"{y}年{m:02d}月{d:02d}日",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{y % 100:02d}.{m}.{d}",
        in_chinese(day),
    ):
        assert cleaner(cell) == day
    serial = (day - date(1899, 12, 30)).days
    if not 1800 <= serial < 2100:
        assert cleaner(serial) == cleaner(str(serial)) == day


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_month_comes_back_as_its_first_day(day):
    cleaner, first = Date(allow_month=True), day.replace(day=1)

    for cell in (f"{day:%Y-%m}", f"{day:%Y%m}", f"{day.year}年{day.month}月"):
        assert cleaner(cell) == first
