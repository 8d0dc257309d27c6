"""Phones, accounts, choices, yes and no: realities 16, 17, 21."""

import pytest
from django.utils.translation import gettext_lazy as _

from accounts.sensitive import mask_phone, normal_phone
from exchange.cleaning import BankAccount, Choice, Fault, Notes, Phone, YesNo, luhn


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("+86-138-1234-5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("'13812345678", "13812345678"),
        ("手机：13812345678", "13812345678"),
        (13812345678, "13812345678"),
        (13812345678.0, "13812345678"),
        ("027-83891234", "027-83891234"),
        ("02783891234", "027-83891234"),
        ("（027）83891234", "027-83891234"),
        ("+86 27 83891234", "027-83891234"),
        ("0713-8381234", "0713-8381234"),
        ("027-83891234-801", "027-83891234转801"),
        ("027-83891234转801", "027-83891234转801"),
        ("027 83891234 分机 801", "027-83891234转801"),
        ("027-83891234 ext. 801", "027-83891234转801"),
        ("400-820-8820", "4008208820"),
        (None, None),
        ("无", None),
    ],
)
def test_reality_16_phones(cell, number):
    assert Phone()(cell) == number


@pytest.mark.parametrize(
    "cell",
    [
        "13812345678/13987654321",
        "13812345678、027-83891234",
        "13812345678 13987654321",
        "13812345678\n13987654321",
        "13812345678；13987654321",
    ],
)
def test_reality_16_the_first_of_two_phones_counts_and_the_cell_is_kept(cell):
    notes = Notes()

    assert Phone()(cell, notes) == "13812345678"
    assert notes == [("phone_more_numbers", cell)]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("1.38E+10", "phone_float"),
        ("1.38E10", "phone_float"),
        (1.38e10, "phone_float"),
        (1.5, "phone_float"),
        (True, "phone_float"),
        ("1381234567", "phone_length"),
        ("12345678901", "phone_length"),
        ("138123456789", "phone_length"),
        ("联系单位", "phone_unreadable"),
        ("/,/", "phone_unreadable"),
        ("#N/A", "cell_error"),
    ],
)
def test_reality_16_what_is_no_phone(cell, rule):
    with pytest.raises(Fault) as refused:
        Phone()(cell)

    assert refused.value.rule == rule


def test_phones_with_less_or_more_than_usual_are_told():
    notes = Notes()

    assert Phone()("83891234", notes) == "83891234"
    assert Phone()("+852 9123 4567", notes) == "+85291234567"
    assert [note.code for note in notes] == ["phone_no_area", "phone_foreign"]


def test_clean_phones_agree_with_digests_and_masks():
    assert normal_phone(Phone()("027 8389 1234")) == normal_phone("027-83891234")
    assert "83891234" not in mask_phone(Phone()("83891234-801"))
    assert "8389" not in mask_phone(Phone()("027-83891234-801"))


def test_reality_17_accounts_lose_their_spaces():
    assert BankAccount()("6222 0212-3456 7890 128") == "6222021234567890128"
    assert BankAccount()("'4111111111111111") == "4111111111111111"
    assert BankAccount()("无") is None


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (6.222021234567890e18, "account_float"),
        (6222021234567890128, "account_float"),
        ("6.22202E+18", "account_float"),
        ("6222021234567890000.0", "account_float"),
        ("62220212345678901a8", "account_characters"),
        ("12345678901", "account_length"),
        ("1" * 24, "account_length"),
    ],
)
def test_reality_17_accounts_that_are_refused(cell, rule):
    with pytest.raises(Fault) as refused:
        BankAccount()(cell)

    assert refused.value.rule == rule


def test_reality_17_a_wrong_card_check_digit_is_only_told():
    notes = Notes()

    assert luhn("4111111111111111")
    assert BankAccount()("4111111111111111", notes) and not notes
    assert BankAccount()("4111111111111112", notes) == "4111111111111112"
    assert [note.code for note in notes] == ["account_luhn"]


def test_reality_17_a_numeric_column_has_cut_long_accounts():
    with pytest.raises(Fault, match="account_float"):
        BankAccount(numeric_column=True)("6222021234567890000")


@pytest.mark.parametrize(
    "cell", ["√", "✓", "是", 1, 1.0, "1", "Y", "y", "有", True, " 是 "]
)
def test_reality_21_ways_to_say_yes(cell):
    assert YesNo()(cell) is True


@pytest.mark.parametrize("cell", ["×", "否", 0, "0", "N", "无", False, "Ｎ", "x"])
def test_reality_21_ways_to_say_no(cell):
    assert YesNo()(cell) is False


@pytest.mark.parametrize("cell", [None, "", "/", "—"])
def test_reality_21_a_blank_is_neither(cell):
    assert YesNo()(cell) is None


def test_reality_21_choices_match_whatever_the_width_and_spaces():
    sex = Choice({"male": ["男", "男性"], "female": _("female")})

    assert sex("男") == sex(" 男 性 ") == sex("male") == "male"
    assert sex("ＦＥＭＡＬＥ") == sex("Female") == "female"
    assert sex("—") is None


def test_reality_21_an_unknown_word_lists_the_known_ones_and_can_be_explained():
    labels = {"a": "在职", "b": "退休 100%"}

    with pytest.raises(Fault) as refused:
        Choice(labels)("内退")

    assert "在职, 退休 100%" in refused.value.message
    assert "内退" not in f"{refused.value}{refused.value.remedy}"
    assert Choice(labels, also={"内退": "b"})("内退") == "b"


def test_one_word_cannot_mean_two_codes():
    with pytest.raises(ValueError, match="means both"):
        Choice({"a": "其他", "b": " 其他"})
