"""What is odd about a file beside its faults: 合计 lines that differ from Σ, overflow."""

from exchange.cleaning import Fault
from exchange.columns import Column
from exchange.staging import Cleaning, Sources, Staged


def notes_on(columns: list[Column], sources: Sources, staged: Staged) -> list[dict]:
    """Remarks on every table for the page; `level` says how loud."""
    found = []
    for no, table in enumerate(sources.tables):
        place = {"file": table.file, "sheet": table.sheet}
        skipped = sources.skipped[no]
        for note in _sums(columns, sources, staged, no):
            found.append({**place, **note})
        if skipped.overflow_count:
            note = {
                "kind": "overflow",
                "level": "warn",
                "count": skipped.overflow_count,
            }
            found.append({**place, **note})
        if skipped.suspect:
            note = {"kind": "suspect", "level": "warn", "row": skipped.suspect[0]}
            found.append({**place, **note})
    return found


def _sums(columns, sources: Sources, staged: Staged, no: int):
    """Each money column: does one of the 合计 lines, or all together, say Σ?"""
    table, sums = sources.tables[no], staged.by_table[no]
    cleaned = Cleaning(columns, table, sources.mappings[no])
    for place, clean, _convert, _empty, column in cleaned.steps:
        if column.name not in sums:
            continue
        stated = _stated(clean, place, sources.skipped[no].totals)
        if not stated:
            continue
        total = sums[column.name]
        agreeing = [row for row, value in stated if value == total]
        fits = agreeing or sum(value for _row, value in stated) == total
        row, value = stated[-1]
        yield {
            "kind": "agrees" if fits else "differs",
            "level": "good" if fits else "bad",
            "column": column.name,
            "row": agreeing[-1] if agreeing else row,
            "stated": str(value),
            "sum": str(total),
        }


def _stated(clean, place: int, lines: list) -> list[tuple]:
    """Row and amount of the 合计 lines that hold one in this column."""
    found = []
    for row, cells in lines:
        try:
            value = clean(cells[place])
        except Fault:
            continue
        if value is not None:
            found.append((row, value))
    return found
