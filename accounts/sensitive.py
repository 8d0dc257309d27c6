"""Sensitive values (敏感信息): masks as the office writes them, normal forms, seals.

Masks follow `domain/assistance.md` §4.3: what a screen, list, export, log or error may
show. Sealing and digests come from `config/keys.py`; the label binds a sealed value to
its field, so a cipher copied into another column does not open.
"""

import re
import unicodedata

from config import keys

STAR = "*"
COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "司徒",
        "夏侯",
        "轩辕",
        "端木",
        "独孤",
        "南宫",
        "闻人",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "仲孙",
        "钟离",
        "鲜于",
        "赫连",
        "万俟",
        "呼延",
        "西门",
        "东郭",
        "司空",
        "百里",
        "第五",
        "左丘",
        "梁丘",
        "拓跋",
        "夹谷",
        "宰父",
        "谷梁",
    ]
)


def mask_name(name: str) -> str:
    """张三 → 张*; 张三丰 → 张*丰; 欧阳锋 → 欧阳*; John Smith → John *."""
    name = name.strip()
    if not name:
        return ""
    if name.isascii():
        return f"{name.split()[0]} {STAR}" if " " in name else name[0] + STAR
    if name[:2] in COMPOUND_SURNAMES and len(name) > 2:
        return name[:2] + STAR * (len(name) - 2)
    if len(name) <= 2:
        return name[0] + STAR
    return name[0] + STAR * (len(name) - 2) + name[-1]


def mask_id(number: str) -> str:
    """First and last four characters of an identity number; the birth date is hidden."""
    if len(number) <= 8:
        return STAR * len(number)
    return number[:4] + STAR * (len(number) - 8) + number[-4:]


def mask_phone(number: str) -> str:
    """138****1234 for a mobile number; a landline keeps area code and last two digits."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    area, dash, local = number.partition("-")
    if dash and len(local) > 2:
        return f"{area}-{STAR * (len(local) - 2)}{local[-2:]}"
    return STAR * max(len(digits) - 2, 0) + digits[-2:]


def mask_account(number: str) -> str:
    """A bank account: only the last four digits."""
    return f"**** **** **** {number[-4:]}" if len(number) > 4 else STAR * len(number)


def mask_address(address: str) -> str:
    """Down to the street; what comes after it is hidden."""
    found = re.match(r"^.*?(街道|镇|乡|大道|路|街|巷)", address)
    return (found.group(0) if found else address[:6]) + STAR * 3


def normal_phone(number: str) -> str:
    """Digits only, NFKC, without +86: equal numbers give equal digests."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", number))
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def seal_text(plain: str, label: str) -> bytes | None:
    """A text sealed for the field `label`; None for an empty one."""
    return keys.seal(plain.encode(), label) if plain else None


def unseal_text(sealed, label: str) -> str:
    """The text back; empty for None. Raises `config.keys.CannotOpen`."""
    return keys.unseal(sealed, label).decode() if sealed else ""
