"""Signing in, the first password, language, dark mode, the sidebar."""

import re

import pytest
from playwright.sync_api import expect

from accounts.demo import ACCOUNTS
from tests.e2e.conftest import english_words

NUMBERS = [account.number for account in ACCOUNTS]
# What is data on a page: staff numbers, step codes, codes of the union tree.
DATA = {
    *NUMBERS,
    "English",
    "apply",
    "visit",
    "check",
    "publicise",
    "approve",
    "build",
    "propose",
    "assess",
    "draft",
    "request",
}


def test_the_sign_in_page_lists_the_people_of_the_demonstration(demo, page, shot):
    page.goto(f"{demo}/")

    expect(page.locator(".demo-people li")).to_have_count(9)
    assert english_words(page, data=DATA) == set()
    shot("sign-in")


@pytest.mark.parametrize("number", NUMBERS)
def test_everybody_walks_the_sidebar_in_chinese(visit, number, shot):
    page = visit(number)
    shot(f"home-{number}")
    doors = page.locator("#sidebar a").evaluate_all("links => links.map(a => a.href)")
    assert doors

    for door in doors:
        answer = page.goto(door)
        assert answer.status == 200, door
        expect(page.locator("h1")).to_be_visible()
        left = english_words(page, data=DATA)
        assert left == set(), f"{door}: {left}"


def test_a_first_password_is_handed_over_and_changed(visit, demo, page, shot):
    visit("sysadmin", "accounts/user/?q=officer")
    page.locator("#result_list tbody th a").first.click()
    page.locator('a[data-dialog][href$="/do/reset_password/"]').click()
    expect(page.locator("dialog")).to_be_visible()
    shot("dialog")
    page.locator("dialog button[type=submit]").click()
    password = page.locator("output").inner_text()

    page.context.clear_cookies()
    page.goto(f"{demo}/admin/login/")
    page.fill("#id_username", "officer")
    page.fill("#id_password", password)
    page.locator("#login-form button[type=submit]").click()
    expect(page).to_have_url(re.compile("password_change"))
    shot("first-password")
    page.fill("#id_old_password", password)
    page.fill("#id_new_password1", "Winter-2023-aid")
    page.fill("#id_new_password2", "Winter-2023-aid")
    page.locator("#password-form button[type=submit]").click()

    expect(page).to_have_url(f"{demo}/admin/")


def test_a_wrong_password_is_told_in_chinese(demo, page):
    page.goto(f"{demo}/admin/login/")
    page.fill("#id_username", "finance")
    page.fill("#id_password", "wrong")
    page.locator("#login-form button[type=submit]").click()

    expect(page.locator("[role=alert]")).to_contain_text("工号")


def test_english_is_one_click_away_and_back(visit):
    page = visit("sysadmin")
    page.locator(".user-menu summary").click()
    page.locator('button[name=language][value="en"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.locator(".user-menu summary").click()
    page.locator('button[name=language][value="zh-hans"]').click()

    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_dark_mode_stays_on_the_next_page(visit, shot):
    page = visit("sysadmin")
    page.locator(".user-menu summary").click()
    for _ in range(3):
        if page.locator("html").get_attribute("data-theme") == "dark":
            break
        page.locator(".theme-toggle").click()

    page.goto(page.url + "accounts/organisation/")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    shot("list-dark")


def test_the_working_date_moves_for_everybody_who_signs_in_here(visit, demo, page):
    visit("caseworker")
    page.locator('input[name="date"]').fill("2022-12-28")
    page.wait_for_load_state()
    expect(page.locator('input[name="date"]')).to_have_value("2022-12-28")

    page.locator(".user-menu summary").click()
    page.locator("#logout-form button").click()
    page.goto(f"{demo}/admin/login/")
    page.locator("button[name=number][value=reviewer]").click()

    expect(page.locator('input[name="date"]')).to_have_value("2022-12-28")
