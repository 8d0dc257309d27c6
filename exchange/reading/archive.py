"""Zip archives of tables: their members, named as their sender named them."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from exchange.reading.kinds import refused_suffixes, save_as
from exchange.reading.parts import ARCHIVE, opened_zip, pieces
from exchange.reading.results import Unreadable

UTF8_NAME = 0x800
DEBRIS = re.compile(
    r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE
)
FOREIGN = {
    "xl/workbook.bin": ".xlsb",
    "word/document.xml": ".docx",
    "ppt/presentation.xml": ".pptx",
    "content.xml": ".ods",
    "Index/Document.iwa": ".numbers",
    "Index.zip": ".numbers",
    "xl/vbaProject.bin": ".xlsm",
}
SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip file is an .xlsx. Raises `Unreadable` for other office files."""
    names = {name.lower().lstrip("/") for name in archive.namelist()}
    for part, suffix in FOREIGN.items():
        if part.lower() in names:
            raise Unreadable(save_as(refused_suffixes()[suffix]))
    return "xl/workbook.xml" in names


def name_of(entry: zipfile.ZipInfo) -> str:
    """A member's name: marked UTF-8, else unmarked UTF-8, else GBK as Windows writes.

    It is only ever shown: no file is written under it, so "../" harms nobody.
    """
    name = entry.filename
    if not entry.flag_bits & UTF8_NAME:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    parts = [
        part
        for part in name.replace("\\", "/").split("/")
        if part not in ("", ".", "..")
    ]
    return "/".join(parts)


def unpacked(path: Path, name: str, folder: Path) -> Iterator[tuple[Path, str]]:
    """The members of an archive, written into `folder` under plain numbers.

    Gives (path, archive name/member name). Raises `Unreadable` for broken archives.
    """
    with opened_zip(path, ARCHIVE) as archive, path.open("rb") as stream:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number, entry in enumerate(archive.infolist(), 1):
            member = name_of(entry)
            if entry.is_dir() or not member or DEBRIS.search(member):
                continue
            suffix = PurePosixPath(member.lower()).suffix
            suffix = suffix if SUFFIX.fullmatch(suffix) else ""
            target = folder / f"{number:04d}{suffix}"
            with target.open("wb") as written:
                for piece in pieces(stream, entry):
                    written.write(piece)
            yield target, f"{name}/{member}"


def nested() -> Unreadable:
    """The refusal of an archive within an archive."""
    return Unreadable(
        _(
            "There is an archive within the archive. Please unpack it and upload the files."
        )
    )
