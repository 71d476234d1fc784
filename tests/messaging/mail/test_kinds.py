"""Who wrote a mail: a person, an automatic answer, a mail server (R054, RFC 3834, RFC 3464)."""

import pytest

from messaging.mail.kinds import MailKind
from messaging.mail.reading import read_mail
from tests.factories.mail import make_bounce, make_mail

OURS = "<5b0e7d0a@reply.example>"


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "X-Autoreply: yes",
        "X-Autorespond: Fuera",
        "Precedence: auto_reply",
        "Return-Path: <>",
        "Precedence: bulk",
        "Precedence: junk",
    ],
)
def test_a_header_of_a_machine_makes_an_automatic_answer(header):
    assert read_mail(make_mail(headers=[header])).kind is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "X-Autoreply: no",
        "X-Auto-Response-Suppress: All",
        "Precedence: list",
        "Precedence: first-class",
        "Return-Path: <ana@example.com>",
    ],
)
def test_headers_that_people_s_mail_has_too_make_none(header):
    assert read_mail(make_mail(headers=[header])).kind is MailKind.PERSON


@pytest.mark.parametrize(
    "subject",
    [
        "Respuesta automática: Pedido",
        "Resposta automática: Pedido",
        "Automatische Antwort: Bestellung",
        "Automatic reply: Order",
        "Out of Office",
        "Réponse automatique : commande",
        "Abwesenheitsnotiz: Bestellung",
    ],
)
def test_a_program_s_words_before_the_subject_make_an_automatic_answer(subject):
    assert read_mail(make_mail(subject=subject)).kind is MailKind.AUTO_REPLY
    assert read_mail(make_mail(subject=f"Re: {subject}")).kind is MailKind.PERSON


@pytest.mark.parametrize("subject", ["Re: respuesta automática", "Ausência de peças", "Your automatic reply is rude"])
def test_people_may_write_of_automatic_answers(subject):
    assert read_mail(make_mail(subject=subject)).kind is MailKind.PERSON


def test_a_header_that_people_s_mail_has_too_is_confirmed_by_words_anywhere_in_the_subject():
    hinted = make_mail(subject="Pedido [out of office]", headers=["X-Auto-Response-Suppress: All"])
    assert read_mail(hinted).kind is MailKind.AUTO_REPLY


def test_an_envelope_without_a_sender_is_a_machine_s():
    assert read_mail(make_mail(), envelope_sender="").kind is MailKind.AUTO_REPLY
    assert read_mail(make_mail(), envelope_sender="ana@example.com").kind is MailKind.PERSON


def test_a_delivery_report_names_the_mail_that_came_back():
    mail = read_mail(make_bounce(OURS))

    assert (mail.kind, mail.returned, mail.cause) == (MailKind.BOUNCE, [OURS], "550 5.1.1 User unknown")


def test_a_report_of_delay_is_no_bounce():
    mail = read_mail(make_bounce(OURS, action="delayed"))

    assert (mail.kind, mail.returned, mail.cause) == (MailKind.AUTO_REPLY, [OURS], "")


def test_a_receipt_is_an_automatic_answer():
    receipt = make_mail(content_type="multipart/report; report-type=disposition-notification; boundary=x")

    assert read_mail(receipt).kind is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    ("sender", "subject", "body"),
    [
        ("MAILER-DAEMON@example.com", "failure notice", "Hi. This is the qmail-send program at example.com."),
        (
            "Mail Delivery System <Mailer-Daemon@example.com>",
            "Mail delivery failed: returning message",
            "permanent error",
        ),
        ("postmaster@example.com", "Undeliverable: Su pedido", "Your message did not reach some recipients"),
        ("System <robot@example.com>", "Mail could not be delivered", "Received >>> 550 5.1.1 unknown user."),
    ],
)
def test_servers_that_write_in_their_own_words_are_known(sender, subject, body):
    returned = f"{body}\n\n--- Below is the message\n\nMessage-ID: {OURS}\nSubject: x"
    mail = read_mail(make_mail(returned, sender=sender, subject=subject))

    assert (mail.kind, mail.returned) == (MailKind.BOUNCE, [OURS])


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Delivery failed", "My parcel was not delivered: the address was not found, they say."),
        ("Returned to sender", "The courier says my parcel is undeliverable and was returned to sender."),
        ("Pedido devuelto", "No se ha entregado."),
        ("Re: Undelivered Mail Returned to Sender", "550 5.1.1 User unknown. What does this mean?"),
    ],
)
def test_a_customer_whose_parcel_was_not_delivered_is_a_person(subject, body):
    assert read_mail(make_mail(body, subject=subject)).kind is MailKind.PERSON
