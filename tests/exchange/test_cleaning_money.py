"""Amounts: reality 9, exact in every notation; whole numbers; amounts in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.cleaning import (
    Fault,
    Integer,
    Money,
    Notes,
    read_capitals,
    unit_in,
    write_capitals,
)

AMOUNTS = st.decimals(0, 10**10, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("1,234.50", "1234.50"),
        ("1，234.50", "1234.50"),
        ("1 234.50", "1234.50"),
        ("￥1234.5", "1234.5"),
        ("¥ 1,234.50", "1234.5"),
        ("RMB1234.5", "1234.5"),
        ("1234.5元", "1234.5"),
        ("1234.5 元", "1234.5"),
        ("3000元整", "3000"),
        ("1.2万", "12000"),
        ("1.2万元", "12000"),
        ("0.5亿元", "50000000"),
        ("叁仟元整", "3000"),
        ("人民币叁仟元整", "3000"),
        ("人民币：叁仟贰佰元伍角", "3200.5"),
        ("一万二千元", "12000"),
        ("伍角", "0.5"),
        ("１２３４．５０", "1234.5"),
        ("3000.000", "3000"),
        ("'3000.00", "3000"),
        ("3000\t", "3000"),
        (1234.5, "1234.5"),
        (3000, "3000"),
        ("0", "0"),
        (0, "0"),
        (0.0, "0"),
        ("0.00", "0"),
        ("零元整", "0"),
    ],
)
def test_reality_9_every_notation_gives_exact_yuan(cell, yuan):
    value = Money()(cell)

    assert value == Decimal(yuan)
    assert value.as_tuple().exponent == -2


@pytest.mark.parametrize("cell", [None, "", " ", "无", "—", "/", "-", "——"])
def test_reality_9_blank_is_not_zero(cell):
    assert Money()(cell) is None


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("3000.004", "money_third_decimal"),
        (3000.004, "money_third_decimal"),
        (0.001, "money_third_decimal"),
        (1e-300, "money_third_decimal"),
        ("0." + "0" * 40 + "1", "money_third_decimal"),
        ("1,23", "money_separators"),
        ("12,34.5", "money_separators"),
        ("1 23", "money_separators"),
        ("-3", "money_negative"),
        ("(3.00)", "money_negative"),
        (-3.0, "money_negative"),
        ("-0.01", "money_negative"),
        ("3000左右", "money_unreadable"),
        ("3000/月", "money_unreadable"),
        ("一万二", "money_unreadable"),
        ("壹万贰元", "money_unreadable"),
        ("叁叁元", "money_unreadable"),
        ("万元", "money_unreadable"),
        ("元", "money_unreadable"),
        ("3E+5", "money_unreadable"),
        (True, "money_unreadable"),
        ("#REF!", "cell_error"),
        ("123456789012345", "money_too_large"),
        (10**30, "money_too_large"),
        (1e300, "money_too_large"),
        (float("inf"), "number_not_finite"),
        (float("nan"), "number_not_finite"),
    ],
)
def test_reality_9_wrong_amounts_are_refused(cell, rule):
    with pytest.raises(Fault) as refused:
        Money()(cell)

    assert refused.value.rule == rule


def test_noise_of_binary_fractions_beyond_fifteen_digits_is_told_not_refused():
    notes = Notes()

    assert Money()(0.1 + 0.2, notes) == Decimal("0.30")
    assert [note.code for note in notes] == ["money_rounding_noise"]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("补助金额（万元）", "万元"),
        ("单位：万元", "万元"),
        ("单位:人民币元", "元"),
        ("金额(单位：元)", "元"),
        ("金额（元/人）", "元"),
        ("金额/元", "元"),
        ("万", "万元"),
        ("元", "元"),
        ("金额", None),
        ("人数（人）", None),
        ("", None),
    ],
)
def test_reality_9_units_are_found_in_headers(text, unit):
    assert unit_in(text) == unit


def test_reality_9_the_header_says_the_unit():
    money = Money(header="金额（万元）", unit_line="单位：万元")

    assert money("312.8285") == money(312.8285) == Decimal("3128285.00")
    assert money("1.2万") == Decimal(12000)
    assert Money("千元")("1.5") == Decimal(1500)
    assert Money("万元")("1.5元") == Decimal("1.5")


def test_reality_9_units_that_disagree_stop():
    with pytest.raises(Fault, match="money_units_disagree"):
        Money(header="金额（万元）", unit_line="单位：元")
    for cell in ("1.5元", "叁仟元整", "3亿"):
        with pytest.raises(Fault, match="money_units_disagree"):
            Money(header="万元")(cell)
    with pytest.raises(Fault, match="money_unit_unknown"):
        Money(unit_line="单位：万亿元")


def test_amounts_below_zero_stand_where_they_are_allowed():
    money = Money(allow_negative=True)

    assert money("-1,234.50") == money("(1,234.50)") == Decimal("-1234.50")
    assert money("￥-3") == money("−3") == money("负叁元整") == Decimal(-3)


@given(AMOUNTS)
def test_every_notation_comes_back_exactly(amount):
    money, in_wan = Money(), Money(header="万元")
    wan = (amount / 10_000).normalize()

    for cell in (
        f"{amount}",
        f"{amount:,}",
        f"￥{amount:,}元",
        f"{amount}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
        write_capitals(amount),
        f"{wan:f}万元",
        float(amount),
    ):
        assert money(cell) == amount
    assert in_wan(f"{wan:f}") == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("10", "壹拾元整"),
        ("1.05", "壹元零伍分"),
        ("0.05", "伍分"),
        ("3200.50", "叁仟贰佰元伍角整"),
        ("1010", "壹仟零壹拾元整"),
        ("10001", "壹万零壹元整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100000001", "壹亿零壹元整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
    ],
)
def test_amounts_in_words(amount, words):
    assert write_capitals(Decimal(amount)) == words
    assert read_capitals(words) == Decimal(amount)


def test_amounts_in_words_never_round():
    with pytest.raises(ValueError, match="two decimals"):
        write_capitals(Decimal("0.005"))


@pytest.mark.parametrize(
    ("cell", "number"),
    [("3", 3), ("3人", 3), ("1,000 人次", 1000), (3.0, 3), ("３", 3), ("3.0", 3)],
)
def test_whole_numbers(cell, number):
    assert Integer(0, 5000)(cell) == number


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("3.5", "integer_fraction"),
        (3.5, "integer_fraction"),
        ("三", "integer_unreadable"),
        ("5001", "integer_range"),
        (-1, "integer_range"),
        (True, "integer_unreadable"),
        ("9" * 5000, "integer_unreadable"),
    ],
)
def test_whole_numbers_that_are_none(cell, rule):
    with pytest.raises(Fault) as refused:
        Integer(0, 5000)(cell)

    assert refused.value.rule == rule
