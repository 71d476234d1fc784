"""What stands beside a conversation: its order, its customer, and the order's other conversations.

Read-only facts: whoever may read conversations alone sees them too, and finds no way to an order's page (R120).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.portal.navigation import COUNT_CAP, write_capped
from messaging.models import Thread
from messaging.topics import topic_labels
from orders.models import Order, OrderLine, Shipment
from orders.pages.addresses import destination_of
from orders.pages.amounts import Amounts, show_amounts
from orders.pages.promise import PromiseWords, show_promise
from orders.transitions import DROPPED

MOST_OTHERS = 20


@dataclass(frozen=True)
class OtherThread:
    """Another conversation of the order."""

    thread: Thread
    topic: str


@dataclass(frozen=True)
class OrderContext:
    """The order as the conversation needs it."""

    order: Order
    amounts: Amounts
    lines: Sequence[OrderLine]
    shipments: Sequence[Shipment]
    promise: PromiseWords | None
    others: Sequence[OtherThread]
    place: str
    order_count: str


def read_context(thread: Thread, *, at: datetime) -> OrderContext:
    """All of it, in as many queries for ten lines as for one."""
    order = thread.order
    lines = list(OrderLine.objects.filter(order=order).order_by("index"))
    return OrderContext(
        order=order,
        amounts=show_amounts(order, lines),
        lines=[line for line in lines if line.state not in DROPPED],
        shipments=list(Shipment.objects.filter(order=order).order_by("pk")),
        promise=show_promise(order, at=at),
        others=list_threads(order, but=thread.pk),
        place=destination_of(order.shipping_address),
        order_count=_count_orders(order),
    )


def list_threads(order: Order, *, but: int | None = None) -> list[OtherThread]:
    """The order's conversations, last written in first."""
    threads = Thread.objects.for_order(order.pk).exclude(pk=but).order_by("-last_message_at", "-pk")[:MOST_OTHERS]
    found = list(threads)
    labels = topic_labels() if found else {}
    return [OtherThread(thread, labels.get(thread.topic_value, thread.topic_value)) for thread in found]


def _count_orders(order: Order) -> str:
    """How many orders of this shop the customer has, this one among them; counted no further than is shown."""
    orders = Order.objects.filter(customer_id=order.customer_id).order_by().values("pk")
    return write_capped(orders[: COUNT_CAP + 1].count())
