"""What may be kept, under which name and type."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from marketplace.errors import ValidationFailed
from marketplace.files import checking
from marketplace.files.checking import clean_name
from marketplace.files.models import StoredFile
from marketplace.files.services import store_file
from tests.factories.shops import NOON

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000") + b"\x1f\x15\xc4\x89"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def keep(shop, name="photo.png", content=PNG):
    return store_file(shop_id=shop.pk, name=name, content=content, at=NOON)


def test_a_file_is_kept_to_the_byte_with_its_name_size_and_type(in_shop):
    stored = keep(in_shop, "caja.png")

    assert (stored.name, stored.size, stored.mimetype) == ("caja.png", len(PNG), "image/png")
    assert stored.sha256 == hashlib.sha256(PNG).hexdigest()
    assert default_storage.open(stored.path).read() == PNG


@pytest.mark.parametrize(
    ("name", "content", "mimetype"),
    [
        ("photo.jpg", JPEG, "image/jpeg"),
        ("photo.png", JPEG, "image/jpeg"),
        ("invoice.pdf", PDF, "application/pdf"),
        ("invoice.jpg", PDF, "application/pdf"),
        ("note.txt", "Grüße aus Kassel".encode(), "text/plain"),
        ("note.unknown", "Olá".encode(), "text/plain"),
        ("bytes.unknown", bytes(range(256)), "application/octet-stream"),
    ],
)
def test_the_type_is_that_of_the_bytes_whatever_the_name_says(name, content, mimetype, in_shop):
    assert keep(in_shop, name, content).mimetype == mimetype


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "FILE_EMPTY"),
        ("setup.exe", b"anything", "FILE_REFUSED"),
        ("photo.jpg.scr", JPEG, "FILE_REFUSED"),
        ("PHOTO.JPG.EXE", JPEG, "FILE_REFUSED"),
        ("photo.jpg", b"MZ\x90\x00\x03", "FILE_REFUSED"),
        ("photo.jpg", b"\x7fELF\x02\x01", "FILE_REFUSED"),
        ("macro.vbs ", b"x", "FILE_REFUSED"),
        ("trick\u202egpj.exe", b"x", "FILE_REFUSED"),
    ],
)
def test_what_is_empty_or_would_run_is_refused_and_leaves_nothing(name, content, code, in_shop, tmp_path):
    with pytest.raises(ValidationFailed) as refused:
        keep(in_shop, name, content)

    assert refused.value.code == code
    assert not StoredFile.objects.exists()
    assert not list(tmp_path.rglob("*"))


def test_a_file_over_the_limit_is_refused(in_shop, monkeypatch):
    monkeypatch.setattr(checking, "MOST_BYTES", 10)

    with pytest.raises(ValidationFailed) as refused:
        keep(in_shop, "big.txt", b"12345678901")
    assert refused.value.code == "FILE_TOO_LARGE"
    assert keep(in_shop, "fits.txt", b"1234567890").size == 10


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ana\\caja.jpg", "caja.jpg"),
        ("  factura   nº 7.pdf ", "factura nº 7.pdf"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "file"),
        ("...", "file"),
        ("a" * 300 + ".jpeg", "a" * 145 + ".jpeg"),
        ("Año.pdf", "Año.pdf"),
    ],
)
def test_a_name_keeps_what_a_reader_needs_and_nothing_that_hides(given_name, kept):
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_fits(name):
    cleaned = clean_name(name)

    assert 1 <= len(cleaned) <= 150
    assert "/" not in cleaned
    assert cleaned.isprintable() or not name.isprintable()
    assert clean_name(cleaned) == cleaned


def test_two_files_of_one_name_are_two_files(in_shop):
    first, second = keep(in_shop), keep(in_shop)

    assert first.path != second.path
    assert "photo" not in first.path
