"""The settings of the suite: a server of its own, and a sample procedure."""

import os
from pathlib import Path

VAR = Path(__file__).resolve().parent.parent / "var" / "test"
os.environ["BANGFU_CLUSTER"] = "test"
os.environ["BANGFU_DEMO"] = "1"
os.environ["BANGFU_VAR"] = str(VAR)

from config.settings import *  # noqa: E402, F403

INSTALLED_APPS += ["tests.sample"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
VAR.mkdir(parents=True, exist_ok=True)
