"""Texts, names and codes: realities 2, 5, 10, 18, 19, 20; the formula guard."""

import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exchange.cleaning import Code, Fault, Name, Notes, Text, guard, strip_guard

TRICKY = st.text(st.sampled_from("'=\t\r\n+-@＝＋－＠,;|，；\" \u200bab1"), max_size=12)
TEXTS = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), TRICKY)
EVALUATED = "=+-@＝＋－＠\t\r\n"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("吴家山街道\t", "吴家山街道"),
        ("  a \xa0 b　c ", "a b c"),
        ("困难\n职工", "困难 职工"),
        ("困难\r\n职工", "困难 职工"),
        ("\ufeff首行", "首行"),
        ("零\u200b宽", "零宽"),
        ("a\x00b\x07c", "a b c"),
        ("（全角）：不变，１２", "（全角）：不变，１２"),
        ("'0012", "0012"),
        ('="0012"', "0012"),
        ('="say ""hi"""', 'say "hi"'),
        ("\t0012", "0012"),
        ("'=1+1", "=1+1"),
        ("无", "无"),
        (12.0, "12"),
        (12, "12"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (date(2022, 4, 11), "2022-04-11"),
        (datetime.fromisoformat("2022-04-11T08:30"), "2022-04-11 08:30:00"),
        ("", None),
        ("\xa0\t", None),
        (None, None),
    ],
)
def test_realities_5_and_10_texts_are_trimmed_and_unwrapped(cell, text):
    assert Text(100)(cell) == text


def test_reality_10_line_breaks_stay_only_in_remarks():
    cell = " first \r\n second\u2028third \n\n\n\nlast "

    assert Text(keep_line_breaks=True)(cell) == "first\nsecond\nthird\n\nlast"
    assert Text()(cell) == "first second third last"


def test_a_text_that_does_not_fit_says_how_long_it_is():
    with pytest.raises(Fault) as refused:
        Text(3)("abcd")

    assert refused.value.facts == {"length": 4, "limit": 3}
    assert "4" in refused.value.message


@pytest.mark.parametrize("error", ["#N/A", " #REF! ", "#DIV/0!", "#name?", "#VALUE!"])
def test_reality_14_error_cells_are_refused_everywhere(error):
    for cleaner in (Text(), Name(), Code()):
        with pytest.raises(Fault, match="cell_error"):
            cleaner(error)
    assert Text()("#1 workshop") == "#1 workshop"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张三", "张三"),
        (" 张三\xa0", "张三"),
        ("张 三", "张 三"),
        ("张　三", "张 三"),
        ("'张三", "张三"),
        ("阿卜杜·热合曼", "阿卜杜·热合曼"),
        ("阿卜杜•热合曼", "阿卜杜•热合曼"),
        ("阿卜杜．热合曼", "阿卜杜．热合曼"),
        ("䶮㛃𬭊喆犇", "䶮㛃𬭊喆犇"),
        ("John Smith", "John Smith"),
        ("Ｊｏｈｎ", "Ｊｏｈｎ"),
        ("—", None),
        ("", None),
        (None, None),
    ],
)
def test_realities_2_and_20_names_are_stored_as_given(cell, name):
    assert Name()(cell) == name


@pytest.mark.parametrize("cell", ["张?", "张？三", "张\ufffd"])
def test_reality_2_a_question_mark_in_a_name_is_a_lost_character(cell):
    with pytest.raises(Fault, match="name_lost_character"):
        Name()(cell)


@pytest.mark.parametrize("cell", [12, 12.5, date(2022, 4, 11), "123", "···", True])
def test_a_name_is_no_number_and_no_date(cell):
    with pytest.raises(Fault, match="name_not_text"):
        Name()(cell)


def test_unusual_signs_in_names_are_told():
    notes = Notes()

    assert Name()("张三1", notes) == "张三1"
    assert Name()("张\ue863", notes) == "张\ue863"
    assert [n.code for n in notes] == ["name_has_digit", "name_private_character"]
    assert all(n.sentence for n in notes)


def test_reality_18_codes_keep_their_zeros():
    notes = Notes()

    assert Code()("000123", notes) == "000123"
    assert Code()(" ００１２ 3", notes) == "00123"
    assert Code()("'0012", notes) == "0012"
    assert not notes
    assert Code()(123.0, notes) == Code()(123, notes) == "123"
    assert {note.code for note in notes} == {"code_from_number"}


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("1.05521E+11", "code_as_number"),
        (1e15, "code_as_number"),
        (1.5, "code_as_number"),
        (float("nan"), "code_as_number"),
        ("10552100001", "code_length"),
    ],
)
def test_reality_18_codes_that_lost_digits_are_refused(cell, rule):
    with pytest.raises(Fault) as refused:
        Code(length=12)(cell)

    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        (" =1", "' =1"),
        ("a;=1", "a;'=1"),
        ("a,=1", "a,'=1"),
        ("'x", "''x"),
        ("3-5", "3-5"),
        ("张三", "张三"),
        ("", ""),
    ],
)
def test_reality_19_texts_are_guarded_also_after_a_separator(text, guarded):
    assert guard(text) == guarded
    assert strip_guard(guarded) == text


def test_reality_19_numbers_stay_numbers():
    assert guard(-5) == strip_guard(-5) == -5
    assert guard(None) is None


@given(TEXTS)
@example("\t\t=")
@example(";''=")
@example('="a;=b"')
def test_strip_undoes_guard_for_every_text(text):
    assert strip_guard(guard(text)) == text


@given(TEXTS)
def test_nothing_guarded_is_evaluated(text):
    guarded = guard(text)

    for separator in ",;\t|，；":
        for part in guarded.split(separator):
            assert part.lstrip(" \xa0\u200b\ufeff\u3000")[:1] not in set(EVALUATED)


@given(TEXTS)
def test_what_is_exported_imports_back_unchanged(text):
    for cleaner in (Text(), Text(keep_line_breaks=True), Name(), Code(10_000)):
        try:
            stored = cleaner(text)
        except Fault:
            continue
        assert stored is None or cleaner(guard(stored)) == stored


@given(TEXTS)
def test_stored_texts_hold_no_control_signs_and_no_outer_spaces(text):
    stored = Text()(text) if "#" not in text else None

    if stored is not None:
        assert stored == stored.strip()
        assert "Cc" not in {unicodedata.category(sign) for sign in stored}
