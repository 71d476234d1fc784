"""Two people declare a delay of one order at the same time."""

from collections import Counter
from datetime import date, timedelta

import pytest

from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import all_shops, shop_scope
from orders.models import Order, OrderEvent, OrderMail
from orders.services.delay import declare_delay
from tests.concurrency.test_orders import at_once
from tests.factories.orders import SELLER, make_shipping_order
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order():
    return make_shipping_order(make_shop(channels=(make_channel(code="ES"),)))


def declare(order, day):
    def act():
        with shop_scope(order.shop_id):
            declare_delay(order_id=order.order_id, delivery_day=day, actor=SELLER, at=NOON + timedelta(hours=1))
        return "declared"

    return act


def test_the_same_date_declared_twice_at_once_is_told_once(order):
    """R030, R031."""
    results = at_once(*[declare(order, date(2026, 3, 30))] * 3)

    assert Counter(results) == {"declared": 3}
    with all_shops("the test looks"):
        assert OrderEvent.objects.filter(kind="DELAY_DECLARED").count() == 1
        assert OrderMail.objects.filter(kind="delayed").count() == 1


def test_two_dates_declared_at_once_follow_each_other(order):
    """Each is told, and the last one stands."""
    results = at_once(declare(order, date(2026, 3, 30)), declare(order, date(2026, 3, 31)))

    assert Counter(results) == {"declared": 2}
    with all_shops("the test looks"):
        events = list(OrderEvent.objects.filter(kind="DELAY_DECLARED").order_by("pk").values_list("details", flat=True))
        until = Order.objects.get().delayed_until
        assert OutboxMessage.objects.filter(dedupe_key__contains=":delayed").count() == 2
    assert events[1]["previous_delivery_date"] == events[0]["delivery_date"]
    assert until is not None
    assert until.date().isoformat() == events[1]["delivery_date"]
