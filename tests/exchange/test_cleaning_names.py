"""Pinyin and keys of names: surname readings, reality 20, speed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.cleaning import Name, initials_of, name_key, pinyin_of

ROWS = 55_764


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三丰", "zhangsanfeng", "zsf"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国藩", "zengguofan", "zgf"),
        ("解珍", "xiezhen", "xz"),
        ("仇英", "qiuying", "qy"),
        ("区大相", "oudaxiang", "odx"),
        ("查良镛", "zhaliangyong", "zly"),
        ("朴正", "piaozheng", "pz"),
        ("任平", "renping", "rp"),
        ("翟志", "zhaizhi", "zz"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("尉平", "weiping", "wp"),
        ("万俟卨", "moqixie", "mqx"),
        ("万平", "wanping", "wp"),
        ("单于", "chanyu", "cy"),
        ("欧阳锋", "ouyangfeng", "oyf"),
        ("吕布", "lvbu", "lb"),
        ("李单", "lidan", "ld"),
        ("曾 志", "zengzhi", "zz"),
        ("阿卜杜·热合曼", "abodureheman", "abdrhm"),
        ("John Smith", "johnsmith", "js"),
        ("José García", "josegarcia", "jg"),
        ("", "", ""),
        ("·", "", ""),
    ],
)
def test_names_in_pinyin(name, pinyin, initials):
    assert pinyin_of(name) == pinyin
    assert initials_of(name) == initials


@pytest.mark.parametrize(
    "spellings",
    [
        ["张三", "张 三", "张　三", " 张三\u200b"],
        [
            "阿卜杜·热合曼",
            "阿卜杜•热合曼",
            "阿卜杜．热合曼",
            "阿卜杜.热合曼",
            "阿卜杜-热合曼",
            "阿卜杜－热合曼",
            "阿卜杜・热合曼",
            "阿卜杜 · 热合曼",
        ],
        ["John Smith", "JOHN SMITH", "ｊｏｈｎ　ｓｍｉｔｈ"],
        ["神田", "\ufa19田"],
    ],
)
def test_reality_20_spellings_of_one_name_have_one_key(spellings):
    assert len({name_key(name) for name in spellings}) == 1


def test_different_names_keep_different_keys():
    assert name_key("张三") != name_key("张三丰")
    assert name_key("阿卜杜·热合曼") != name_key("阿卜杜热合曼")


@given(st.text(max_size=20))
def test_keys_and_pinyin_take_any_text(text):
    key = name_key(text)

    assert name_key(key) == key
    assert not set(key) & set(" \t\n　")
    assert pinyin_of(text).isascii()
    assert len(initials_of(text)) <= len(pinyin_of(text))


def test_a_list_of_participation_is_named_quickly():
    names = [f"曾{chr(0x4E00 + n % 9000)}国" for n in range(ROWS)]
    clean = Name()
    pinyin_of("张三")

    started = time.process_time()
    for name in names:
        clean(name), pinyin_of(name), initials_of(name), name_key(name)

    assert time.process_time() - started < 1.5  # 0.16 s measured; room for a busy core
