"""Private storage: every uploaded or produced file lies encrypted in `var/private`.

Format: magic ‖ key mark and nonce of a sealed file key ‖ frames of 64 KiB, each
AES-GCM with its number and a last-frame flag bound to it, so that a file can neither be
read, changed nor cut short without notice. Never served by a URL.
"""

import io
import os
import secrets
import struct
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from config import keys

MAGIC, FRAME, LABEL = b"BFS1", 64 * 1024, "private file"
TAG = 16


class Damaged(Exception):
    """This private file was changed, cut short, or sealed with another key."""


def _nonce(number: int, last: bool) -> bytes:
    return struct.pack(">QI", number, int(last))


def encrypt(source, target) -> None:
    """Copies a readable binary file into `target`, frame by frame."""
    file_key = secrets.token_bytes(32)
    sealed = keys.seal(file_key, LABEL)
    target.write(MAGIC + struct.pack(">H", len(sealed)) + sealed)
    aead, number, frame = AESGCM(file_key), 0, source.read(FRAME)
    while True:
        following = source.read(FRAME)
        last = not following
        target.write(aead.encrypt(_nonce(number, last), frame, None))
        if last:
            return
        number, frame = number + 1, following


def decrypt(source, target) -> None:
    """The plain file back; raises `Damaged`."""
    head = source.read(len(MAGIC) + 2)
    if head[: len(MAGIC)] != MAGIC or len(head) < len(MAGIC) + 2:
        raise Damaged
    try:
        file_key = keys.unseal(source.read(struct.unpack(">H", head[-2:])[0]), LABEL)
        aead, number, frame = AESGCM(file_key), 0, source.read(FRAME + TAG)
        while True:
            following = source.read(FRAME + TAG)
            last = not following
            target.write(aead.decrypt(_nonce(number, last), frame, None))
            if last:
                return
            number, frame = number + 1, following
    except (keys.CannotOpen, InvalidTag, ValueError):
        raise Damaged from None


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Django storage over `encrypt` and `decrypt`; names on disk tell nothing."""

    def __init__(self):
        super().__init__(
            location=settings.PRIVATE_DIR,
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
        )

    def get_available_name(self, name, max_length=None):
        """A random name: what people called the file stays in the database."""
        token = secrets.token_hex(16)
        return f"{token[:2]}/{token}"

    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(".part")
        content.seek(0)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            encrypt(content, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return name

    def _open(self, name, mode="rb"):
        plain = io.BytesIO()
        with Path(self.path(name)).open("rb") as file:
            decrypt(file, plain)
        plain.seek(0)
        return File(plain, name)

    def url(self, name):
        raise ValueError("Private files have no address.")
