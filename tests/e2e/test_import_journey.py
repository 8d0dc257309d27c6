"""A list on its way in, by real people in a real browser with a real worker."""

import csv
import re

import pytest
from playwright.sync_api import expect

from tests import databases, live
from tests.e2e.conftest import english_words

HEADER = "组织代码,单位名称,工会类别,上级工会,是否在用,备注"
RIGHT = [f"X{n:03},新设{n}号食品厂工会,基层工会,JD01,是," for n in range(1, 61)]
WRONG = [
    "X901,错误一号工会,不知道,JD01,是,",
    "X902,错误二号工会,基层工会,没有的街道,是,",
    "X903,,基层工会,JD01,是,",
]
MENDED = {"不知道": "基层工会", "没有的街道": "JD01", "X903,,": "X903,错误三号工会,"}


@pytest.fixture(scope="module")
def demo(cluster, django_db_blocker, tmp_path_factory):
    """A database with the demonstration, its web process and its worker."""
    folder = tmp_path_factory.mktemp("journey")
    with django_db_blocker.unblock(), databases.clone("demo") as name:
        with (
            live.worker(name, folder / "worker.log"),
            live.web(name, folder / "web.log") as address,
        ):
            yield address
        for log in ("web.log", "worker.log"):
            words = (folder / log).read_text(errors="replace")
            assert "ERROR" not in words, words


@pytest.fixture
def gbk_list(tmp_path):
    """A list as an office saves it: title, unit line, GBK, three wrong rows."""
    lines = ["新设基层工会名单,,,,,", HEADER, *RIGHT[:30], *WRONG, *RIGHT[30:]]
    path = tmp_path / "新设工会.csv"
    path.write_bytes("\r\n".join([*lines, "合计,63,,,,", ""]).encode("gbk"))
    return path


def upload(page, path, *, mode="valid"):
    page.locator("a.addlink").click()
    page.locator("dialog select[name=resource]").select_option("organisation")
    page.locator("dialog input[type=file]").set_input_files(path)
    page.locator(f"dialog input[name=mode][value={mode}]").check()
    page.locator("dialog button[type=submit]").click()
    expect(page.locator(".first-rows")).to_be_visible()


def check(page):
    page.locator("#reading button[value=check]").click()
    expect(page.locator(".tabs")).to_be_visible(timeout=30_000)


def press(page, name):
    page.locator(f'a[data-dialog][href$="/do/{name}/"]').click()
    page.locator("dialog button[type=submit]").click()


def count(page, outcome) -> str:
    return page.locator(f".tabs .{outcome} b").inner_text()


def test_a_list_with_wrong_rows_comes_in_is_mended_and_undone(
    visit, page, gbk_list, tmp_path, shot
):
    visit("sysadmin", "exchange/importrun/")
    page.locator("a.addlink").click()
    shot("import-upload")
    page.locator("dialog .cancel-link").click()
    upload(page, gbk_list)
    expect(page.locator("select[name=t0-encoding]")).to_have_value("gb18030")
    expect(page.locator("input[name=t0-header_row]")).to_have_value("2")
    expect(page.locator(".facts")).to_contain_text("备注")
    shot("import-detected")
    assert english_words(page, data={"csv", "GBK", "UTF", "BOM", "Big"}) == set()

    check(page)
    assert (count(page, "new"), count(page, "wrong")) == ("60", "3")
    expect(page.locator(".import tbody tr")).to_have_count(3)
    shot("import-preview")
    assert english_words(page, data={"JD01", "csv"}) == set()
    page.locator(".tabs .new").click()
    expect(page.locator(".import tbody tr")).to_have_count(50)

    press(page, "apply")
    undo = page.locator('a[href$="/do/undo/"]')
    expect(undo).to_be_visible(timeout=30_000)
    shot("import-result")
    first = page.url.split("?")[0]
    with page.expect_download() as waiting:
        page.locator('a[href$="/failing/"]').click()
    failing = tmp_path / "failing.csv"
    waiting.value.save_as(failing)
    text = failing.read_bytes().decode("gb18030")
    lines = list(csv.reader(text.splitlines()))
    assert lines[1][-1] == "错误说明"
    assert [line[0] for line in lines[2:]] == ["X901", "X902", "X903"]
    assert all(line[-1] for line in lines[2:])

    for wrong, right in MENDED.items():
        text = text.replace(wrong, right, 1)
    failing.write_bytes(text.encode("gb18030"))
    page.goto(re.sub(r"\d+/change/", "", first))
    upload(page, failing, mode="all")
    check(page)
    assert (count(page, "new"), count(page, "wrong")) == ("3", "0")
    press(page, "apply")
    expect(undo).to_be_visible(timeout=30_000)

    for run in (page.url, first):
        page.goto(run)
        undo.click()
        shot("import-undo")
        page.locator("dialog button[type=submit]").click()
        expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(f"{first.split('/exchange/')[0]}/accounts/organisation/?q=X00")
    expect(page.locator("#result_list")).to_have_count(0)


def test_the_same_content_twice_is_refused_in_words(visit, page, tmp_path):
    path = tmp_path / "一家.csv"
    path.write_text(f"{HEADER}\nY001,甲工会,基层工会,JD01,是,\n", encoding="utf-8-sig")
    visit("sysadmin", "exchange/importrun/")
    listing = page.url

    upload(page, path)
    check(page)
    press(page, "apply")
    expect(page.locator('a[href$="/do/undo/"]')).to_be_visible(timeout=30_000)
    page.goto(listing)
    upload(page, path)
    check(page)
    press(page, "apply")

    expect(page.locator("[role=alert]")).to_contain_text("内容", timeout=30_000)
    expect(page.locator('a[href$="/do/apply/"]')).to_be_visible()


def test_the_pages_fit_a_narrow_window(visit, page, gbk_list, shot):
    page.set_viewport_size({"width": 390, "height": 844})
    visit("sysadmin", "exchange/importrun/")
    upload(page, gbk_list)
    shot("import-detected-narrow")
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    check(page)
    shot("import-preview-narrow")
    widths.append(page.evaluate("document.documentElement.scrollWidth"))

    assert max(widths) <= 390
