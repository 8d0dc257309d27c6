"""Signing in: passwords, lockout, first password, idle sessions, the demonstration."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.passwords import ThreeKindsValidator
from accounts.services.people import reset_password
from config import clock
from tests.factories import PASSWORD, make_user

LOGIN, HOME = "/admin/login/", "/admin/"


def attempt(client, number, password):
    return client.post(LOGIN, {"username": number, "password": password})


def test_staff_number_and_password_open_the_home_page(officer):
    client = Client()

    answer = attempt(client, "OFFICER", PASSWORD)

    assert answer.status_code == 302
    assert officer.name in client.get(HOME).content.decode()


def test_a_wrong_password_is_told_without_saying_which_part(officer):
    wrong = attempt(Client(), "officer", "x").content.decode()
    unknown = attempt(Client(), "nobody", "x").content.decode()

    sentence = wrong.split('role="alert">')[1].split("<")[0]
    assert sentence and sentence in unknown


def test_five_wrong_attempts_lock_the_account(officer):
    client = Client()
    for number in ("officer", "Officer", "OFFICER", "oFFICER", "officer"):
        last = attempt(client, number, "wrong")

    assert last.status_code == 429
    assert attempt(client, "officer", PASSWORD).status_code == 429


def test_a_locked_account_leaves_the_others_open(officer, stranger):
    client = Client()
    for _ in range(5):
        attempt(client, "officer", "wrong")

    assert attempt(client, "stranger", PASSWORD).status_code == 302


def test_a_new_first_password_opens_a_locked_account(officer, sysadmin):
    client = Client()
    for _ in range(5):
        attempt(client, "officer", "wrong")

    password = reset_password(user=officer, by=sysadmin)

    assert attempt(client, "officer", password).status_code == 302


def test_who_has_left_cannot_sign_in(officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)

    assert attempt(Client(), "officer", PASSWORD).status_code == 200


def test_a_first_password_must_be_changed_before_anything_else(union):
    make_user("officer", organisation=union, number="new", first_password=True)
    client = Client()
    attempt(client, "new", PASSWORD)

    turned = client.get(HOME)
    assert turned.url == reverse("admin:password_change")

    new = "Spring-2023-relief"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    client.post(turned.url, data)

    assert client.get(HOME).status_code == 200
    assert User.objects.get(staff_number="new").check_password(new)


def test_the_old_password_is_no_new_one(union):
    make_user("officer", organisation=union, number="new", first_password=True)
    client = Client()
    attempt(client, "new", PASSWORD)
    data = {"old_password": PASSWORD, "new_password1": PASSWORD}

    answer = client.post(
        reverse("admin:password_change"), {**data, "new_password2": PASSWORD}
    )

    assert answer.status_code == 200 and answer.context["form"].errors


@pytest.mark.parametrize("password", ["abcdefghij", "abcdefghij1", "ABCDEFGHIJ1"])
def test_a_password_of_two_kinds_is_too_uniform(password):
    with pytest.raises(ValidationError):
        ThreeKindsValidator().validate(password)


def test_an_old_password_must_be_renewed(settings, union):
    settings.DEMO = False
    user = make_user("officer", organisation=union, number="old")
    long_ago = clock.now() - timedelta(days=91)
    User.objects.filter(pk=user.pk).update(password_changed_at=long_ago)
    client = Client()
    attempt(client, "old", PASSWORD)

    assert client.get(HOME).status_code == 302


def test_an_idle_session_ends_and_says_so(sign_in, officer, settings):
    client = sign_in(officer)
    client.get(HOME)
    session = client.session
    session["seen"] -= settings.IDLE_MINUTES * 60 + 1
    session.save()

    answer = client.get(HOME, follow=True)

    assert answer.redirect_chain[0][0].startswith(LOGIN)
    assert str(settings.IDLE_MINUTES) in answer.content.decode()


def test_the_demonstration_signs_in_by_one_click(db):
    from accounts.demo import ACCOUNTS, DemoAccount
    from tests.factories import make_organisation

    assert isinstance(ACCOUNTS[0], DemoAccount)
    make_user(
        "caseworker", organisation=make_organisation("federation"), number="caseworker"
    )
    client = Client()

    answer = client.post(reverse("admin:demo_sign_in"), {"number": "caseworker"})

    assert answer.status_code == 302
    assert client.get(HOME).status_code == 200


def test_outside_the_demonstration_there_is_no_such_door(caseworker, settings):
    settings.DEMO = False

    answer = Client().post(reverse("admin:demo_sign_in"), {"number": "caseworker"})

    assert answer.status_code == 404


def test_chinese_is_the_default_whatever_the_browser_asks_for(db):
    page = Client(headers={"accept-language": "en-US"}).get(LOGIN).content.decode()

    assert 'lang="zh-hans"' in page


def test_english_is_chosen_in_the_menu(sign_in, officer):
    client = sign_in(officer)

    client.post(reverse("admin:preferences"), {"language": "en"})

    assert 'lang="en"' in client.get(HOME).content.decode()


def test_the_working_date_of_the_demonstration_can_be_moved(sign_in, officer):
    client = sign_in(officer)
    assert "2022-12-20" in client.get(HOME).content.decode()

    client.post(reverse("admin:preferences"), {"date": "2022-12-28"})

    assert "2022-12-28" in client.get(HOME).content.decode()


def test_a_preference_leads_only_to_pages_of_ours(sign_in, officer):
    data = {"unit": "wan", "next": "https://example.org/"}

    answer = sign_in(officer).post(reverse("admin:preferences"), data)

    assert answer.url == HOME
