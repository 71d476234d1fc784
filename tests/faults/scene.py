"""What the fault test is about: orders that wait for their acceptance, long past due.

A program, run on an empty server: the test itself stays out of the database that its processes use.
"""

import sys
from copy import copy
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from marketplace.deadlines.models import Deadline
    from orders.models import Order, OrderLine

TEMPLATES = 20  # orders made by the services; each has an offer of its own, so that refusals do not wait for one row
STOCK = 10


def make_scene(orders: int) -> None:
    """Migrate, make the first orders by the services, and the others after them."""
    call_command("migrate", verbosity=0)
    from marketplace.tenancy import all_shops
    from tests.factories.offers import make_offer
    from tests.factories.orders import make_waiting_order
    from tests.factories.shops import make_channel, make_shop

    channel = make_channel(code="ES", label="España")
    shop = make_shop(code="casa-norte", name="Casa Norte", channels=(channel,))
    with all_shops("a test makes its rows"):
        for _ in range(TEMPLATES):
            order = make_waiting_order(shop, offers=[make_offer(shop, quantity=STOCK)])
            _repeat(order.order_id, times=orders // TEMPLATES - 1)


def _repeat(order_id: str, *, times: int) -> None:
    """Rows like those of the order. Their stock is not taken: it shows how often each refusal gave one piece back."""
    from marketplace.deadlines.models import Deadline, DeadlineEvent
    from orders.models import Order, OrderLine

    order = Order.objects.get(order_id=order_id)
    line = OrderLine.objects.get(order=order)
    deadline = Deadline.objects.get(kind="order_acceptance", subject_id=order_id)
    names = [f"{order.commercial_id}-{number}" for number in range(times)]
    orders = []
    for name in names:
        again = copy(order)
        again.pk, again.commercial_id, again.order_id = None, name, f"{name}-A"
        orders.append(again)
    Order.objects.bulk_create(orders)
    OrderLine.objects.bulk_create(_line_of(line, each) for each in orders)
    deadlines = Deadline.objects.bulk_create(_deadline_of(deadline, each) for each in orders)
    DeadlineEvent.objects.bulk_create(
        DeadlineEvent(shop_id=each.shop_id, deadline=each, kind="OPENED", at=each.opened_at) for each in deadlines
    )


def _line_of(line: "OrderLine", order: "Order") -> "OrderLine":
    again = copy(line)
    again.pk, again.order, again.line_id = None, order, f"{order.order_id}-1"
    return again


def _deadline_of(deadline: "Deadline", order: "Order") -> "Deadline":
    again = copy(deadline)
    again.pk, again.subject_id = None, order.order_id
    return again


if __name__ == "__main__":
    django.setup()
    make_scene(int(sys.argv[1]))
