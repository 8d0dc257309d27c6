"""The streams of a compound file: what old Office programs wrap their files in.

Only as much of [MS-CFB] as is needed to find a stream by its name and read it.
"""

import struct
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.parts import DIRECTORY_END, TAIL
from exchange.reading.results import Unreadable

LARGEST = 64 * 1024 * 1024
"""Bytes of an .xls file; 65,536 rows of ordinary width take a third of that."""
FREE = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""
ENTRY = 128


def damaged_xls() -> Unreadable:
    """The refusal of a broken .xls file."""
    return Unreadable(
        _("The workbook is damaged or incomplete. Please save it again as .xlsx.")
    )


class Compound:
    """A compound file in memory. Raises `Unreadable` when it is broken."""

    def __init__(self, path: Path):
        if path.stat().st_size > LARGEST:
            raise Unreadable(
                _("The .xls file is too large. Please save it as .xlsx or .csv.")
            )
        self.data = path.read_bytes()
        if DIRECTORY_END in self.data[-TAIL:]:
            raise damaged_xls()
        try:
            self.read_tables()
        except (struct.error, IndexError, ValueError) as error:
            raise damaged_xls() from error

    def read_tables(self) -> None:
        """The sector chains and the directory."""
        shift, mini_shift = struct.unpack_from("<HH", self.data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError
        self.size = 1 << shift
        directory, _mark, self.cutoff, mini_fat = struct.unpack_from(
            "<IIII", self.data, 48
        )
        self.fat = self.allocation()
        self.mini_fat = self.numbers(self.chain(mini_fat))
        self.entries = {}
        listing = self.chain(directory)
        for start in range(0, len(listing) - ENTRY + 1, ENTRY):
            self.add_entry(listing[start : start + ENTRY])
        root = self.entries.get("Root Entry", (FREE, 0))
        self.mini = self.chain(root[0])

    def add_entry(self, entry: bytes) -> None:
        """Notes a stream or storage: its first sector and length."""
        length = struct.unpack_from("<H", entry, 64)[0]
        if 2 <= length <= 64 and entry[66]:
            name = entry[: length - 2].decode("utf-16-le", "replace")
            self.entries.setdefault(name, struct.unpack_from("<II", entry, 116))

    def allocation(self) -> list[int]:
        """The table that says for each sector which one follows."""
        first, count = struct.unpack_from("<II", self.data, 68)
        places = list(struct.unpack_from("<109I", self.data, 76))
        for _turn in range(min(count, len(self.data) // self.size)):
            if first >= FREE:
                break
            more = self.numbers(self.sector(first))
            places += more[:-1]
            first = more[-1]
        sectors = [self.sector(place) for place in places if place < FREE]
        return self.numbers(b"".join(sectors))

    def numbers(self, data: bytes) -> list[int]:
        """Bytes as 32-bit numbers."""
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def sector(self, number: int) -> bytes:
        """One sector; shorter only at the end of the file."""
        start = (number + 1) * self.size
        return self.data[start : start + self.size]

    def chain(self, first: int) -> bytes:
        """The bytes of a chain of sectors."""
        found, seen = [], 0
        while first < FREE:
            found.append(self.sector(first))
            first = self.fat[first]
            seen += 1
            if seen > len(self.fat):
                raise ValueError
        return b"".join(found)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. Raises `Unreadable` when the chain is broken."""
        first, length = self.entries[name]
        try:
            if length >= self.cutoff:
                return self.chain(first)[:length]
            found = []
            while first < FREE and len(found) <= len(self.mini_fat):
                found.append(self.mini[first * 64 : first * 64 + 64])
                first = self.mini_fat[first]
        except (IndexError, ValueError) as error:
            raise damaged_xls() from error
        return b"".join(found)[:length]
