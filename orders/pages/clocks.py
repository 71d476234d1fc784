"""The deadline of each order's present step."""

from collections.abc import Collection
from datetime import datetime

from marketplace.deadlines.cards import cards_for
from marketplace.portal.deadline_card import DeadlineCard
from orders.kinds import ACCEPTANCE, PAYMENT, PROMISE, SHIPMENT
from orders.models import Order

# One of these runs at a time; that an order counts as received by itself is nobody's task.
_STEPS = (ACCEPTANCE, PAYMENT, SHIPMENT, PROMISE)


def present_cards(orders: Collection[Order], *, at: datetime) -> dict[str, DeadlineCard]:
    """Cards by public order id, in one query; an order with nothing due is left out."""
    found = cards_for([order.order_id for order in orders], at, kinds=_STEPS)
    return {order_id: cards[0] for order_id, cards in found.items()}
