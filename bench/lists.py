"""Synthetic lists for benchmarks: people with valid numbers, one line each."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from exchange.cleaning import id_check_digit

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉萍红建文华金梅海燕志国春晓雪婷浩宇轩子涵欣怡"
HEADER = [
    "姓名",
    "身份证号",
    "手机号",
    "所属工会",
    "期次",
    "份数",
    "缴费金额",
    "缴费日期",
    "凭证号",
]


def identity(number: int) -> str:
    """A resident number of its own for each `number`, check digit right."""
    born = date(1955, 1, 1) + timedelta(days=number % 18000)
    body = f"420112{born:%Y%m%d}{number // 18000 % 1000:03}"
    return body + id_check_digit(body)


def rows(count: int, unions: list[str], seed: int = 7, first: int = 0):
    chance = random.Random(seed)
    for number in range(first, first + count):
        name = chance.choice(SURNAMES) + "".join(
            chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2)))
        )
        phone = f"139{number % 100_000_000:08}"
        union = unions[number % len(unions)]
        yield [
            name,
            identity(number),
            phone,
            union,
            "2022",
            "1",
            "100",
            "2021-11-30",
            f"{number:06}",
        ]


def write_csv(path: Path, count: int, unions: list[str], first: int = 0) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count, unions, first=first))
    return path
