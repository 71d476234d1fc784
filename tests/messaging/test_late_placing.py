"""Mail that is placed long after it arrived: the worker was away, or the operator had it."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import all_shops
from messaging.addresses import reply_address
from messaging.choices import InboundState
from messaging.models import InboundMail, Message, Thread
from messaging.services.arriving import store_arrival
from messaging.services.quarantine import try_again
from messaging.services.receiving import drain_inbound
from orders.models import Order
from tests.factories import messaging as make
from tests.factories.mail import make_mail
from tests.factories.orders import make_accepted_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ARRIVED, PLACED = NOON + HOUR, NOON + 5 * HOUR


def place_late(raw: bytes, to: str) -> InboundMail:
    """It arrives, and a worker has time for it four hours later."""
    store_arrival(sender="ana@example.com", recipients=[to], raw=raw, at=ARRIVED)
    with clock.frozen(PLACED):
        drain_inbound()
    with all_shops("a test looks at a row"):
        newest: InboundMail = InboundMail.objects.order_by("-pk")[0]
    return newest


def test_who_polls_for_changes_sees_a_mail_that_was_placed_late(shop):
    thread = make.start(shop, at=NOON)
    place_late(make_mail("¿Hola?"), reply_address(thread.reply_token))

    changed = make.fresh(thread)
    with all_shops("a test looks at rows"):
        order = Order.objects.get(pk=thread.order_id)
        message = Message.objects.filter(thread=thread).in_order().last()
    assert (message.created_at, changed.waiting_since) == (ARRIVED, ARRIVED)
    assert (changed.updated_at, order.updated_at) == (PLACED, PLACED)


def test_the_same_mail_on_an_order_by_another_way_is_a_duplicate(shop):
    order = make_accepted_order(shop)
    with all_shops("a test looks at a row"):
        told = OutboxMessage.objects.get(dedupe_key=f"order:{order.order_id}:accepted").message_id
    raw = make_mail("¿Cuándo sale?", sender=order.customer_email, headers=[f"In-Reply-To: {told}"])
    first, second = place_late(raw, "a@trastienda.example"), place_late(raw, "b@trastienda.example")

    with all_shops("a test looks at rows"):
        bodies = list(Message.objects.filter(thread__order=order).values_list("body", flat=True))
    assert (first.state, second.state) == (InboundState.PLACED, InboundState.DUPLICATE)
    assert bodies == ["¿Cuándo sale?"]


def test_a_mail_that_the_operator_tries_again_starts_the_clock_then(shop):
    """The shop could not have answered before."""
    thread = make.start(shop, at=NOON)
    mail = place_late(make_mail(), "reply+" + "a" * 25 + "@trastienda.example")
    with all_shops("a test makes the conversation that the mail names"):
        Thread.objects.filter(pk=thread.pk).update(reply_token="a" * 25)
    with clock.frozen(PLACED + HOUR):
        with all_shops("as the operator's admin does"):
            try_again(mail_ids=[mail.pk], at=clock.now())
        drain_inbound()

    assert make.fresh(thread).waiting_since == PLACED + HOUR
