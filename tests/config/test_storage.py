"""Private files: encrypted, under random names, damaged ones noticed."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st

from config.storage import FRAME, Damaged, PrivateStorage, decrypt, encrypt


def round_trip(plain: bytes) -> bytes:
    sealed, opened = io.BytesIO(), io.BytesIO()
    encrypt(io.BytesIO(plain), sealed)
    sealed.seek(0)
    decrypt(sealed, opened)
    return opened.getvalue()


@settings(max_examples=40)
@given(st.binary(max_size=300), st.sampled_from([0, FRAME - 1, FRAME, FRAME + 1]))
def test_a_file_comes_back_as_it_went_in(tail, length):
    plain = b"\x00" * length + tail

    assert round_trip(plain) == plain


@pytest.fixture
def stored(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    storage = PrivateStorage()
    name = storage.save("王芳的病历.pdf", ContentFile(b"diagnosis" * 20_000))
    return storage, name


def test_neither_name_nor_content_can_be_read_on_disk(stored):
    storage, name = stored
    raw = Path(storage.path(name)).read_bytes()

    assert b"diagnosis" not in raw
    assert "王芳" not in name
    assert Path(storage.path(name)).stat().st_mode & 0o077 == 0


def test_it_opens_again(stored):
    storage, name = stored

    assert storage.open(name).read() == b"diagnosis" * 20_000


@pytest.mark.parametrize("harm", ["cut", "flip", "swap", "empty"])
def test_a_damaged_file_is_noticed(stored, harm):
    storage, name = stored
    path = Path(storage.path(name))
    raw = bytearray(path.read_bytes())
    if harm == "cut":
        raw = raw[: len(raw) - FRAME // 2]
    elif harm == "flip":
        raw[len(raw) // 2] ^= 1
    elif harm == "swap":
        head = len(raw) % (FRAME + 16)
        raw[head:] = raw[head:][::-1]
    else:
        raw = bytearray()
    path.write_bytes(raw)

    with pytest.raises(Damaged):
        storage.open(name)


def test_private_files_have_no_address(stored):
    storage, name = stored

    with pytest.raises(ValueError, match="no address"):
        storage.url(name)
