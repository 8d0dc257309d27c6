"""Lists, buttons and forms as people use them; narrow windows; paper."""

import pytest
from playwright.sync_api import expect


def test_a_list_of_1704_unions_is_searched_and_printed(visit, shot):
    page = visit("sysadmin", "accounts/organisation/")
    expect(page.locator(".paginator")).to_contain_text("1704")
    shot("list")
    page.fill("#searchbar", "金银湖")
    page.keyboard.press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)

    with page.expect_popup() as opened:
        page.locator("a.printlink").click()
    paper = opened.value
    expect(paper.locator("h1")).to_be_visible()
    expect(paper.locator("header")).to_contain_text("金银湖")
    assert paper.locator("tbody tr").count() == 1


def test_two_people_change_one_union_and_the_second_compares(
    visit, demo, page, browser
):
    visit("sysadmin", "accounts/organisation/?q=JC0007")
    page.locator("#result_list tbody th a").first.click()
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#id_name", "别人改的工会")
    other.locator("input[name=_save]").click()
    expect(other.locator(".messagelist")).to_be_visible()

    page.fill("#id_name", "我改的工会")
    page.locator("input[name=_save]").click()

    expect(page.locator("table.conflict")).to_contain_text("别人改的工会")
    expect(page.locator("table.conflict")).to_contain_text("我改的工会")
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_route_is_copied_issued_and_frozen(visit, page, shot):
    visit("secadmin", "accounts/route/?q=资金发放")
    page.locator("#result_list tbody th a").first.click()
    page.locator('a[href$="/do/copy/"]').click()
    page.locator("dialog input[type=date]").fill("2023-01-01")
    page.locator("dialog button[type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    page.goto(
        page.url.split("/accounts/")[0] + "/accounts/route/?q=资金发放&issued__exact=0"
    )
    page.locator("#result_list tbody th a").first.click()
    shot("route")
    page.locator('a[href$="/do/issue/"]').click()
    page.locator("dialog button[type=submit]").click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator('a[href$="/do/issue/"]')).to_have_count(0)


def test_a_phone_number_is_shown_with_a_reason_and_the_auditor_sees_the_look(
    visit, page, shot
):
    visit("sysadmin", "accounts/user/?q=finance")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator(".field-phone")).to_contain_text("****")
    page.locator('a[href$="/do/reveal_phone/"]').click()
    page.locator("dialog input[value=phone]").check()
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("output")).to_contain_text("139")

    visit("auditor", "accounts/reveal/")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.goto(page.url.replace("reveal", "trail"))
    expect(page.locator("#result_list tbody tr").first).to_be_visible()
    shot("trail")


def test_a_leavers_work_is_handed_over(visit, page):
    visit("supervisor", "accounts/handover/")
    page.locator("a.addlink").click()
    page.locator("dialog select[name=leaver]").select_option(index=2)
    page.locator("dialog select[name=successor]").select_option(index=3)
    page.locator("dialog button[type=submit]").click()

    expect(page.locator("#result_list tbody tr")).to_have_count(1)


def test_an_officer_meets_only_the_own_union(visit, demo, page):
    visit("officer", "accounts/organisation/")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)

    answer = page.goto(f"{demo}/admin/accounts/organisation/1/change/")

    assert answer.status == 404
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["", "accounts/user/add/", "accounts/organisation/", "setup/"]
)
def test_a_narrow_window_does_not_scroll_sideways(visit, page, path, shot):
    page.set_viewport_size({"width": 390, "height": 844})
    visit("sysadmin", path)

    width = page.evaluate("document.documentElement.scrollWidth")

    shot(f"narrow-{path.strip('/').replace('/', '-') or 'home'}")
    assert width <= 390


def test_the_setup_page_says_who_can_pass_what(visit, shot):
    page = visit("secadmin", "setup/")

    expect(page.locator(".route-check")).to_have_count(7)
    expect(page.locator(".verdict.bad")).to_have_count(0)
    shot("setup", full_page=True)
