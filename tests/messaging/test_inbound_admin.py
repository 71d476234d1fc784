"""Mail that came in, as the operator looks after it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.tenancy import all_shops
from messaging.addresses import reply_address
from messaging.choices import InboundReason, InboundState
from messaging.models import InboundMail, Message, Thread
from messaging.services.arriving import record_refusal, store_arrival
from messaging.services.receiving import drain_inbound
from tests.factories import messaging as make
from tests.factories.mail import make_bounce, make_mail, make_mixed
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
LIST = "admin:messaging_inboundmail_changelist"


@pytest.fixture
def client(operator, signed_in):
    return signed_in(operator)


def receive(raw: bytes, to: str = "elsewhere@example.com") -> InboundMail:
    store_arrival(sender="ana@example.com", recipients=[to], raw=raw, at=NOON)
    drain_inbound()
    return fresh()


def fresh() -> InboundMail:
    """The newest as it stands now."""
    with all_shops("a test looks at a row"):
        newest: InboundMail = InboundMail.objects.select_related("message", "thread").order_by("-pk")[0]
        return newest


def page_of(client, mail, name="change") -> str:
    page: str = client.get(reverse(f"admin:messaging_inboundmail_{name}", args=[mail.pk])).content.decode()
    return page


def settle(client, mail, **answers) -> str:
    with clock.frozen(LATER):
        url = reverse("admin:messaging_inboundmail_settle", args=[mail.pk])
        answer: str = client.post(url, answers, follow=True).content.decode()
    return answer


def test_the_list_tells_what_became_of_each_mail_and_filters_by_it(client, shop):
    thread = make.make_thread(shop)
    receive(make_mail(subject="Placed one"), reply_address(thread.reply_token))
    receive(make_mail(subject="Stray one"))
    page = client.get(reverse(LIST)).content.decode()
    quarantine = client.get(reverse(LIST), {"state__exact": "QUARANTINED"}).content.decode()

    for words in ("Placed one", "In its conversation", "Stray one", "In quarantine", "Ana Ejemplo", "Casa Norte"):
        assert words in page
    assert "Stray one" in quarantine
    assert "Placed one" not in quarantine


def test_a_mail_shows_its_words_its_files_and_its_headers_as_text(client):
    raw = make_mixed(
        "<script>alert(1)</script>\n\nEl 3/11/25 a las 10:00, Tienda escribió:\n> Hola",
        ('Content-Disposition: attachment; filename="<b>.png"\r\n', "image/png", b"\x89PNG"),
        headers=["X-Odd: <i>1</i>"],
    )
    page = page_of(client, receive(raw))

    for words in ("&lt;script&gt;alert(1)", "&gt; Hola", "&lt;b&gt;.png (image/png, 4", "X-Odd: &lt;i&gt;1"):
        assert words in page
    assert "<script>alert" not in page


def test_a_mail_is_downloaded_as_it_came_and_never_shown_by_a_browser(client):
    raw = make_mail("<html>")
    mail = receive(raw)
    answer = client.get(reverse("admin:messaging_inboundmail_download", args=[mail.pk]))

    assert answer.content == raw
    assert answer["Content-Disposition"] == f'attachment; filename="mail-{mail.pk}.eml"'
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_refused_mail_and_one_of_no_bytes_can_be_looked_at(client):
    record_refusal(sender="ana@example.com", recipients=["a@example.com"], size=50_000_000, at=NOON)

    assert "refused at the door" in page_of(client, fresh())
    assert "In quarantine" in page_of(client, receive(b""))


def test_a_stray_mail_is_placed_in_the_conversation_that_is_named_and_the_clock_runs_from_now(client, shop):
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + timedelta(hours=1))
    mail = receive(make_mail("Soy yo", sender="Ana <ana@otra.example>"))
    page = settle(client, mail, place="1", where=f" {thread.thread_id} ")

    placed = fresh()
    assert "The mail is in its conversation." in page
    assert (placed.state, placed.thread, placed.shop_id, placed.reason) == (InboundState.PLACED, thread, shop.pk, "")
    assert placed.message is not None
    assert (placed.message.body, placed.message.created_at) == ("Soy yo", LATER)
    assert make.fresh(thread).waiting_since == LATER


def test_an_order_s_number_opens_a_conversation_where_it_has_none(client, shop):
    order = make_shipping_order(shop)
    mail = receive(make_mail("Soy yo", subject="¿Y mi pedido?"))
    settle(client, mail, place="1", where=order.order_id)

    with all_shops("a test looks at rows"):
        [thread] = Thread.objects.filter(order=order)
        assert thread.topic_value == "¿Y mi pedido?"
        assert [message.body for message in Message.objects.filter(thread=thread)] == ["Soy yo"]


def test_a_bounce_needs_a_conversation_that_it_can_have_come_back_from(client, shop):
    order = make_shipping_order(shop)
    mail = receive(make_bounce("<unknown@example.com>"))

    assert "no conversation that a mail could have come back to" in settle(
        client, mail, place="1", where=order.order_id
    )
    thread = make.make_thread(shop, order=order)
    settle(client, mail, place="1", where=order.order_id)
    assert (fresh().state, fresh().thread) == (InboundState.PLACED, thread)


@pytest.mark.parametrize("where", ["", "NOT-THERE", "b7f1a1a8-6b1c-4b0e-9d6a-2d6f5a1f0c11"])
def test_what_is_not_there_is_said_at_the_field_and_changes_nothing(where, client):
    page = settle(client, receive(make_mail()), place="1", where=where)

    assert ("There is no such conversation" if where else "This field is required") in page
    assert fresh().state == InboundState.QUARANTINED


def test_a_mail_is_discarded_and_offers_nothing_more(client):
    mail = receive(make_mail())

    assert "Place or discard" in page_of(client, mail)
    settle(client, mail, discard="1")
    assert fresh().state == InboundState.DISCARDED
    assert "Place or discard" not in page_of(client, mail)
    settle(client, mail, place="1", where="X")
    assert fresh().state == InboundState.DISCARDED


def test_a_mail_is_tried_again_when_what_it_wanted_is_there(client, shop):
    thread = make.make_thread(shop)
    mail = receive(make_mail(), "reply+" + "a" * 25 + "@trastienda.example")
    assert mail.reason == InboundReason.NO_CONVERSATION
    with all_shops("a test makes the conversation that the mail names"):
        Thread.objects.filter(pk=thread.pk).update(reply_token="a" * 25)

    settle(client, mail, again="1")
    drain_inbound()

    assert (fresh().state, fresh().thread) == (InboundState.PLACED, thread)


@pytest.mark.parametrize(("act", "state"), [("discard", InboundState.DISCARDED), ("try_again", InboundState.RECEIVED)])
def test_many_are_settled_from_the_list_and_those_outside_the_quarantine_are_left_alone(act, state, client, shop):
    thread = make.make_thread(shop)
    placed = receive(make_mail("uno"), reply_address(thread.reply_token))
    strays = [receive(make_mail(number)) for number in ("dos", "tres")]
    client.post(reverse(LIST), {"action": act, "_selected_action": [mail.pk for mail in (placed, *strays)]})

    with all_shops("a test looks at rows"):
        states = InboundMail.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [InboundState.PLACED, state, state]


@pytest.mark.parametrize("name", ["change", "settle", "download"])
def test_an_address_without_a_number_shows_no_mail(name, client):
    answer = client.get(reverse(f"admin:messaging_inboundmail_{name}", args=["abc"]))

    assert answer.status_code in {302, 403, 404}


def test_a_seller_sees_none_of_it(owner, signed_in):
    mail = receive(make_mail())
    seller = signed_in(owner)

    for name in ("change", "settle", "download"):
        assert seller.get(reverse(f"admin:messaging_inboundmail_{name}", args=[mail.pk])).status_code in {302, 403, 404}
