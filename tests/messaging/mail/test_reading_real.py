"""Real mails (`*.eml`, `*.msg`, `*.mbox`, `*.txt` in folders) in REAL_DATA are read, whatever they hold."""

import os
from pathlib import Path
from time import perf_counter

import pytest

from messaging.mail.kinds import MailKind
from messaging.mail.reading import read_mail

FOLDER = os.environ.get("REAL_DATA", "")
_ENDINGS = {".eml", ".msg", ".mbox", ".txt", ""}
FILES = sorted(
    path for path in (Path(FOLDER).rglob("*") if FOLDER else []) if path.is_file() and path.suffix in _ENDINGS
)
MOST_SECONDS = 2.0
# The spam itself, and not a rejection of it: nothing in it names a mail server.
SENT_BY_NO_SERVER = {"mdbp-spam-with-image.msg"}

pytestmark = pytest.mark.real


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_real_mail_is_read_soon(path):
    raw = path.read_bytes()
    began = perf_counter()
    mail = read_mail(raw)

    assert perf_counter() - began < MOST_SECONDS
    assert "\x00" not in mail.subject + mail.text + mail.quoted


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "bounces"], ids=lambda path: path.name)
def test_a_mail_server_s_letter_is_not_a_person_s(path):
    is_person = read_mail(path.read_bytes()).kind is MailKind.PERSON

    assert is_person is (path.name in SENT_BY_NO_SERVER)
