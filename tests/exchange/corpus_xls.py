"""Old .xls files for tests: the few BIFF8 records that a small sheet needs.

No library in use writes .xls any more; see [MS-XLS] and [MS-CFB].
"""

import struct
from pathlib import Path

SECTOR = 512
END, FREE, FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
ERROR_CODES = {"#N/A": 0x2A, "#REF!": 0x17, "#DIV/0!": 0x07}


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def text(value: str, size: str = "<H") -> bytes:
    wide = value.encode("utf-16-le")
    return struct.pack(size + "B", len(wide) // 2, 1) + wide


def cell(row: int, column: int, value, shared: list[str]) -> bytes:
    """One cell: strings go to the shared texts, "#N/A" and its kin become errors."""
    at = struct.pack("<HHH", row, column, 0)
    if value is None or value == "":
        return b""
    if value in ERROR_CODES:
        return record(0x205, at + bytes([ERROR_CODES[value], 1]))
    if isinstance(value, bool):
        return record(0x205, at + bytes([value, 0]))
    if isinstance(value, int | float):
        return record(0x203, at + struct.pack("<d", value))
    shared.append(value)
    return record(0xFD, at + struct.pack("<I", len(shared) - 1))


def sheet(rows, shared, hidden_rows=(), hidden_columns=(), merges=()) -> bytes:
    """The records of one worksheet; all places from 0."""
    out = [record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))]
    for column in hidden_columns:
        out.append(record(0x7D, struct.pack("<6H", column, column, 0, 0, 1, 0)))
    for number, values in enumerate(rows):
        flags = 0x20 if number in hidden_rows else 0
        size = (number, 0, len(values), 255, 0, 0)
        out.append(record(0x208, struct.pack("<6HHH", *size, flags, 0)))
    for number, values in enumerate(rows):
        out += [cell(number, column, v, shared) for column, v in enumerate(values)]
    if merges:
        areas = b"".join(struct.pack("<4H", *area) for area in merges)
        out.append(record(0xE5, struct.pack("<H", len(merges)) + areas))
    return b"".join([*out, record(0x0A, b"")])


def shared_texts(shared: list[str]) -> bytes:
    """The record of shared texts, continued in further records when it is long."""
    blocks, current = [], struct.pack("<II", len(shared), len(shared))
    for value in shared:
        piece = text(value)
        if len(current) + len(piece) > 8000:
            blocks.append(current)
            current = b""
        current += piece
    blocks.append(current)
    kinds = [0xFC] + [0x3C] * (len(blocks) - 1)
    return b"".join(record(k, block) for k, block in zip(kinds, blocks, strict=True))


def workbook(sheets: list[tuple[str, list, dict]], password: bool = False) -> bytes:
    """The stream of a workbook: (name, rows, options of `sheet` and "hidden")."""
    shared: list[str] = []
    bodies = [
        sheet(rows, shared, **{k: v for k, v in options.items() if k != "hidden"})
        for _name, rows, options in sheets
    ]
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    if password:
        head += record(0x2F, struct.pack("<HHH", 0, 1, 2))
    head += record(0x42, struct.pack("<H", 1200))
    texts = shared_texts(shared) + record(0x0A, b"")
    names = [name.encode("utf-16-le") for name, _rows, _options in sheets]
    place = len(head) + sum(12 + len(name) for name in names) + len(texts)
    listing = b""
    for name, body, (label, _rows, options) in zip(names, bodies, sheets, strict=True):
        about = struct.pack(
            "<IBBBB", place, bool(options.get("hidden")), 0, len(label), 1
        )
        listing += record(0x85, about + name)
        place += len(body)
    return head + listing + texts + b"".join(bodies)


def entry(name: str, kind: int, first: int, size: int, child: int = FREE) -> bytes:
    """One entry of the directory."""
    label = name.encode("utf-16-le") + b"\0\0" if name else b""
    out = label.ljust(64, b"\0") + struct.pack("<HBB", len(label), kind, 1)
    out += struct.pack("<III", FREE, FREE, child) + bytes(36)
    return out + struct.pack("<IQ", first, size)


def compound(stream: bytes, name: str = "Workbook", extra: str = "") -> bytes:
    """A compound file with one stream (and an empty storage named `extra`)."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    fats = -(-(count + 2) // 127)
    chain = [*range(fats + 2, fats + 1 + count), END]
    fat = [FAT_SECTOR] * fats + [END] + chain
    fat += [FREE] * (fats * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fats, fats, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(fats), *[FREE] * (109 - fats))
    listing = entry("Root Entry", 5, END, 0, 1) + entry(name, 2, fats + 1, len(stream))
    listing += entry(extra, 1 if extra else 0, 0, 0) + entry("", 0, 0, 0)
    return (
        header
        + struct.pack(f"<{len(fat)}I", *fat)
        + listing
        + stream.ljust(count * SECTOR, b"\0")
    )


def write_xls(path: Path, sheets, **options) -> Path:
    """Writes a workbook of (name, rows, options) sheets."""
    path.write_bytes(compound(workbook(sheets, **options)))
    return path
