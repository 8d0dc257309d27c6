"""Readers of environment variables that refuse bad values by name.

Every reader raises `ImproperlyConfigured` with the variable's name, the value it
cannot use and what it would take. A secret may also stand in the file that
`<NAME>_FILE` points to.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The variable's text without surrounding blanks; `default` when it is unset."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable: 1/0, true/false, yes/no, on/off."""
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no (1 or 0), not '{value}'.")


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`, both included."""
    value = text(name)
    if not value:
        return default
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(
        f"{name} must be a whole number from {least} to {most}, not '{value}'."
    )


def choice(name: str, default: str, allowed: Iterable[str]) -> str:
    """One word out of `allowed`."""
    value = text(name, default)
    words = list(allowed)
    if value in words:
        return value
    raise ImproperlyConfigured(
        f"{name} must be one of {', '.join(words)}, not '{value}'."
    )


def words(name: str) -> list[str]:
    """A list separated by commas; empty when the variable is unset."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def secret(name: str) -> str:
    """A secret from the variable itself or from the file `<NAME>_FILE` names."""
    value, place = text(name), text(f"{name}_FILE")
    if value and place:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if not place:
        return value
    try:
        return Path(place).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names a file that cannot be read: {error.strerror}."
        ) from None


def database(name: str) -> dict | None:
    """A Django database from `postgresql://user:password@host:port/name?option=…`.

    None when the variable is unset. Query options become connection options.
    """
    value = secret(name)
    if not value:
        return None
    parts = urlsplit(value)
    path = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not path:
        raise ImproperlyConfigured(
            f"{name} must look like postgresql://user:password@host:port/database."
        )
    options = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"The port in {name} is not a number.") from None
    return {
        "NAME": path,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }
