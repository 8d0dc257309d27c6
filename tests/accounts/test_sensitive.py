"""Masks as `assistance.md` §4.3 writes them; looks at full values are recorded."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from accounts import sensitive
from accounts.models import Reveal, Trail, User
from accounts.services.people import (
    PHONE_LABEL,
    NotAPhoneNumber,
    TooManyReveals,
    record_reveal,
    set_phone,
)
from config.errors import constraint_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张*丰"),
        ("欧阳锋", "欧阳*"),
        ("欧阳娜娜", "欧阳**"),
        ("古丽娜尔", "古**尔"),
        ("John Smith", "John *"),
        ("", ""),
    ],
)
def test_names(name, masked):
    assert sensitive.mask_name(name) == masked


def test_an_identity_number_hides_the_birth_date():
    assert sensitive.mask_id("420112198503150031") == "4201**********0031"


@pytest.mark.parametrize(
    ("number", "masked"),
    [("13812341234", "138****1234"), ("027-83891234", "027-******34"), ("", "")],
)
def test_phones(number, masked):
    assert sensitive.mask_phone(number) == masked


def test_accounts_and_addresses():
    assert sensitive.mask_account("6217003860012345") == "**** **** **** 2345"
    assert sensitive.mask_address("武汉市东西湖区金银湖街道环湖路8号") == (
        "武汉市东西湖区金银湖街道***"
    )


def test_a_phone_is_sealed_and_found_by_its_digest(officer, sysadmin):
    set_phone(user=officer, phone="+86 139 0000 1234", by=sysadmin)

    stored = User.objects.get(phone_digest=officer.phone_digest)
    assert b"13900001234" not in bytes(stored.phone_cipher)
    assert sensitive.unseal_text(stored.phone_cipher, PHONE_LABEL) == "13900001234"


def test_no_phone_number_is_refused_at_its_field(officer, sysadmin):
    with pytest.raises(NotAPhoneNumber) as caught:
        set_phone(user=officer, phone="12", by=sysadmin)

    assert caught.value.field == "phone"


def test_the_trail_shows_only_that_a_sealed_value_changed(officer, sysadmin):
    set_phone(user=officer, phone="13900001234", by=sysadmin)

    entry = Trail.objects.filter(table="accounts_user", row=officer.pk).latest("pk")
    assert entry.after["phone_cipher"] == "•"
    assert entry.after["phone_digest"] == bytes(officer.phone_digest).hex()[:8]


def test_the_trail_never_holds_a_password(officer):
    officer.set_password("Another-one-2022")
    officer.save()

    entries = Trail.objects.filter(table="accounts_user", row=officer.pk)
    assert entries.latest("pk").after["password"] == "•"
    assert all("md5" not in str(entry.after) for entry in entries)


def test_a_look_is_recorded_with_its_reason(officer, sysadmin):
    record_reveal(subject=officer, field="phone", reason="phone", by=sysadmin)

    look = Reveal.objects.get()
    assert (look.user, look.model, look.row) == (sysadmin, "accounts.user", officer.pk)


def test_another_reason_must_be_explained(officer, sysadmin):
    with pytest.raises(IntegrityError) as caught:
        record_reveal(subject=officer, field="phone", reason="other", by=sysadmin)

    assert constraint_name(caught.value) == "accounts_reveal_other_is_explained"


def test_too_many_looks_within_an_hour_are_stopped(officer, sysadmin, settings):
    settings.REVEALS_PER_HOUR = 2
    for _ in range(2):
        record_reveal(subject=officer, field="phone", reason="visit", by=sysadmin)

    with pytest.raises(TooManyReveals):
        record_reveal(subject=officer, field="phone", reason="visit", by=sysadmin)


def test_looks_of_an_hour_ago_do_not_count(officer, sysadmin, settings):
    settings.REVEALS_PER_HOUR = 1
    old = record_reveal(subject=officer, field="phone", reason="visit", by=sysadmin)
    long_ago = old.at - timedelta(hours=2)
    Reveal.objects.create(
        user=officer, at=long_ago, model="x", row=1, field="phone", reason="visit"
    )

    assert record_reveal(subject=officer, field="phone", reason="visit", by=officer)
