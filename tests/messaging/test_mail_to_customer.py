"""What the customer gets when the shop writes: a mail that can be answered."""

from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest

from marketplace.outbox.composing import MailParts, compose
from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from messaging.addresses import read_reply_token, reply_address
from messaging.choices import Source
from messaging.models import Message
from messaging.services.conversations import Recipients
from messaging.services.writing import NewFile
from orders.models import Order
from tests.factories import messaging as make
from tests.factories.shops import NOON, make_channel, make_shop
from tests.files.test_store_file import JPEG, PDF

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def rows(message):
    return OutboxMessage.objects.filter(message_id=message.mail_message_id)


def mail_of(message):
    row = rows(message).get()
    content = compose(parts=MailParts.from_json(row.body), message_id=row.message_id, at=row.created_at)
    return BytesParser(policy=policy.default).parsebytes(content)


def test_the_mail_goes_to_the_order_s_address_and_its_answer_to_the_conversation(shop, in_all_shops):
    """R060."""
    thread = make.make_thread(shop)
    mail = mail_of(make.answer(thread, at=NOON + HOUR, body="Sale mañana.\n\nUn saludo"))

    assert mail["To"] == "lucia@customers.example"
    assert mail["From"].addresses[0].display_name == "Casa Norte"
    assert mail["Reply-To"] == reply_address(thread.reply_token)
    assert mail["Subject"] == f"[{thread.order.order_id}] My parcel"
    assert mail["Auto-Submitted"] == "no"
    assert mail["Content-Language"] == "es"


def test_the_mail_has_a_plain_and_an_html_form_of_the_same_words(shop, in_all_shops):
    """R060."""
    mail = mail_of(make.answer(make.make_thread(shop), at=NOON + HOUR, body="Sale <mañana> & llega pasado.\n\nSaludos"))
    plain, html = (mail.get_body((form,)).get_content().replace("\r\n", "\n") for form in ("plain", "html"))

    assert mail.get_content_type() == "multipart/alternative"
    assert "Sale <mañana> & llega pasado.\n\nSaludos" in plain
    assert "<p>Sale &lt;mañana&gt; &amp; llega pasado.</p>" in html
    assert "Casa Norte" in plain
    assert "Ana Prueba" in plain


def test_mails_of_a_conversation_hang_together(shop, in_all_shops):
    """R059: by ids that a mail program threads by."""
    thread = make.make_thread(shop)
    first = make.answer(thread, at=NOON + HOUR)
    theirs = make.make_question(shop, order=thread.order, at=NOON + 2 * HOUR, mail_message_id="<theirs@mail.example>")
    second = make.answer(thread, at=NOON + 3 * HOUR)
    mail = mail_of(second)

    assert theirs.thread_id == thread.pk
    assert "In-Reply-To" not in mail_of(first)
    assert mail["In-Reply-To"] == "<theirs@mail.example>"
    assert mail["References"] == f"{first.mail_message_id} <theirs@mail.example>"
    assert first.mail_message_id == f"<{first.message_id}@trastienda.example>"


def test_files_travel_with_the_mail(shop, in_all_shops):
    files = [NewFile("caja.jpg", JPEG), NewFile("guía.pdf", PDF)]
    mail = mail_of(make.answer(make.make_thread(shop), at=NOON + HOUR, files=files))
    attached = [(part.get_filename(), part.get_content_type(), part.get_content()) for part in mail.iter_attachments()]

    assert attached == [("caja.jpg", "image/jpeg", JPEG), ("guía.pdf", "application/pdf", PDF)]


def test_a_message_of_a_connector_is_signed_by_the_shop_alone(shop, in_all_shops):
    message = make.answer(make.make_thread(shop), at=NOON + HOUR, source=Source.API)

    assert "Ana Prueba" not in mail_of(message).get_body(("plain",)).get_content()


def test_a_machine_s_message_says_so(shop, in_all_shops):
    """R054, RFC 3834."""
    mail = mail_of(make.answer(make.make_thread(shop), at=NOON + HOUR, is_automatic=True))

    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_message_to_the_operator_alone_leaves_no_mail_and_no_news(shop, in_all_shops):
    """R066."""
    message = make.answer(make.make_thread(shop), at=NOON + HOUR, to=Recipients(customer=False, operator=True))

    assert not rows(message).exists()
    assert not StorefrontEvent.objects.filter(kind="answered").exists()


def test_an_order_without_an_address_takes_the_message_without_a_mail(shop, in_all_shops):
    thread = make.make_thread(shop)
    Order.objects.update(customer_email="")
    message = make.answer(thread, at=NOON + HOUR)

    assert message.is_answer
    assert not rows(message).exists()


def test_the_shop_front_hears_of_the_answer(shop, in_all_shops):
    thread = make.make_thread(shop)
    message = make.answer(thread, at=NOON + HOUR, body="Mañana.")
    event = StorefrontEvent.objects.get(kind="answered")

    assert (event.order_id, event.at) == (thread.order.order_id, NOON + HOUR)
    assert event.payload == {
        "thread_id": str(thread.thread_id),
        "message_id": str(message.message_id),
        "subject": "My parcel",
        "body": "Mañana.",
        "automatic": False,
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [("pt", "a sua resposta"), ("de", "Ihre Antwort"), ("es", "su respuesta"), ("en", "your answer")],
)
def test_the_words_around_the_text_are_in_the_channel_s_language(language, words, in_all_shops):
    """R060, R071."""
    shop = make_shop(channels=(make_channel(language=language),))
    mail = mail_of(make.answer(make.make_thread(shop), at=NOON + HOUR, body="Texto."))

    assert words in mail.get_body(("plain",)).get_content()


def test_a_message_that_is_refused_leaves_nothing_behind(shop, in_all_shops):
    thread = make.make_thread(shop)
    before = OutboxMessage.objects.count()

    with pytest.raises(Exception, match="program"):
        make.answer(thread, at=NOON + HOUR, files=[NewFile("caja.jpg", JPEG), NewFile("setup.exe", b"MZ")])
    assert (Message.objects.count(), OutboxMessage.objects.count()) == (1, before)


def test_reply_addresses_are_told_from_all_others(shop, in_all_shops):
    """R061: one letter more, less or other is no conversation's address; case does not matter."""
    token = make.make_thread(shop).reply_token
    address = reply_address(token)

    assert read_reply_token(address) == token
    assert read_reply_token(f"<{address.upper()}>") == token
    for other in (
        f"x{address}",
        address.replace("@", "a@"),
        address.replace("@", "@x."),
        f"{token}@trastienda.example",
        "",
    ):
        assert read_reply_token(other) is None
