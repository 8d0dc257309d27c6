"""Office files as unions send them are read as what they are."""

import pytest

from exchange.reading import Skipped, read_tables, rows
from tests.exchange.corpus import CASES, TEXTS, lines_of, write


def expected_rows(case):
    """(row number, cells) as reading gives them."""
    numbers = lines_of(case) if case.format in TEXTS else range(1, len(case.cells) + 1)
    blank = "" if case.format in TEXTS else None
    return [
        (numbers[place], [cell or blank for cell in row])
        for place, row in zip(case.places, case.data, strict=True)
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_office_file_is_read_as_it_is(case, tmp_path):
    path = write(case, tmp_path)

    [table] = read_tables([(path, path.name)], known=case.known)
    skipped = Skipped()
    found = list(rows(table, skipped))

    encoding, delimiter, _end = TEXTS.get(case.format, ("", "", ""))
    numbers = lines_of(case) if case.format in TEXTS else range(1, len(case.cells) + 1)
    assert (table.encoding, table.delimiter) == (encoding, delimiter)
    assert table.columns == case.labels
    assert table.units == case.units
    assert (table.unit, table.title) == (case.unit, case.title)
    assert table.header_row == numbers[case.header_row - 1]
    assert table.header_rows == case.header_rows
    assert found == expected_rows(case)
    assert dict(skipped.counts) == case.skipped
    assert not skipped.overflow
    assert not skipped.suspect


def test_corpus_is_large_enough():
    assert len(CASES) >= 400
    assert len({str(case) for case in CASES}) == len(CASES)
