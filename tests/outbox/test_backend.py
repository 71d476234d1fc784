import pytest
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, mail_managers, send_mail
from django.utils import translation

from marketplace.outbox.delivery import deliver_due
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import all_shops, shop_scope

pytestmark = pytest.mark.usefixtures("db", "outbox_backend")


def rows():
    with all_shops("reading"):
        return list(OutboxMessage.objects.order_by("pk"))


def test_mail_sent_by_djangos_api_becomes_a_row_of_no_shop():
    with translation.override("de"):
        assert send_mail("Betreff", "Text", None, ["ana@example.com"]) == 1

    [message] = rows()
    assert (message.recipient, message.subject, message.shop_id) == ("ana@example.com", "Betreff", None)
    assert message.body["language"] == "de"
    assert message.body["headers"]["Auto-Submitted"] == "auto-generated"


def test_mail_sent_inside_a_shops_scope_is_that_shops(two_shops):
    shop, _other = two_shops

    with shop_scope(shop):
        send_mail("S", "t", None, ["ana@example.com"])

    assert [message.shop_id for message in rows()] == [shop.pk]


def test_every_recipient_gets_a_copy_and_hidden_ones_stay_hidden(smtp):
    mail = EmailMessage(
        "S",
        "t",
        "shop@example.com",
        ["a@example.com"],
        cc=["b@example.com"],
        bcc=["c@example.com"],
        reply_to=["desk@example.com"],
        headers={"X-Order": "X-A"},
    )

    assert mail.send() == 1
    assert deliver_due() == 3

    assert sorted(smtp.recipients) == ["a@example.com", "b@example.com", "c@example.com"]
    for received in smtp.mails:
        assert (received["To"], received["Cc"], received["Bcc"]) == ("a@example.com", "b@example.com", None)
        assert (received["From"], received["Reply-To"]) == ("shop@example.com", "desk@example.com")
        assert received["X-Order"] == "X-A"


def test_texts_and_files_travel_along(smtp):
    mail = EmailMultiAlternatives("S", "plain ñ", None, ["a@example.com"])
    mail.attach_alternative("<p>rich ñ</p>", "text/html")
    mail.attach("factura ñ.pdf", b"%PDF-1.7\x00\xff", "application/pdf")
    mail.attach("notas.txt", "línea")

    mail.send()
    deliver_due()

    [received] = smtp.mails
    assert received.get_body(("plain",)).get_content().strip() == "plain ñ"
    assert received.get_body(("html",)).get_content().strip() == "<p>rich ñ</p>"
    files = {part.get_filename(): part.get_content() for part in received.iter_attachments()}
    assert files == {"factura ñ.pdf": b"%PDF-1.7\x00\xff", "notas.txt": "línea"}


def test_a_mail_of_html_alone_stays_one(smtp):
    mail = EmailMessage("S", "<p>rich</p>", None, ["a@example.com"])
    mail.content_subtype = "html"

    mail.send()
    deliver_due()

    assert smtp.mails[0].get_content_type() == "text/html"


def test_a_line_break_in_the_subject_is_refused():
    with pytest.raises(BadHeaderError):
        send_mail("S\nBcc: b@example.com", "t", None, ["a@example.com"])

    assert send_mail("S\nBcc: b@example.com", "t", None, ["a@example.com"], fail_silently=True) == 0
    assert rows() == []


def test_a_mail_for_nobody_is_no_mail():
    assert EmailMessage("S", "t", None, []).send() == 0
    mail_managers("S", "t")

    assert rows() == []
