"""A real door at a free port, and what it answers: 250 only for what is stored."""

import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError

from marketplace import clock
from marketplace.simulation import advance_clock
from marketplace.tenancy import all_shops
from messaging.choices import InboundReason, InboundState
from messaging.mail import doorkeeper, sessions
from messaging.models import InboundMail
from tests.factories.mail import make_mail

pytestmark = pytest.mark.django_db(transaction=True)

ANA, SHOP = "ana@example.com", "reply+abc@trastienda.example"


@contextmanager
def client(port: int) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as connection:
        yield connection


def kept() -> list[InboundMail]:
    with all_shops("a test looks at rows"):
        return list(InboundMail.objects.order_by("pk"))


def say(connection: smtplib.SMTP, *lines: bytes) -> bytes:
    """Send lines as they are; the last answer."""
    connection.send(b"".join(lines))
    code, answer = connection.getreply()
    return b"%d %b" % (code, answer)


def test_a_mail_is_acknowledged_when_it_is_stored_byte_for_byte(door_port):
    raw = make_mail("Hola\n.\n.. y\n.fin", to=SHOP)
    with client(door_port) as connection:
        refused = connection.sendmail(ANA, [SHOP, "other@example.com"], raw)

    [mail] = kept()
    assert refused == {}
    assert (bytes(mail.raw), mail.size, mail.state) == (raw, len(raw), InboundState.RECEIVED)
    assert (mail.envelope_sender, mail.envelope_recipients) == (ANA, [SHOP, "other@example.com"])


def test_the_mail_s_time_is_that_of_the_business(door_port, settings):
    settings.SIMULATION = True
    advance_clock(by=timedelta(days=3))
    before = clock.now()
    with client(door_port) as connection:
        connection.sendmail(ANA, [SHOP], make_mail())

    assert before <= kept()[0].arrived_at <= clock.now()
    assert kept()[0].received_at <= clock.real()


def test_many_mails_come_over_one_connection(door_port):
    with client(door_port) as connection:
        for number in range(20):
            connection.sendmail(ANA, [SHOP], make_mail(str(number)))

    assert len(kept()) == 20


def test_a_mail_that_is_sent_again_is_acknowledged_and_stored_once(door_port):
    for _ in range(3):
        with client(door_port) as connection:
            connection.sendmail(ANA, [SHOP], make_mail())

    assert len(kept()) == 1


def test_every_recipient_is_taken_and_an_empty_sender_too(door_port):
    with client(door_port) as connection:
        connection.sendmail("", ["whoever@nowhere.example"], make_mail())

    assert (kept()[0].envelope_sender, kept()[0].envelope_recipients) == ("", ["whoever@nowhere.example"])


def test_addresses_and_headers_in_utf_8_are_taken(door_port):
    with client(door_port) as connection:
        connection.ehlo()
        connection.mail("añá@correo.example", ["SMTPUTF8", "BODY=8BITMIME"])
        assert connection.rcpt(SHOP)[0] == 250
        connection.data("Subject: año\r\n\r\nñ".encode())

    assert kept()[0].envelope_sender == "añá@correo.example"


def test_nul_bytes_bare_line_feeds_and_endless_lines_are_kept_as_they_came(door_port):
    raw = b"Subject: x\n\na\x00b\n" + b"y" * 300_000 + b"\r\n"
    with client(door_port) as connection:
        connection.ehlo()
        connection.mail(ANA)
        connection.rcpt(SHOP)
        connection.docmd("DATA")
        answer = say(connection, raw, b".\r\n")

    assert answer.startswith(b"250")
    assert bytes(kept()[0].raw) == raw


def test_only_a_dot_between_whole_line_ends_ends_a_mail(door_port):
    """A bare line feed before the dot would let a sender smuggle a second mail past another server."""
    with client(door_port) as connection:
        connection.ehlo()
        connection.mail(ANA)
        connection.rcpt(SHOP)
        connection.docmd("DATA")
        answer = say(connection, b"a\n.\r\nMAIL FROM:<eve@example.com>\r\n", b"b\r\n.\r\n")

    assert answer.startswith(b"250")
    assert len(kept()) == 1


def test_commands_that_come_behind_a_mail_in_one_piece_are_answered(door_port):
    with client(door_port) as connection:
        connection.ehlo()
        first = say(
            connection,
            b"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n",
        )
        answers = [connection.getreply()[0] for _ in range(2)]
        stored = say(connection, b"x\r\n.\r\nNOOP\r\n")

        assert (first[:3], answers, stored[:3], connection.getreply()[0]) == (b"250", [250, 354], b"250", 250)


def test_a_mail_that_is_announced_as_too_large_is_refused_and_told_of(door_port, monkeypatch):
    with client(door_port) as connection:
        connection.ehlo()
        assert connection.esmtp_features["size"] == str(sessions.MOST_BYTES)
        connection.mail(ANA, [f"size={sessions.MOST_BYTES + 1}"])
        answers = [connection.rcpt(SHOP)[0], connection.rcpt("other@example.com")[0]]

    [mail] = kept()
    assert answers == [552, 552]
    assert (mail.state, mail.reason) == (InboundState.REFUSED, InboundReason.TOO_LARGE)
    assert (mail.size, bytes(mail.raw)) == (sessions.MOST_BYTES + 1, b"")
    assert (mail.envelope_sender, mail.envelope_recipients) == (ANA, [SHOP])


def test_a_mail_that_turns_out_too_large_is_refused_and_the_next_is_taken(door_port, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_BYTES", 1000)
    with client(door_port) as connection:
        connection.ehlo()
        connection.mail(ANA)
        connection.rcpt(SHOP)
        connection.docmd("DATA")
        answer = say(connection, b"x" * 100 + b"\r\n" + (b"y" * 100 + b"\r\n") * 10, b".\r\n")
        connection.sendmail(ANA, [SHOP], b"small")

    assert answer.startswith(b"552")
    assert [mail.state for mail in kept()] == [InboundState.REFUSED, InboundState.RECEIVED]
    assert (kept()[0].size, kept()[0].envelope_recipients) == (1122, [SHOP])


def test_a_mail_without_end_is_cut_and_told_of(door_port, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_BYTES", 1000)
    monkeypatch.setattr(sessions, "_DRAINED", 3000)
    with client(door_port) as connection:
        connection.ehlo()
        connection.mail(ANA)
        connection.rcpt(SHOP)
        connection.docmd("DATA")
        answer = say(connection, b"x" * 100 + b"\r\n", (b"y" * 100 + b"\r\n") * 40)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            connection.getreply()

    assert answer.startswith(b"552")
    assert [mail.state for mail in kept()] == [InboundState.REFUSED]


def test_a_database_that_is_away_means_try_again(door_port, monkeypatch):
    def fail(**mail):
        raise OperationalError("gone")

    with client(door_port) as connection:
        monkeypatch.setattr(doorkeeper, "store_arrival", fail)
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            connection.sendmail(ANA, [SHOP], make_mail())
        monkeypatch.undo()
        connection.sendmail(ANA, [SHOP], make_mail())

    assert refusal.value.smtp_code == 451
    assert len(kept()) == 1


def test_what_nobody_foresaw_means_try_again_too_and_tells_nothing(door_port, monkeypatch):
    def fail(**mail):
        raise RuntimeError("a secret")

    monkeypatch.setattr(doorkeeper, "store_arrival", fail)
    with client(door_port) as connection, pytest.raises(smtplib.SMTPDataError) as refusal:
        connection.sendmail(ANA, [SHOP], make_mail())

    assert refusal.value.smtp_code == 451
    assert b"secret" not in refusal.value.smtp_error


def test_a_mail_that_breaks_off_is_not_kept(door_port):
    with client(door_port) as connection:
        connection.ehlo()
        connection.mail(ANA)
        connection.rcpt(SHOP)
        connection.docmd("DATA")
        connection.send(b"half of a")
        connection.close()
    with client(door_port) as connection:
        connection.sendmail(ANA, [SHOP], make_mail())

    assert len(kept()) == 1


def test_too_many_recipients_are_put_off(door_port):
    addresses = [f"a{number}@example.com" for number in range(doorkeeper.MOST_RECIPIENTS + 2)]
    with client(door_port) as connection:
        put_off = connection.sendmail(ANA, addresses, make_mail())

    assert {code for code, _text in put_off.values()} == {452}
    assert len(kept()[0].envelope_recipients) == doorkeeper.MOST_RECIPIENTS


def test_too_many_connections_are_put_off(door_port, monkeypatch):
    monkeypatch.setattr(doorkeeper, "_MOST_CONNECTIONS", 1)
    with patient_client(door_port), pytest.raises(smtplib.SMTPConnectError) as refusal:
        smtplib.SMTP("127.0.0.1", door_port, timeout=20)

    assert refusal.value.smtp_code == 421
    with patient_client(door_port) as connection:
        assert connection.noop()[0] == 250


def patient_client(port: int) -> smtplib.SMTP:
    """A client that waits until the door has seen the one before it go."""
    give_up = time.monotonic() + 20
    while True:
        try:
            return smtplib.SMTP("127.0.0.1", port, timeout=20)
        except smtplib.SMTPConnectError:
            assert time.monotonic() < give_up
            time.sleep(0.02)


def test_mails_that_would_fill_the_memory_are_put_off(door_port, monkeypatch):
    monkeypatch.setattr(doorkeeper, "_MOST_BYTES_HELD", 100)
    with client(door_port) as connection:
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            connection.sendmail(ANA, [SHOP], b"x" * 200)
        connection.sendmail(ANA, [SHOP], b"small")

    assert refusal.value.smtp_code == 452
    assert len(kept()) == 1


def test_a_silent_connection_is_cut(door_port, monkeypatch):
    monkeypatch.setattr(sessions, "_TIMEOUT", 0.2)
    with socket.create_connection(("127.0.0.1", door_port), timeout=20) as connection:
        assert connection.recv(1000).startswith(b"220")
        assert connection.recv(1000) == b""


def test_a_mail_that_takes_for_ever_is_cut(door_port, monkeypatch):
    monkeypatch.setattr(sessions, "_LONGEST_DATA", 0.2)
    with client(door_port) as connection:
        connection.ehlo()
        connection.mail(ANA)
        connection.rcpt(SHOP)
        connection.docmd("DATA")
        assert connection.getreply()[0] == 421

    assert kept() == []


def test_nobody_signs_in_and_nothing_is_relayed_onwards(door_port):
    with client(door_port) as connection:
        connection.ehlo()
        assert "auth" not in connection.esmtp_features
        assert connection.docmd("AUTH", "PLAIN AGEAYg==")[0] >= 500
        assert connection.docmd("VRFY", ANA)[0] == 252  # it says neither yes nor no
