"""What the customer was told of an order by itself, in the order's conversations (R030)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.outbox.choices import OutboxState
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import shop_scope
from messaging.models import Message
from orders.models import OrderMail
from orders.services.delay import declare_delay
from orders.services.payment import PaymentResult, record_payment
from orders.services.shipment import ship_order
from tests.factories import orders as make
from tests.factories.messaging import make_thread
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def wednesday():
    with clock.frozen(NOON + 2 * DAY):
        yield


@pytest.fixture
def order(shop):
    """Accepted on Monday 2 March 2026; its customer asks on Tuesday, and hears of a delay on Wednesday."""
    return make.make_shipping_order(shop)


@pytest.fixture
def thread(shop, order):
    thread = make_thread(shop, order=order, at=NOON + DAY)
    declare(shop, order, date(2026, 3, 30), NOON + 2 * DAY)
    return thread


def declare(shop, order, day, at):
    with shop_scope(shop):
        declare_delay(order_id=order.order_id, delivery_day=day, actor=make.SELLER, at=at)


def page_of(client, shop, thread):
    answer = client.get(f"/shop/{shop.pk}/messages/{thread.thread_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_mails_on_the_order_stand_between_the_messages_in_their_place_in_time(signed_in, support, shop, order, thread):
    """R030: those of before the conversation too."""
    with shop_scope(shop):
        question = Message.objects.get(thread=thread).body
    text = page_of(signed_in(support), shop, thread)

    accepted = text.index("sent by itself: Casa Norte ha aceptado")
    asked = text.index(f">{question}</div>")
    delayed = text.index("sent by itself: ", asked)
    assert accepted < asked < delayed
    assert text.count("Mail on the order, sent by itself") == 2
    assert "30 de marzo de 2026" in text[delayed:]


def test_a_mail_on_the_order_is_no_message_and_no_answer(api, shop, thread):
    """R030."""
    told = api.get(f"/api/inbox/threads/{thread.thread_id}").json()
    listed = api.get("/api/inbox/threads", with_messages="true").json()["data"]

    assert len(told["messages"]) == 1
    assert told["metadata"]["total_count"] == 1
    assert told["metadata"]["shop_reply_needed_since"] is not None
    assert [len(each["messages"]) for each in listed] == [1]
    assert len(api.get(f"/api/x/threads/{thread.thread_id}/messages").json()["data"]) == 1


def test_the_api_tells_them_in_their_order(support_api, shop, order, thread):
    """R030, R135."""
    mails = support_api.get(f"/api/x/threads/{thread.thread_id}/order-mails").json()["data"]

    assert [(each["occasion"], each["order_id"], each["language"], each["delivery"]) for each in mails] == [
        ("accepted", order.order_id, "es", "PENDING"),
        ("delayed", order.order_id, "es", "PENDING"),
    ]
    assert "30 de marzo de 2026" in mails[1]["text"]


def test_shipping_delaying_and_refusing_are_one_mail_each_in_the_channel_s_language(shop, other_shop):
    """R030."""
    order = make.make_shipping_order(shop)
    with shop_scope(shop):
        declare_delay(order_id=order.order_id, delivery_day=date(2026, 3, 30), actor=make.SELLER, at=NOON)
        ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON + HOUR)
        unpaid = make.make_accepted_order(shop)
        record_payment(
            order_id=unpaid.order_id,
            result=PaymentResult.REFUSED,
            transaction_number="T",
            actor=make.SHOP_FRONT,
            at=NOON,
        )
        mails = OrderMail.objects.filter(order=order).values_list("kind", "language")
        cancelled = OrderMail.objects.filter(order=unpaid).values_list("kind", flat=True)

        assert list(mails) == [("accepted", "es"), ("delayed", "es"), ("shipped", "es")]
        assert list(cancelled) == ["accepted", "cancelled"]
        sent = OutboxMessage.objects.filter(dedupe_key__startswith=f"order:{order.order_id}:")
        assert sent.count() == 3


def test_what_the_outbox_has_forgotten_stays_in_the_conversation(signed_in, support, shop, thread):
    with shop_scope(shop):
        OutboxMessage.objects.all().delete()

    assert page_of(signed_in(support), shop, thread).count("Mail on the order, sent by itself") == 2


def test_a_mail_that_was_given_up_says_so(signed_in, support, shop, order, thread):
    with shop_scope(shop):
        OutboxMessage.objects.filter(dedupe_key=f"order:{order.order_id}:accepted").update(state=OutboxState.FAILED)

    text = page_of(signed_in(support), shop, thread)

    assert text.count("Mail on the order that did not reach the customer: ") == 1
    assert text.count("Mail on the order, sent by itself: ") == 1


def test_ten_mails_cost_as_many_queries_as_two(signed_in, support, shop, order, thread, django_assert_num_queries):
    browser = signed_in(support)
    page_of(browser, shop, thread)
    with CaptureQueriesContext(connection) as captured:
        page_of(browser, shop, thread)
    for day in range(8):
        declare(shop, order, date(2026, 4, 1 + day), NOON + 2 * DAY)

    with django_assert_num_queries(len(captured)):
        assert page_of(browser, shop, thread).count("Mail on the order, sent by itself") == 10
