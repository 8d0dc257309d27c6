"""Amounts in Chinese words (大写金额): 叁仟贰佰元伍角整 ⇄ 3200.50.

Reading takes formal and everyday numerals, but only complete forms: 一万二 (1 2000 or
1 0002?) is not read. Writing follows 《正确填写票据和结算凭证的基本规定》.
"""

import re
from decimal import Decimal

_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_TABLE = str.maketrans(
    "〇○一二两三四五六七八九十百千貳弐弍叄參参陸萬億圆圓正壱弌",
    "零零壹贰贰叁肆伍陆柒捌玖拾佰仟贰贰贰叁叁叁陆万亿元元整壹壹",
)
_DIGIT = "[壹贰叁肆伍陆柒捌玖]"
_SECTION = (
    rf"(?:{_DIGIT}仟)?(?:零?{_DIGIT}佰)?(?:零?{_DIGIT}?拾)?"
    rf"(?:零?(?<![万亿仟佰]){_DIGIT})?"
)
_AMOUNT = re.compile(
    rf"(?:人民币)?:?(?P<minus>负)?"
    rf"(?:(?:(?P<yi>{_SECTION})亿)?(?:零?(?P<wan>{_SECTION})万)?零?(?P<ge>{_SECTION})"
    rf"(?P<yuan>元))?(?:零?(?P<jiao>{_DIGIT})角)?(?:零?(?P<fen>{_DIGIT})分)?整?"
)
_PLACES = {"仟": 1000, "佰": 100, "拾": 10}


def read_capitals(text: str) -> Decimal | None:
    """Yuan of an amount in words; None if it is none. Needs 元, 角 or 分."""
    words = "".join(text.split()).translate(_TABLE)
    found = _AMOUNT.fullmatch(words)
    if not found or not any(found[part] for part in ("yuan", "jiao", "fen")):
        return None
    if found["yi"] == "" or found["wan"] == "":
        return None
    whole = _section(found["yi"]) * 10**8 + _section(found["wan"]) * 10**4
    whole += _section(found["ge"])
    if found["yuan"] and not whole and "零" not in words:
        return None
    fen = whole * 100 + _digit(found["jiao"]) * 10 + _digit(found["fen"])
    return Decimal(-fen if found["minus"] else fen).scaleb(-2)


def write_capitals(amount: Decimal) -> str:
    """The amount (yuan, two decimals) in words, as vouchers and receipts need it."""
    fen = int(amount.scaleb(2))
    if fen != amount.scaleb(2):
        raise ValueError("an amount in words has at most two decimals")
    minus, fen = ("负", -fen) if fen < 0 else ("", fen)
    whole, cents = divmod(fen, 100)
    text = minus + (_whole(whole) + "元" if whole or not cents else "")
    jiao, rest = divmod(cents, 10)
    if jiao:
        text += _FORMAL[jiao] + "角"
    elif rest and whole:
        text += "零"
    return text + (_FORMAL[rest] + "分" if rest else "整")


def _digit(sign: str | None) -> int:
    return _FORMAL.index(sign) if sign else 0


def _section(words: str | None) -> int:
    total, digit = 0, 0
    for sign in words or "":
        if sign in _PLACES:
            total += (digit or 1) * _PLACES[sign]
            digit = 0
        else:
            digit = _FORMAL.index(sign)
    return total + digit


def _whole(number: int) -> str:
    if number == 0:
        return "零"
    if number >= 10**12:
        raise ValueError("an amount in words ends below one million millions")
    text = ""
    for unit, mark in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, unit)
        if section:
            gap = text and (section < 1000 or text.endswith("零"))
            text += ("零" if gap else "") + _four(section) + mark
    return text


def _four(section: int) -> str:
    text = ""
    for place, mark in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit, section = divmod(section, place)
        if digit:
            text += _FORMAL[digit] + mark
        elif text and section >= max(place // 10, 1):
            text += "零"
    return text
