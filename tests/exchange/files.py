"""Small office files for tests; every number is synthetic with a valid check digit."""

import csv
from datetime import date, timedelta

from exchange.cleaning import id_check_digit


def identity(number: int) -> str:
    """A resident number of its own for each `number`."""
    body = f"420112{date(1960, 1, 1) + timedelta(days=number):%Y%m%d}00{number % 9 + 1}"
    return body + id_check_digit(body)


def write_csv(path, header, rows, *, encoding="utf-8-sig", delimiter=","):
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return path
