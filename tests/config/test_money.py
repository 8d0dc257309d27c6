"""Money on pages: yuan or 万元, rounded half up once, never a float."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

CENTS = st.integers(-(10**13), 10**13).map(lambda cents: Decimal(cents) / 100)


def shown(amount, unit="yuan") -> str:
    template = Template("{% load bangfu %}{% money amount %}")
    return template.render(Context({"amount": amount, "money_unit": unit}))


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        ("3128285.00", "yuan", "3,128,285.00"),
        ("3128285.00", "wan", "312.83"),
        ("50.00", "wan", "0.01"),
        ("49.99", "wan", "0.00"),
        ("-1840000.00", "wan", "-184.00"),
    ],
)
def test_the_unit_of_the_top_bar_is_used(amount, unit, text):
    assert shown(Decimal(amount), unit) == text


def test_no_amount_is_a_dash_and_not_nought():
    assert shown(None) == "—"


@given(CENTS)
def test_yuan_lose_nothing(amount):
    assert Decimal(shown(amount).replace(",", "")) == amount


@given(CENTS)
def test_wan_differ_by_less_than_half_a_unit_in_the_last_place(amount):
    wan = Decimal(shown(amount, "wan").replace(",", ""))

    assert abs(wan - amount / 10_000) <= Decimal("0.005")
