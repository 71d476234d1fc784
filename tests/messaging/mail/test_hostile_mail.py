"""No bytes break the reader, and none keep it busy."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.mail.reading import read_mail
from tests.factories.mail import make_bounce, make_mail, make_mixed

SAMPLES = [make_mail(), make_bounce("<1@reply.example>"), make_mixed("Mirad", ("", "image/png", b"\x89PNG"))]
# Far above what any of these takes, far below a lease.
MOST_SECONDS = 5.0


def _nested(levels: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(levels)
    )


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw):
    mail = read_mail(raw)

    assert "\x00" not in mail.text + mail.quoted


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_any_damage_to_a_mail_is_survived(raw, data):
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(raw)))
        cut = data.draw(st.integers(0, 40))
        raw = raw[:start] + data.draw(st.binary(max_size=20)) + raw[start + cut :]

    mail = read_mail(raw)

    assert "\x00" not in mail.text + mail.quoted + mail.subject + mail.sender.name


_HEADERS = st.sampled_from(
    [
        "Content-Type: text/html",
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "Content-Type: message/rfc822",
        "Content-Type: message/delivery-status",
        "Content-Type: text/plain; charset*=utf-8'es'x; charset*1=y",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: x-uuencode",
        "Content-Transfer-Encoding: quoted-printable",
        "Content-Disposition: attachment; filename*0*=utf-8''%; filename*1=",
        "Content-Disposition: attachment; filename*=x-none'a'%ff",
        "Subject: =?utf-16?b?AA?= =?utf-8?q?=C3?= =??=",
        'From: "(<@,;:" <a@b@c>, (((',
        "Message-ID: <",
    ]
)
_LINES = st.sampled_from(
    ["--b", "--b--", "", "begin 644 x", "<blockquote>", "> a", "De: x", "On 1 2025 a@b wrote:", "%%%", "====="]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.one_of(_HEADERS, _LINES, st.text(max_size=30)), max_size=30))
def test_any_order_of_mail_s_own_words_is_read(lines):
    mail = read_mail("\r\n".join(lines).encode("utf-8", "surrogatepass"))

    assert "\n" not in mail.subject


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_nested(50) + b"Content-Type: text/plain\r\n\r\nwords at the bottom", id="parts in parts"),
        pytest.param(_nested(10_000) + b"\r\nwords at the bottom", id="10,000 parts in parts"),
        pytest.param(b"Content-Type: message/rfc822\r\n\r\n" * 10_000 + b"words at the bottom", id="mails in mails"),
        pytest.param(_nested(1) + b"--b0\r\n\r\nx\r\n" * 200_000 + b"words at the bottom", id="200,000 parts"),
        pytest.param(b"Subject: " + b"a" * 5_000_000 + b"\r\n\r\nwords at the bottom", id="long header"),
        pytest.param(b"Subject: " + b"=?a?q?" * 500_000 + b"\r\n\r\nwords at the bottom", id="half-encoded words"),
        pytest.param(b"From: " + b"(" * 500_000 + b"\r\n\r\nwords at the bottom", id="comments in comments"),
        pytest.param((b"To: " + b"<" * 60_000 + b"\r\n") * 200 + b"\r\nwords at the bottom", id="many long headers"),
        pytest.param(b"From: x\r\n" * 200_000 + b"\r\nwords at the bottom", id="many senders"),
        pytest.param(b"A: b\r\n" * 300_000 + b"\r\nwords at the bottom", id="many headers"),
        pytest.param(b"\r\n" + b"On 1 " + b"a " * 200_000 + b"\n" * 200_000 + b"words at the bottom", id="blank lines"),
        pytest.param(
            b"\r\n" + (b"On 1:11 " + b"a@a@" * 70 + b":\n") * 3_000 + b"words at the bottom", id="near headers"
        ),
        pytest.param(
            b"\r\n" + (b"On " + b" " * 290 + b":\n") * 3_000 + b"words at the bottom", id="near headers, spaces"
        ),
    ],
)
def test_hostile_mail_is_read_soon_with_its_words(raw):
    began = process_time()
    mail = read_mail(raw)

    assert process_time() - began < MOST_SECONDS
    assert (mail.text + mail.quoted).endswith("words at the bottom")


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div>" * 100_000, id="deep"),
        pytest.param("<blockquote>x" * 20_000, id="quotes in quotes"),
        pytest.param("<p style='margin-top:100000em'>x</p>" * 10_000, id="wide margins"),
        pytest.param("<table>" + "<tr>" + "<td>x" * 20_000 + "<tr><td>y" * 20_000, id="wide table"),
        pytest.param("<b>x" * 100_000, id="never closed"),
    ],
)
def test_hostile_pages_are_read_soon(page):
    began = process_time()
    read_mail(make_mail(page, content_type="text/html"))

    assert process_time() - began < MOST_SECONDS
