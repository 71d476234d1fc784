"""A mail as this house needs it: who, to whom, which words, which files."""

import pytest

from messaging.mail.headers import Person
from messaging.mail.parts import MailFile
from messaging.mail.reading import read_mail
from tests.factories.mail import make_mail, make_mixed

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_a_mail_is_read_whole():
    mail = read_mail(
        make_mail(
            "Hola, ¿cuándo llega?",
            subject="Re: [A-1] ¿Dónde está?",
            to="Tienda <reply+abc@reply.example>, otra@example.com",
            headers=[
                "Cc: Eva <eva@example.com>",
                "Delivered-To: box@reply.example",
                "In-Reply-To: <3@reply.example>",
                "References: <1@reply.example>\r\n <2@reply.example>\t<3@reply.example>",
            ],
        )
    )

    assert mail.message_id == "<1@mail.example.com>"
    assert mail.answers == ["<3@reply.example>", "<2@reply.example>", "<1@reply.example>"]
    assert mail.sender == Person("Ana Ejemplo", "ana@example.com")
    assert mail.recipients == [
        "box@reply.example",
        "reply+abc@reply.example",
        "otra@example.com",
        "eva@example.com",
    ]
    assert (mail.subject, mail.text, mail.quoted) == ("Re: [A-1] ¿Dónde está?", "Hola, ¿cuándo llega?", "")
    assert (mail.files, mail.kind, mail.returned) == ([], "PERSON", [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=?UTF-8?Q?Jos=C3=A9_Mu=C3=B1oz?= <j@example.com>", Person("José Muñoz", "j@example.com")),
        ('"=?ISO-8859-1?B?Sm9z6Q==?=" <j@example.com>', Person("José", "j@example.com")),
        ("=?utf-8?b?5byg?= =?utf-8?b?5LiJ?= <z@example.com>", Person("张三", "z@example.com")),
        ("José <j@example.com>", Person("José", "j@example.com")),
        ("=?x-unknown?Q?Jos=E9?= <j@example.com>", Person("José", "j@example.com")),
        ("j@example.com (Pepe)", Person("Pepe", "j@example.com")),
        ("nobody at all", Person("nobody at all", "")),
    ],
)
def test_a_sender_s_name_is_decoded(value, expected):
    assert read_mail(make_mail(sender=value)).sender == expected


def test_a_mail_that_names_no_sender_is_its_envelope_s():
    assert read_mail(b"Subject: x\r\n\r\n", envelope_sender="a@example.com").sender == Person("", "a@example.com")


@pytest.mark.parametrize(
    ("charset", "raw", "expected"),
    [
        ("iso-8859-1", "año 10 €".encode("cp1252"), "año 10 €"),
        ("utf-8", "año".encode("cp1252"), "año"),
        ("iso-8859-1", "año ñandú".encode(), "año ñandú"),
        ("us-ascii", "año".encode(), "año"),
        ("x-unknown", "año".encode("cp1252"), "año"),
        ("punycode", "año".encode(), "año"),
        ("", "año".encode(), "año"),
        ("gb2312", "张三".encode("gb18030"), "张三"),
        ("koi8-r", "привет".encode("koi8_r"), "привет"),
        ("utf-16", "año".encode("utf-16"), "año"),
        ("windows-1252", b"a\x00\x07b\x81", "ab\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_text_is_decoded_by_what_it_is(charset, raw, expected):
    parameter = f"; charset={charset}" if charset else ""
    head = f"From: a@example.com\r\nContent-Type: text/plain{parameter}\r\n\r\n"

    assert read_mail(head.encode() + raw).text == expected


def test_a_charset_that_is_not_named_is_guessed():
    text = "Здравствуйте, когда придёт мой заказ? Я жду его уже неделю."

    assert read_mail(b"From: a@example.com\r\n\r\n" + text.encode("cp1251")).text == text


def test_plain_text_is_read_before_html_and_pictures_come_with_either():
    raw = b"""From: a@example.com\r
Content-Type: multipart/alternative; boundary=a\r
\r
--a\r
Content-Type: text/plain; charset=utf-8\r
\r
plain\r
--a\r
Content-Type: multipart/related; boundary=r\r
\r
--r\r
Content-Type: text/html\r
\r
<p>html</p>\r
--r\r
Content-Type: image/png\r
Content-Disposition: inline\r
\r
PNG\r
--r--\r
--a--\r
"""
    mail = read_mail(raw)

    assert mail.text == "plain"
    assert mail.files == [MailFile("image.png", b"PNG", "image/png")]


def test_html_is_read_where_the_plain_text_says_nothing():
    raw = b"""From: a@example.com\r
Content-Type: multipart/alternative; boundary=a\r
\r
--a\r
Content-Type: text/plain\r
\r
 \r
--a\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Hola</p><p>adi\xc3\xb3s</p>\r
--a--\r
"""
    assert read_mail(raw).text == "Hola\n\nadiós"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('Content-Disposition: attachment; filename="foto.png"\r\n', "foto.png"),
        ("Content-Disposition: attachment; filename*=utf-8''a%C3%B1o.png\r\n", "año.png"),
        (
            'Content-Disposition: attachment; filename*0="una foto muy "; filename*1="larga.png"\r\n',
            "una foto muy larga.png",
        ),
        ('Content-Disposition: attachment; filename="=?UTF-8?B?YcOxby5wbmc=?="\r\n', "año.png"),
        ('Content-Disposition: attachment; filename="año.png"\r\n', "año.png"),
        ("Content-Disposition: inline\r\n", "image.png"),
        ("", "image.png"),
    ],
)
def test_files_keep_their_names(disposition, name):
    assert read_mail(make_mixed("Mirad", (disposition, "image/png", PNG))).files == [MailFile(name, PNG, "image/png")]


def test_a_text_with_a_name_is_a_file():
    mail = read_mail(make_mixed("Mirad", ("Content-Disposition: inline; filename=a.txt\r\n", "text/plain", b"in it")))

    assert (mail.text, mail.files) == ("Mirad", [MailFile("a.txt", b"in it", "text/plain")])


def test_a_mail_inside_the_mail_is_a_file_that_opens_again():
    raw = b"""From: a@example.com\r
Content-Type: multipart/mixed; boundary=a\r
\r
--a\r
\r
see below\r
--a\r
Content-Type: message/rfc822\r
\r
From: b@example.com\r
Subject: =?utf-8?q?A=C3=B1o?=\r
\r
inner words\r
--a--\r
"""
    mail = read_mail(raw)

    assert mail.text == "see below"
    assert [(file.name, file.mimetype) for file in mail.files] == [("Año.eml", "message/rfc822")]
    assert read_mail(mail.files[0].content).text == "inner words"


def test_a_mail_without_parts_that_says_multipart_is_its_text():
    assert read_mail(b"Content-Type: multipart/mixed\r\n\r\nstill readable").text == "still readable"
