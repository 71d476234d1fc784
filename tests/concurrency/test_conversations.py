"""Two people, or two mails, in one conversation at the same moment."""

from collections import Counter
from datetime import timedelta

import pytest

from marketplace.deadlines.models import Deadline
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import all_shops
from messaging.choices import Source
from messaging.kinds import CUSTOMER_REPLY
from messaging.models import Message, Thread, ThreadEvent
from messaging.services.conversations import (
    CustomerMessage,
    Recipients,
    mark_no_reply_needed,
    post_customer_message,
    post_seller_message,
)
from orders.services.dispatch import ship_with_tracking
from orders.services.shipment import Tracking
from tests.concurrency.test_orders import at_once
from tests.factories.messaging import make_thread
from tests.factories.orders import SELLER, make_shipping_order
from tests.factories.shipping import make_carrier
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def selling():
    return make_shop(code="a", channels=(make_channel(code="ES"),))


def ask(order, body, at=LATER):
    def act():
        message = CustomerMessage(body=body, subject="My parcel")
        post_customer_message(order_id=order.order_id, message=message, source=Source.STOREFRONT, at=at)
        return "asked"

    return act


def answer(thread, body="Tomorrow."):
    def act():
        message = post_seller_message(
            thread_id=thread.thread_id, body=body, to=Recipients(), actor=SELLER, source=Source.PORTAL, at=LATER
        )
        return "answer" if message.is_answer else "message"

    return act


def settle(thread):
    def act():
        mark_no_reply_needed(thread_id=thread.thread_id, actor=SELLER, at=LATER)
        return "settled"

    return act


def clocks():
    with all_shops("the test looks"):
        return Counter(Deadline.objects.filter(kind=CUSTOMER_REPLY).values_list("outcome", flat=True))


def test_ten_first_messages_at_once_are_one_conversation_with_one_clock(selling):
    """R050, R059."""
    order = make_shipping_order(selling)

    assert at_once(*(ask(order, f"Message {number}") for number in range(10))) == ["asked"] * 10
    with all_shops("the test looks"):
        thread = Thread.objects.get()
        assert (thread.message_count, Message.objects.count()) == (10, 10)
    assert clocks() == {"": 1}


def test_two_answers_at_once_settle_the_clock_once_and_both_go_out(selling):
    """R050, R060."""
    thread = make_thread(selling)

    assert sorted(at_once(answer(thread, "One."), answer(thread, "Two."))) == ["answer", "message"]
    assert clocks() == {"met": 1}
    with all_shops("the test looks"):
        assert OutboxMessage.objects.filter(dedupe_key__startswith="message:").count() == 2


def test_an_answer_and_no_reply_needed_at_once_settle_the_clock_once(selling):
    """R057."""
    thread = make_thread(selling)
    results = at_once(answer(thread), settle(thread))

    assert sorted(results) in (["NOBODY_WAITS", "answer"], ["message", "settled"])
    assert clocks().total() == 1
    assert clocks()[""] == 0


def test_no_reply_needed_ten_times_at_once_is_said_once(selling):
    """R057."""
    thread = make_thread(selling)

    assert at_once(*[settle(thread)] * 10) == ["settled"] * 10
    with all_shops("the test looks"):
        assert ThreadEvent.objects.count() == 1


def test_a_new_message_against_an_answer_leaves_the_conversation_and_its_clock_agreed(selling):
    """R058: whoever comes last, either the new message waits with its clock, or it was answered."""
    for _round in range(5):
        thread = make_thread(selling)
        at_once(answer(thread), ask(thread.order, "One more thing"), settle(thread))
        with all_shops("the test looks"):
            thread.refresh_from_db()
            open_clocks = Deadline.objects.filter(subject_id=str(thread.thread_id), closed_at=None)
            assert [clock.due_at for clock in open_clocks] == ([thread.reply_due_at] if thread.reply_due_at else [])


def test_customers_writing_while_the_order_is_shipped_block_nobody(selling):
    """Both lock the order first: they wait for each other, and never both."""
    make_carrier(code="gls", label="GLS")
    order = make_shipping_order(selling)

    def ship():
        ship_with_tracking(
            order_id=order.order_id,
            tracking=Tracking(carrier_code="gls", tracking_number="T-1"),
            actor=SELLER,
            at=LATER,
        )
        return "shipped"

    results = at_once(ship, *(ask(order, f"Message {number}") for number in range(6)))

    assert Counter(results) == {"shipped": 1, "asked": 6}
