"""Environment variables: read strictly, refused by name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("off", False), ("YES", True)]
)
def test_a_flag_reads_yes_and_no(monkeypatch, text, value):
    monkeypatch.setenv("BANGFU_X", text)

    assert env.flag("BANGFU_X") is value


@pytest.mark.parametrize(
    ("read", "bad"),
    [
        (lambda: env.flag("BANGFU_X"), "maybe"),
        (lambda: env.integer("BANGFU_X", 1, least=1, most=9), "10"),
        (lambda: env.integer("BANGFU_X", 1, least=1, most=9), "１"),
        (lambda: env.choice("BANGFU_X", "a", ["a", "b"]), "c"),
        (lambda: env.database("BANGFU_X"), "mysql://x/y"),
        (lambda: env.database("BANGFU_X"), "postgresql://host:port/y"),
    ],
)
def test_a_bad_value_is_refused_by_name(monkeypatch, read, bad):
    monkeypatch.setenv("BANGFU_X", bad)

    with pytest.raises(ImproperlyConfigured, match="BANGFU_X"):
        read()


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("hush\n")
    monkeypatch.setenv("BANGFU_X_FILE", str(tmp_path / "secret"))

    assert env.secret("BANGFU_X") == "hush"


def test_a_secret_in_two_places_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("BANGFU_X", "a")
    monkeypatch.setenv("BANGFU_X_FILE", "b")

    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.secret("BANGFU_X")


def test_a_database_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv(
        "BANGFU_X", "postgresql://app:p%40ss@db.local:6432/aid?sslmode=require"
    )

    assert env.database("BANGFU_X") == {
        "NAME": "aid",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db.local",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }
