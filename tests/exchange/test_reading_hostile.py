"""Broken and malicious files: a table or one clear sentence, never another error."""

import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.reading import Skipped, Unreadable, read_tables, rows
from tests.exchange.corpus import CASES, write
from tests.exchange.corpus_xls import compound, write_xls

HEADS = (
    b"",
    b"PK\x03\x04",
    b"PK\x05\x06" + bytes(18),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)
HEADS += (
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xff\xfe\0\0",
    "姓名,金额\n".encode(),
)
HEADS += (
    "姓名,金额\n".encode("gb18030"),
    b'"',
    b"sep=;\n",
    "姓名\t金额\r\n".encode("utf-16"),
)
NAMES = ("a.csv", "a.xlsx", "a.xls", "a.zip", "a.txt", "a", "名单")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
FAR = "XFD1048576"


def outcome(path, name) -> str:
    """ "tables" or the sentence; anything else than `Unreadable` fails the test."""
    try:
        for table in read_tables([(path, name)], known={"姓名", "金额"}):
            for _row in rows(table, Skipped()):
                pass
    except Unreadable as error:
        assert error.file.startswith(name)
        return str(error)
    return "tables"


def xlsx(sheet: str, shared: str = "") -> bytes:
    """A workbook whose only sheet has this XML between its sheetData tags."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
            f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/s.xml"/>'
            f'<Relationship Id="r2" Type="{LINKS}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
            "xl/worksheets/s.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}'
            "</sheetData></worksheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        }.items():
            archive.writestr(name, text)
    return out.getvalue()


def given_file(tmp_path, data: bytes, name: str = "a.xlsx") -> str:
    path = tmp_path / "upload"
    path.write_bytes(data)
    return outcome(path, name)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    head=st.sampled_from(HEADS),
    body=st.binary(max_size=600),
    name=st.sampled_from(NAMES),
)
def test_random_bytes(tmp_path_factory, head, body, name):
    path = tmp_path_factory.getbasetemp() / "random"
    path.write_bytes(head + body)

    assert outcome(path, name)


def samples(folder):
    """One file of every kind, the archive of them included."""
    wanted = {"utf8bom", "wps", "unicode", "xlsx", "xls"}
    cases = {case.format: case for case in CASES if case.format in wanted}
    paths = [write(case, folder) for case in cases.values()]
    pack = folder / "all.zip"
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    return [*paths, pack]


def test_truncated_at_any_point(tmp_path):
    for source in samples(tmp_path):
        data = source.read_bytes()
        cut = tmp_path / f"cut{source.suffix}"
        for length in sorted(
            {*range(0, len(data), max(1, len(data) // 60)), len(data) - 1}
        ):
            cut.write_bytes(data[:length])
            result = outcome(cut, source.name)
            assert source.suffix not in (".xlsx", ".zip") or result != "tables"


def test_bytes_changed_anywhere(tmp_path):
    for source in samples(tmp_path):
        data = bytearray(source.read_bytes())
        changed = tmp_path / f"changed{source.suffix}"
        for place in range(0, len(data), max(1, len(data) // 80)):
            was, data[place] = data[place], data[place] ^ (1 << place % 8)
            changed.write_bytes(data)
            outcome(changed, source.name)
            data[place] = was


@pytest.mark.parametrize(
    "sheet",
    [
        f'<row r="1048576"><c r="{FAR}"><v>1</v></c></row>',
        f"<row r='1048576'><c r='{FAR}'><v>1</v></c></row>",
        f'<row r="2"><c r="{FAR}"><v>1</v></c></row>',
        f'<row\tr="9"><c\ts="1" r="{FAR}"><v>1</v></c></row>',
        f'<row r="2"><c r="A2" r="{FAR}"><v>1</v></c></row>',
        '<row r="2"><c r="XFD&#49;048576"><v>1</v></c></row>',
        f'<x:row xmlns:x="{MAIN}" r="2"><x:c r="{FAR}"><x:v>1</x:v></x:c></x:row>',
        '<row r="4000000000"><c r="ZZZZ4000000000"><v>1</v></c></row>',
        "<row>" + "<c/>" * 16_000 + "<c><v>1</v></c></row>" + "<row/>" * 9_999
        + "<row><c><v>1</v></c></row>",
    ],
)  # fmt: skip
def test_cells_far_outside_are_refused_before_memory_is_taken(tmp_path, sheet):
    assert given_file(tmp_path, xlsx(FIRST + sheet)) != "tables"


def test_formats_far_outside_do_no_harm(tmp_path):
    far = f'<row r="1048576"><c r="{FAR}" s="1"/></row><row r="2"><c r="A2"><v>1</v></c></row>'

    assert given_file(tmp_path, xlsx(FIRST + far)) == "tables"


def test_old_workbook_that_spans_everything_is_refused(tmp_path):
    path = write_xls(tmp_path / "a.xls", [("S", [["姓名"], ["某甲"]], {})])
    data = path.read_bytes()
    cell = struct.pack("<HHHHH", 0xFD, 10, 1, 0, 0)
    assert cell in data
    path.write_bytes(
        data.replace(cell, struct.pack("<HHHHH", 0xFD, 10, 65535, 65535, 0))
    )

    assert "65536" in outcome(path, "a.xls")


def test_one_long_text_in_every_cell_is_refused(tmp_path):
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 20_000)
    )
    bomb = xlsx(FIRST + cells, "<si><t>" + "长" * 40_000 + "</t></si>")

    assert given_file(tmp_path, bomb) != "tables"


@pytest.mark.parametrize("claimed", [None, 1000])
def test_zip_bomb_is_refused_even_when_its_directory_lies(tmp_path, claimed):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (120 * 1024 * 1024))
    data = out.getvalue()
    if claimed:
        real, false = (struct.pack("<I", n) for n in (120 * 1024 * 1024, claimed))
        data = data.replace(real, false)

    assert given_file(tmp_path, data) != "tables"


def test_entries_without_number_are_refused(tmp_path):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"{number}.csv", "")

    assert given_file(tmp_path, out.getvalue(), "a.zip") != "tables"


def test_archive_in_archive_is_refused(tmp_path):
    data = "姓名,金额\n某甲,1\n".encode()
    for _depth in range(30):
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("in.zip", data)
        data = out.getvalue()

    assert given_file(tmp_path, data, "a.zip") != "tables"


def test_names_lead_nowhere(tmp_path):
    inner = tmp_path / "deep" / "er"
    inner.mkdir(parents=True)
    path = inner / "upload"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (
            "../../escaped.csv",
            "/tmp/escaped.csv",
            "..\\..\\escaped.csv",
            "a/b/c.csv",
        ):
            archive.writestr(name, "姓名,金额\n某甲,1\n")

    tables = read_tables([(path, "a.zip")], known={"姓名"})

    assert [table.file for table in tables][-1] == "a.zip/a/b/c.csv"
    assert all(table.path.parent == inner / "upload.files" for table in tables)
    assert not list(tmp_path.rglob("escaped*"))


def test_endless_quotation_and_endless_line(tmp_path):
    header = "姓名,金额\n".encode()

    assert "2" in given_file(tmp_path, header + b'"\n",' * 50_000, "a.csv")
    assert given_file(tmp_path, header + b'"' + b"x\n" * 500_000, "a.csv") != "tables"
    assert given_file(tmp_path, b"," * 3_000_000, "a.csv") != "tables"


def test_declared_entities_are_refused(tmp_path):
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(xlsx(FIRST))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for name in source.namelist():
            text = source.read(name)
            if name.endswith("s.xml"):
                text = b'<!DOCTYPE a [<!ENTITY b "c">]>' + text
            target.writestr(name, text)

    assert given_file(tmp_path, out.getvalue()) != "tables"


@pytest.mark.parametrize("stream", [b"", b"\xff" * 5000, b"\x09\x08\x10\x00" * 2000])
def test_compound_file_without_a_workbook(tmp_path, stream):
    assert given_file(tmp_path, compound(stream), "a.xls") != "tables"
    assert given_file(tmp_path, compound(stream, "Other"), "a.xls") != "tables"
