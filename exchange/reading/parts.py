"""The parts of a zip file, read without trusting what its directory claims.

The workbook library unpacks whatever it is given, and when memory ends it takes the
process with it instead of raising. So the directory is checked first, and every part
is unpacked once, in pieces, to see that it is no larger than the directory says.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from exchange.reading.results import Unreadable

UNPACKED = 100 * 1024 * 1024
"""Bytes that a workbook may have unpacked."""
ARCHIVE = 500 * 1024 * 1024
"""Bytes that an archive of several files may have unpacked."""
ENTRIES = 5_000
RATIO = 300
"""A part over 4 MB that shrank more than so many times is a bomb; sheets reach 60."""
RATIO_FROM = 4 * 1024 * 1024
PIECE = 256 * 1024
LOCAL_HEADER = 30
ENCRYPTED = 0x1
DIRECTORY_END, TAIL = b"PK\x05\x06", 65_557
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ValueError,
)
"""What Python's zip reader raises for broken files."""


def damaged_zip() -> Unreadable:
    """The refusal of a broken zip file."""
    return Unreadable(
        _("The file is damaged or incomplete. Please open it, save it again and retry.")
    )


@contextmanager
def opened_zip(path: Path, most: int = UNPACKED):
    """A zip file whose directory is believable. Raises `Unreadable` otherwise."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise damaged_zip() from error
    with archive:
        check_directory(archive.infolist(), most)
        yield archive


def one_directory(stream: BinaryIO) -> None:
    """Refuses a workbook in which two readers might see two different archives."""
    stream.seek(0, 2)
    stream.seek(max(0, stream.tell() - TAIL))
    if stream.read().count(DIRECTORY_END) != 1:
        raise damaged_zip()


def check_directory(entries: list[zipfile.ZipInfo], most: int) -> None:
    """Refuses bombs and locked files by what the directory says."""
    if len(entries) > ENTRIES or sum(e.file_size for e in entries) > most:
        raise Unreadable(
            _(
                "Unpacked this is larger than %(size)s MB or has too many parts. Please "
                "save the table as .csv, or upload the files one by one."
            )
            % {"size": most // 1024 // 1024}
        )
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise Unreadable(
                _("The archive has a password. Please upload it without one.")
            )
        shrunk = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_FROM and shrunk > RATIO:
            raise Unreadable(
                _(
                    "This file is packed in an unusual way. Please save it again as .csv."
                )
            )
        if entry.compress_type not in METHODS:
            raise damaged_zip()


def pieces(stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes of a part, never more than the directory says."""
    if entry.header_offset < 0:
        raise damaged_zip()
    stream.seek(entry.header_offset)
    header = stream.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise damaged_zip()
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    stream.seek(name_length + extra_length, 1)
    packed = packed_pieces(stream, entry.compress_size)
    total = 0
    for piece in (
        packed if entry.compress_type == zipfile.ZIP_STORED else inflated(packed)
    ):
        total += len(piece)
        if total > entry.file_size:
            raise damaged_zip()
        yield piece
    if total < entry.file_size:
        raise damaged_zip()


def packed_pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """So many bytes of a stream, in pieces."""
    while size > 0 and (piece := stream.read(min(PIECE, size))):
        size -= len(piece)
        yield piece


def inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    """Deflated pieces unpacked, each result at most one piece long."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in packed:
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, PIECE)
                piece = unpacker.unconsumed_tail
    except zlib.error as error:
        raise damaged_zip() from error
    if rest := unpacker.flush():
        yield rest
