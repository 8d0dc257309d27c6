"""The three secrets, and the sealing of sensitive values with them.

`secret` signs sessions (Django), `encryption` seals sensitive fields and files
(AES-256-GCM; may be rotated, several keys separated by commas, the first one seals),
`digest` makes keyed fingerprints for searching (HMAC-SHA256; never changes).
A first start outside production writes them to `var/keys/`, mode 0600.
"""

import base64
import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import env

NONCE = 12
KEY_ID = 4


class CannotOpen(Exception):
    """This value was sealed with another key or for another field."""


def load(name: str, folder: Path, *, production: bool) -> str:
    """The secret from its variable, or from its file, which a first start writes."""
    variable = f"BANGFU_{name.upper()}_KEY"
    value = env.secret(variable)
    if value:
        return value
    if production:
        raise ImproperlyConfigured(
            f"A production start needs {variable} (or {variable}_FILE)."
        )
    path = folder / f"{name}.key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _create(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The key {path.name} in {path.parent} cannot be read: {error.strerror}."
        ) from None


def _create(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    value = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
    draft = path.with_suffix(f".{os.getpid()}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # whoever links first wins; the others read
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _bytes(value: str, name: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(value)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(
            f"BANGFU_{name}_KEY must be 32 bytes in URL-safe base64."
        )
    return key


@lru_cache(maxsize=1)
def _ring(setting: str) -> dict[bytes, AESGCM]:
    ring = {}
    for value in setting.split(","):
        key = _bytes(value.strip(), "ENCRYPTION")
        ring[hashlib.sha256(b"bangfu key" + key).digest()[:KEY_ID]] = AESGCM(key)
    return ring


def seal(plain: bytes, label: str) -> bytes:
    """Key mark ‖ nonce ‖ cipher; `label` (the field's name) is bound to it."""
    ring = _ring(settings.ENCRYPTION_KEY)
    mark, aead = next(iter(ring.items()))
    nonce = secrets.token_bytes(NONCE)
    return mark + nonce + aead.encrypt(nonce, plain, label.encode())


def unseal(sealed: bytes, label: str) -> bytes:
    """The plain bytes; `CannotOpen` for another key, another label or a change."""
    sealed = bytes(sealed)
    aead = _ring(settings.ENCRYPTION_KEY).get(sealed[:KEY_ID])
    if aead is None:
        raise CannotOpen
    nonce, body = sealed[KEY_ID : KEY_ID + NONCE], sealed[KEY_ID + NONCE :]
    try:
        return aead.decrypt(nonce, body, label.encode())
    except InvalidTag:
        raise CannotOpen from None


def digest(kind: str, value: str) -> bytes:
    """HMAC(digest key, kind ‖ value): equal values are found without reading them."""
    key = _bytes(settings.DIGEST_KEY, "DIGEST")
    return hmac.digest(key, f"{kind}\x1f{value}".encode(), "sha256")
