"""What a file is, told from its first bytes; and how to save one that we refuse."""

from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from exchange.reading.results import Unreadable

ZIP, COMPOUND = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
MARKUP = (
    b"<html",
    b"<!doctype",
    b"<table",
    b"<?xml",
    b"<meta",
    b"mime-version:",
    b"<head",
)


def save_as(what: str) -> str:
    """The sentence that refuses a kind of file and says what to do."""
    return _(
        "%(what)s cannot be read. Please open it and choose “Save as → Excel workbook "
        "(.xlsx)”, then upload that file."
    ) % {"what": what}


def refused_suffixes() -> dict[str, str]:
    """Name ending → what such a file is called in a refusal."""
    wps, macros = _("A WPS file"), _("A workbook with macros")
    kinds = {
        **dict.fromkeys((".et", ".ett", ".wps", ".wpt", ".dps"), wps),
        **dict.fromkeys((".xlsm", ".xltm", ".xlam", ".xla"), macros),
        **dict.fromkeys((".numbers", ".pages"), _("An Apple Numbers file")),
        **dict.fromkeys((".ods", ".fods", ".uos"), _("An OpenDocument or UOF sheet")),
        **dict.fromkeys((".doc", ".docx", ".rtf"), _("A Word document")),
        **dict.fromkeys((".ppt", ".pptx"), _("A presentation")),
        ".xlsb": _("A binary workbook (.xlsb)"),
        ".pdf": _("A PDF file"),
        **dict.fromkeys((".htm", ".html", ".mht", ".xml"), _("A web page or XML file")),
    }
    return kinds


def kind_of(name: str, path: Path) -> str:
    """ "zip" (a workbook or an archive), "compound" (old Excel) or "text".

    Raises `Unreadable` for every kind that is refused, whatever its name ends with.
    """
    refused = refused_suffixes().get(PurePosixPath(name.lower()).suffix)
    if refused:
        raise Unreadable(save_as(refused))
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise Unreadable(_("The file is empty."))
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(COMPOUND):
        return "compound"
    refuse_known_bytes(head)
    return "text"


def refuse_known_bytes(head: bytes) -> None:
    """Refuses what is certainly no table by its first bytes."""
    if head.startswith(PACKED):
        raise Unreadable(
            _("Only .zip archives can be opened. Please pack the files as .zip.")
        )
    if head.startswith(b"%PDF"):
        raise Unreadable(save_as(_("A PDF file")))
    if head.startswith(PICTURES) and b"\x00" in head:
        raise Unreadable(_("A picture cannot be read as a table."))
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise Unreadable(save_as(_("A web page or XML file (even if named .xls)")))
