"""Secrets: made once, private, and never mixed up without notice."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import KeyCanary
from accounts.services.keys import verify_keys
from config import keys

OTHER = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMTI="


@pytest.fixture
def fresh_ring():
    keys._ring.cache_clear()
    yield
    keys._ring.cache_clear()


def test_a_first_start_writes_a_key_that_only_its_owner_reads(tmp_path, monkeypatch):
    monkeypatch.delenv("BANGFU_DIGEST_KEY", raising=False)

    first = keys.load("digest", tmp_path / "keys", production=False)

    file = tmp_path / "keys" / "digest.key"
    assert keys.load("digest", tmp_path / "keys", production=False) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_production_start_wants_explicit_keys(tmp_path, monkeypatch):
    monkeypatch.delenv("BANGFU_SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match="BANGFU_SECRET_KEY"):
        keys.load("secret", tmp_path, production=True)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_was_sealed_opens_again(plain, label):
    assert keys.unseal(keys.seal(plain, label), label) == plain


def test_a_sealed_value_does_not_open_for_another_field():
    sealed = keys.seal(b"13900001234", "accounts.User.phone")

    with pytest.raises(keys.CannotOpen):
        keys.unseal(sealed, "accounts.User.other")


def test_a_changed_value_does_not_open():
    sealed = bytearray(keys.seal(b"13900001234", "x"))
    sealed[-1] ^= 1

    with pytest.raises(keys.CannotOpen):
        keys.unseal(bytes(sealed), "x")


def test_a_rotated_key_still_opens_what_the_old_one_sealed(settings, fresh_ring):
    sealed = keys.seal(b"old", "x")
    settings.ENCRYPTION_KEY = f"{OTHER},{settings.ENCRYPTION_KEY}"

    assert keys.unseal(sealed, "x") == b"old"
    assert keys.seal(b"new", "x")[:4] != sealed[:4]


def test_digests_differ_by_kind_and_by_value():
    found = {keys.digest(k, v) for k in ("phone", "id") for v in ("1", "2")}

    assert len(found) == 4


def test_the_first_check_plants_the_canary_and_the_next_one_passes(db):
    verify_keys()
    verify_keys()

    assert KeyCanary.objects.count() == 1


@pytest.mark.parametrize(
    ("setting", "word"), [("ENCRYPTION_KEY", "encryption"), ("DIGEST_KEY", "digest")]
)
def test_a_start_with_another_key_fails_loudly(db, settings, fresh_ring, setting, word):
    verify_keys()
    setattr(settings, setting, OTHER)

    with pytest.raises(ImproperlyConfigured, match=f"The {word} key is another one"):
        verify_keys()
