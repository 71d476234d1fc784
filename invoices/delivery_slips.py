"""The delivery slip among an order's documents: never stored, made when it is fetched (DO01 SYSTEM_DELIVERY_BILL)."""

from datetime import datetime

from invoices.services.limits import plain_name
from orders.choices import OrderState
from orders.models import Order

# Orders that are to be sent, or were.
STATES = (OrderState.SHIPPING, OrderState.SHIPPED, OrderState.TO_COLLECT, OrderState.RECEIVED, OrderState.CLOSED)
# Slips have no row of their own: their ids are the orders', far beyond those that documents reach.
_FIRST_ID = 10**12


def has_slip(order: Order) -> bool:
    """Whether there is something to pack."""
    return order.state in STATES


def slip_id(order: Order) -> int:
    """The id of the order's slip in OR72; always the same."""
    return _FIRST_ID + order.pk


def order_of_slip(document_id: int) -> int | None:
    """The primary key of the order whose slip has that id; None for the id of a stored document."""
    return document_id - _FIRST_ID if document_id >= _FIRST_ID else None


def slip_name(order: Order) -> str:
    """What the file is called."""
    return plain_name(f"delivery-{order.order_id}.pdf")


def slip_date(order: Order) -> datetime:
    """Since when the order is to be sent, or sent."""
    return order.shipped_at or order.debited_at or order.accepted_at or order.created_at
