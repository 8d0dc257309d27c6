"""Identity numbers: GB 11643, and realities 4, 5, 6, 7 of spreadsheets."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from exchange.cleaning import (
    Choice,
    Fault,
    IdNumber,
    IdType,
    Notes,
    id_birth_on,
    id_check_digit,
    id_in_18,
    id_sex,
)
from exchange.cleaning.identity import ID_TYPE_WORDS

VALID = [
    "11010519491231002X",
    "440524188001010014",
    "34052419800101001X",
    "420112198503150031",
    "420112198808081233",
    "810000199001010019",
    "830000199001010020",
]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REMAINDERS = "10X98765432"


def checksum_by_the_standard(body: str) -> str:
    total = sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True))
    return REMAINDERS[total % 11]


@st.composite
def residents(draw) -> str:
    area = draw(st.sampled_from(["110105", "420112", "440524", "810000"]))
    born = draw(st.dates(date(1880, 1, 1), date(2030, 12, 31)))
    sequence = draw(st.integers(1, 999))
    body = f"{area}{born:%Y%m%d}{sequence:03d}"
    return body + checksum_by_the_standard(body)


@pytest.mark.parametrize("number", VALID)
def test_verified_numbers_pass_unchanged(number):
    notes = Notes()

    assert IdNumber()(number, notes) == number
    assert not notes


def test_a_29_february_that_never_was_is_refused_though_the_checksum_fits():
    assert id_check_digit("42011219900229001") == "4"

    with pytest.raises(Fault) as refused:
        IdNumber()("420112199002290014")

    assert refused.value.rule == "id_birth_date"


def test_15_digits_become_18_with_a_note():
    notes = Notes()

    assert IdNumber()("420112850315003", notes) == "420112198503150031"
    assert [note.code for note in notes] == ["id_15_digits"]
    assert id_in_18("420112850315003") == "420112198503150031"


def test_birth_and_sex_stand_in_the_number():
    assert id_birth_on("420112198503150031") == date(1985, 3, 15)
    assert id_sex("420112198503150031") == "male"
    assert id_sex("420112198503150023") == "female"


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("11010519491231002x", None),
        ("11010519491231002Х", "id_x_replaced"),
        ("11010519491231002х", "id_x_replaced"),
        ("11010519491231002Χ", "id_x_replaced"),
        ("11010519491231002χ", "id_x_replaced"),
        ("11010519491231002×", "id_x_replaced"),
        ("11010519491231002*", "id_x_replaced"),
        ("11010519491231002＊", "id_x_replaced"),
        ("11010519491231002Ｘ", "id_x_replaced"),
        ("'11010519491231002X", None),
        ('="11010519491231002X"', None),
        ("\t11010519491231002X", None),
        ("\xa011010519491231002X \u200b", None),
        ("110105 19491231 002X", None),
        ("１１０１０５１９４９１２３１００２X", None),
    ],
)
def test_realities_5_6_7_are_mended(cell, note):
    notes = Notes()

    assert IdNumber()(cell, notes) == "11010519491231002X"
    assert [n.code for n in notes] == ([note] if note else [])


@pytest.mark.parametrize(
    "cell",
    [
        "4.20112E+17",
        "4.20112198503150E+17",
        "４.20112Ｅ+17",
        "420112198503150016.0",
        420112198503150016,
        4.20112198503150e17,
        "420112198503150000",
        420112850315003,
    ],
)
def test_reality_4_a_number_that_was_a_figure_is_refused_never_mended(cell):
    with pytest.raises(Fault) as refused:
        IdNumber()(cell)

    assert refused.value.rule == "id_float"
    with translation.override("en"):
        assert "“Text”" in refused.value.remedy


def test_reality_4_ending_000_with_a_fitting_checksum_is_refused_in_a_numeric_column():
    number = next(
        body + "0"
        for sequence in range(100, 1000, 100)
        for day in range(1, 29)
        if id_check_digit(
            body := f"4201121985031{day:02d}"[:12] + f"{day:02d}{sequence}"
        )
        == "0"
    )
    notes = Notes()

    assert IdNumber()(number, notes) == number
    assert [note.code for note in notes] == ["id_ends_000"]
    with pytest.raises(Fault, match="id_float"):
        IdNumber(numeric_column=True)(number)


@pytest.mark.parametrize(
    ("cell", "rule", "facts"),
    [
        ("42O112198503150031", "id_letter_for_digit", {"position": 3, "meant": "0"}),
        ("42011219850315003l", "id_letter_for_digit", {"position": 18, "meant": "1"}),
        ("4201121985O3150031", "id_letter_for_digit", {"position": 11, "found": "O"}),
        ("42011219850Ａ150031", "id_character", {"position": 12, "found": "A"}),
        ("42011219850315003", "id_length", {"length": 17}),
        ("4201121985031500311", "id_length", {"length": 19}),
        ("420112198503150032", "id_check_digit", {}),
        ("420112850231003", "id_birth_date", {}),
        ("#N/A", "cell_error", {"error": "#N/A"}),
        ("########", "cell_hashes", {}),
        (True, "id_float", {}),
        (float("nan"), "number_not_finite", {}),
    ],
)
def test_reality_7_wrong_numbers_say_where(cell, rule, facts):
    with pytest.raises(Fault) as refused:
        IdNumber()(cell)

    assert refused.value.rule == rule
    assert facts.items() <= refused.value.facts.items()
    assert refused.value.message and refused.value.remedy


@pytest.mark.parametrize("cell", [None, "", "  ", "无", "/", "—"])
def test_a_blank_cell_is_none(cell):
    assert IdNumber()(cell) is None


def test_an_unknown_area_is_only_told():
    body = "99010119850315003"
    notes = Notes()

    assert IdNumber()(body + id_check_digit(body), notes)
    assert [note.code for note in notes] == ["id_unknown_area"]


def test_a_birth_after_the_import_is_refused():
    cleaner = IdNumber(born_until=date(1985, 3, 14))

    with pytest.raises(Fault, match="id_birth_date"):
        cleaner("420112198503150031")


@pytest.mark.parametrize(
    ("kind", "cell", "number"),
    [
        (IdType.PASSPORT, "e12345678", "E12345678"),
        (IdType.HONG_KONG_MACAO, "H 12345678", "H12345678"),
        (IdType.TAIWAN, "12345678（01）", "12345678(01)"),
        (IdType.TAIWAN, 12345678, "12345678"),
        (IdType.MILITARY, "军字第1234567号", "军字第1234567号"),
        (IdType.FOREIGN_RESIDENT, "FRA110185010198", "FRA110185010198"),
        (IdType.HOUSEHOLD_BOOK, "012345678", "012345678"),
    ],
)
def test_other_documents_keep_their_characters(kind, cell, number):
    assert IdNumber(kind)(cell) == number
    assert IdNumber(*IdType.values)(cell, None, kind) == number


def test_several_types_still_check_what_looks_like_a_resident_id():
    cleaner = IdNumber(IdType.RESIDENT, IdType.PASSPORT)

    assert cleaner("E12345678") == "E12345678"
    with pytest.raises(Fault, match="id_check_digit"):
        cleaner("420112198503150032")
    with pytest.raises(Fault, match="id_charset"):
        IdNumber(IdType.PASSPORT)("E1234_678")


def test_words_for_documents_are_a_choice():
    kind = Choice(ID_TYPE_WORDS)

    assert kind("居民身份证") == IdType.RESIDENT
    assert kind("台胞证") == IdType.TAIWAN


def test_a_fault_holds_no_personal_data():
    with pytest.raises(Fault) as refused:
        IdNumber()("420112198503150032")

    assert "1985" not in f"{refused.value}{refused.value!r}{refused.value.facts}"


@given(residents())
def test_generated_numbers_pass(number):
    assert IdNumber()(number) == number
    assert id_check_digit(number[:17]) == number[17]


@given(residents(), st.integers(0, 16), st.sampled_from("0123456789"))
def test_a_single_changed_digit_never_passes_unseen(number, place, digit):
    changed = number[:place] + digit + number[place + 1 :]
    if changed == number:
        return

    with pytest.raises(Fault) as refused:
        IdNumber()(changed)

    assert refused.value.rule in {"id_check_digit", "id_float"}


@given(residents(), st.integers(0, 15))
def test_two_neighbours_changed_round_never_pass_unseen(number, place):
    one, other = number[place], number[place + 1]
    changed = number[:place] + other + one + number[place + 2 :]
    if one == other:
        return

    with pytest.raises(Fault):
        IdNumber()(changed)
