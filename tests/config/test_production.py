"""A production start: complete, or refused with the variable's name."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

KEY = "cHJvZHVjdGlvbi1wcm9kdWN0aW9uLXByb2R1Y3Rpb24="
OTHER = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMTI="
COMPLETE = {
    "BANGFU_PRODUCTION": "1",
    "BANGFU_HOSTS": "bangfu.example.org",
    "BANGFU_SECRET_KEY": "a-very-long-secret-of-production-0123456789-ABCDEFGHIJ-xyz",
    "BANGFU_ENCRYPTION_KEY": KEY,
    "BANGFU_DIGEST_KEY": OTHER,
}


def check(**changes):
    """`manage.py check --deploy` with these variables; its exit code and words."""
    ours = ("BANGFU_", "DATABASE_", "DJANGO_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    given = {k: v for k, v in {**kept, **COMPLETE, **changes}.items() if v is not None}
    given["DJANGO_SETTINGS_MODULE"] = "config.settings"
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=given,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_complete_production_start_passes_the_deployment_check():
    code, words = check()

    assert code == 0, words
    assert "no issues" in words


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"BANGFU_HOSTS": None}, "BANGFU_HOSTS"),
        ({"BANGFU_SECRET_KEY": None}, "BANGFU_SECRET_KEY"),
        ({"BANGFU_ENCRYPTION_KEY": None}, "BANGFU_ENCRYPTION_KEY"),
        ({"BANGFU_DIGEST_KEY": None}, "BANGFU_DIGEST_KEY"),
        ({"BANGFU_DEMO": "1"}, "BANGFU_DEMO"),
        ({"BANGFU_DEBUG": "1"}, "BANGFU_DEBUG"),
        ({"BANGFU_IDLE_MINUTES": "soon"}, "BANGFU_IDLE_MINUTES"),
        ({"DATABASE_URL": "postgresql://app@localhost/aid"}, "DATABASE_OWNER_URL"),
    ],
)
def test_an_incomplete_one_is_refused_by_name(change, named):
    code, words = check(**change)

    assert code != 0
    assert named in words
