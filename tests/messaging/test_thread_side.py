"""What stands beside a conversation: its clock, its order and customer, the order's other conversations."""

from datetime import timedelta

import pytest

from marketplace import clock
from tests.factories import messaging as make
from tests.factories import orders as make_orders
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + timedelta(hours=2)):
        yield


def test_the_clock_says_why_beside_the_conversation(page_of, sales, shop):
    page = page_of(sales, make.make_thread(shop))

    card = page.context["card"]
    assert card.left == "22 h"
    text = page.content.decode()
    assert f'href="#{card.why_id}"' in text
    assert f'class="why ontime why-tall" id="{card.why_id}"' in text


def test_the_order_and_its_customer_stand_beside(page_of, sales, shop):
    offers = [make_offer(shop), make_offer(shop)]
    order = make_orders.make_shipping_order(shop, offers=offers, quantity=2)
    make_orders.make_order(shop)
    thread = make.make_thread(shop, order=order, subject="This")
    make.make_thread(shop, order=order, subject="Other matter", body="Another")

    side = page_of(sales, thread).context["side"]

    assert [line.quantity for line in side.lines] == [2, 2]
    assert side.promise.delivery == "Thu 5 Mar – Mon 9 Mar"
    assert (side.place, side.order_count) == ("Madrid, Spain", "2")
    assert [other.topic for other in side.others] == ["Other matter"]


def test_the_orders_other_conversations_are_linked(page_of, sales, shop):
    order = make_orders.make_shipping_order(shop)
    thread, other = make.make_thread(shop, order=order), make.start(shop, order=order)

    page = page_of(sales, thread)

    assert [each.topic for each in page.context["side"].others] == ["Your address"]
    assert f"/shop/{shop.pk}/messages/{other.thread_id}/" in page.content.decode()


def test_support_sees_the_order_and_no_way_to_its_page(page_of, support, sales, shop):
    """R120."""
    thread = make.make_thread(shop)

    text, full = page_of(support, thread).content.decode(), page_of(sales, thread).content.decode()

    assert thread.order.order_id in text
    assert f"/shop/{shop.pk}/orders/{thread.order.order_id}/" not in text.replace("/messages/new", "new")
    assert f'href="/shop/{shop.pk}/orders/{thread.order.order_id}/"' in full
    assert "Write to Lucía Ejemplo" in text
