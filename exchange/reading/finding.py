"""Where the header stands: best match in the first rows, then its other rows."""

import re

from exchange.reading.header import (
    DEEPEST,
    UNIT_LINE,
    WITHIN,
    Header,
    Merge,
    build,
    normalise_header,
    text_of,
    unit_above,
)
from exchange.reading.results import Cell, ErrorCell, Known, Table

DATA_LIKE = re.compile(r"(?=.*\d)[-+\d\s.,:/%￥¥$年月日时分号()（）xX*元]+")
LONGEST = 60
"""A longer text is a title or a note, not a column's name."""


def is_label(cell: Cell) -> bool:
    """Whether a cell could be a column's name: a shortish text that is no value."""
    if not isinstance(cell, str) or isinstance(cell, ErrorCell):
        return False
    text = text_of(cell)
    return 0 < len(text) <= LONGEST and not DATA_LIKE.fullmatch(text)


def labels_in(row: list[Cell]) -> list[str]:
    """The texts of a row that could name columns."""
    return [text_of(cell) for cell in row if is_label(cell)]


def filled(row: list[Cell]) -> int:
    """How many cells of a row hold something."""
    return sum(1 for cell in row if text_of(cell))


def at(row: list[Cell], place: int) -> str:
    """The text of a cell, "" beyond the row's end."""
    return text_of(row[place]) if place < len(row) else ""


def score(row: list[Cell], known: Known) -> int:
    """How much a row looks like the header: known names first, then plain texts."""
    labels = {normalise_header(label)[0] for label in labels_in(row)}
    matched = sum(1 for label in labels if label and known(label))
    plain = min(9, len(labels)) if 2 * len(labels) > filled(row) else 0
    return matched * 10 + plain


def only_names(row: list[Cell]) -> bool:
    """Whether a row holds column or group names and nothing else."""
    texts = [text_of(cell) for cell in row if text_of(cell)]
    if len(labels_in(row)) < len(texts):
        return False
    named = [normalise_header(text) for text in texts]
    return not any(
        ":" in name or (unit and name.endswith("单位")) for name, unit in named
    )


def groups(upper: list[Cell], lower: list[Cell]) -> bool:
    """Whether two rows of a text file make one header: `lower` fills `upper`'s gaps.

    A row of values never does: it has values where the header has names.
    """
    if filled(upper) < 2 or not filled(lower) or not only_names(upper):
        return False
    width = max(len(upper), len(lower))
    filled_gaps = 0
    for place in range(width):
        over, under = at(upper, place), at(lower, place)
        if over or not under:
            continue
        leader = place - 1
        while leader >= 0 and not at(upper, leader):
            leader -= 1
        if leader < 0 or not all(at(lower, p) for p in range(leader, place)):
            return False
        filled_gaps += 1
    return filled_gaps > 0 and only_names(lower)


def joined(rows: list, upper: int, width: int, merges: list[Merge]) -> bool:
    """Whether merged cells make rows `upper` and the one below parts of one header."""
    for (top, left), (bottom, right) in merges:
        if top <= upper < bottom and bottom - top < DEEPEST:
            return True
        wide = right - left + 1
        if top == bottom == upper and 2 <= wide < max(3, width * 0.8):
            below = [at(rows[upper + 1], place) for place in range(left, right + 1)]
            if sum(map(bool, below)) >= 2:
                return True
    return False


def continues(upper: list[Cell], lower: list[Cell], known: Known) -> bool:
    """Whether `lower` holds nothing but known names that `upper` does not have."""
    names = {normalise_header(label)[0] for label in labels_in(lower)}
    above = {normalise_header(label)[0] for label in labels_in(upper)}
    return bool(names) and not names & above and all(map(known, names))


def belong(rows: list, upper: int, merges: list[Merge], known: Known) -> bool:
    """Whether row `upper` and the row below it are parts of one header."""
    over, under = rows[upper], rows[upper + 1]
    if not only_names(over) or not only_names(under) or not filled(over):
        return False
    width = max(filled(over), filled(under))
    if joined(rows, upper, width, merges) or groups(over, under):
        return True
    return filled(over) > 1 and continues(over, under, known)


def best_row(rows: list, known: Known) -> int:
    """The row (from 0) that is most like a header; the first filled one if none is."""
    scores = [score(row, known) for row in rows[:WITHIN]]
    best = max(range(len(scores)), key=lambda place: (scores[place], -place), default=0)
    if scores and scores[best] == 0:
        return next((n for n, row in enumerate(rows[:WITHIN]) if filled(row)), 0)
    return best


def find_header(rows: list, known: Known, merges: list[Merge] = ()) -> Header:
    """The header among a table's first rows; `rows` are cells, text or values."""
    merges = list(merges)
    first = last = best_row(rows, known)
    while first > 0 and last - first + 1 < DEEPEST:
        if not belong(rows, first - 1, merges, known):
            break
        first -= 1
    while last + 1 < len(rows) and last - first + 1 < DEEPEST:
        if not belong(rows, last, merges, known):
            break
        last += 1
    return build(rows, first, last - first + 1, known, merges)


def place_header(table: Table, rows, numbers: list[int], known, merges) -> Header:
    """The header where a person said it is, else where it is found."""
    choice = table.choice
    if not choice.header_row:
        return find_header(rows[: WITHIN + DEEPEST], known, merges)
    said = (place for place, row in enumerate(numbers) if row <= choice.header_row)
    last = max(said, default=0)
    depth = min(max(choice.header_rows, 1), last + 1)
    return build(rows, last - depth + 1, depth, known, list(merges))


def title_in(rows: list) -> str:
    """The title above a header: the first line with one cell that is no mere unit."""
    for row in rows:
        texts = list(dict.fromkeys(text_of(cell) for cell in row if text_of(cell)))
        if len(texts) == 1 and len(UNIT_LINE.sub("", texts[0])) > 2:
            return texts[0]
    return ""


def put_header(table: Table, rows, numbers, known: Known, merges=()) -> None:
    """Fills in what the first rows tell; `numbers` are their row numbers from 1."""
    header = place_header(table, rows, numbers, known, merges)
    above = rows[: header.first]
    table.header_row = numbers[header.row] if numbers else 0
    table.header_rows = header.rows if numbers else 0
    table.columns, table.raw_columns = header.columns, header.raw
    table.units, table.matched = header.units, header.matched
    table.header_lines = header.lines
    table.unit, table.title = unit_above(above), title_in(above)
    table.above = [text for row in above for cell in row if (text := text_of(cell))]
