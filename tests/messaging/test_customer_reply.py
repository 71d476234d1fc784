"""`manage.py customer_reply`: whoever tries the product answers as the customer does."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from marketplace.outbox.delivery import drain_outbox
from marketplace.tenancy import all_shops
from messaging.addresses import reply_address
from messaging.models import Message
from messaging.services.receiving import drain_inbound
from tests.factories import messaging as make
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread(shop, settings, tmp_path, door_port):
    """The shop has answered; its mail lies in MAIL_DIR."""
    settings.MAIL_DIR, settings.SMTP_PORT = tmp_path, door_port
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + timedelta(hours=1), body="Llega mañana.")
    return thread


def reply(**options) -> str:
    out = StringIO()
    call_command("customer_reply", stdout=out, **options)
    drain_inbound()
    return out.getvalue()


def last_message(thread) -> Message:
    with all_shops("a test looks at a row"):
        newest: Message = Message.objects.filter(thread=thread).order_by("-pk")[0]
        return newest


def test_a_mail_of_the_shop_is_answered_as_mail_programs_do(thread, settings):
    drain_outbox()
    [path] = [path for path in settings.MAIL_DIR.glob("*.eml") if b"reply+" in path.read_bytes()]
    said = reply(mail=path, body="Gracias, ¿a qué hora?")

    message = last_message(thread)
    assert said == f"From {thread.order.customer_email} to {reply_address(thread.reply_token)}: 250 2.0.0 Stored\n"
    assert (message.body, message.sender_address) == ("Gracias, ¿a qué hora?", "")
    assert "escribió:" in message.quoted
    assert "> Llega mañana." in message.quoted


def test_the_mail_that_a_shop_wrote_last_is_answered_where_none_is_named(thread, shop):
    older = make.make_thread(shop, at=NOON + timedelta(hours=2))
    make.answer(older, at=NOON + timedelta(hours=3), body="La segunda.")
    drain_outbox()
    said = reply(body="Gracias")

    assert reply_address(older.reply_token) in said
    assert last_message(older).body == "Gracias"


def test_without_any_mail_of_a_shop_it_says_so(thread):
    with pytest.raises(CommandError, match="No mail of a shop"):
        reply(body="Gracias")


def test_a_conversation_s_address_is_enough(thread, tmp_path):
    photo = tmp_path / "foto.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n")
    reply(to=reply_address(thread.reply_token), body="Mirad", attach=[photo])

    message = last_message(thread)
    with all_shops("a test looks at a row"):
        names = [each.file.name for each in message.attachments.select_related("file")]
    assert (message.body, message.sender_address, names) == ("Mirad", "", ["foto.png"])


def test_somebody_else_may_write(thread):
    reply(to=reply_address(thread.reply_token), body="Soy su marido", sender="luis@example.com")

    assert last_message(thread).sender_address == "luis@example.com"


def test_an_address_of_no_conversation_needs_a_sender(thread):
    with pytest.raises(CommandError, match="name the sender by --from"):
        reply(to="nobody@example.com", body="Hola")
    assert "250" in reply(to="nobody@example.com", body="Hola", sender="a@example.com")


@pytest.mark.parametrize("content", [None, b"no mail"])
def test_a_file_that_is_no_mail_is_said_in_one_line(content, thread, tmp_path):
    path = tmp_path / "x.eml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=r"x\.eml"):
        reply(mail=path, body="Hola")


def test_a_door_that_is_closed_is_said_in_one_line(thread, settings):
    settings.SMTP_PORT = 1

    with pytest.raises(CommandError, match="does the stack run"):
        reply(to=reply_address(thread.reply_token), body="Hola")
