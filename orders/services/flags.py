"""Marks on an order that upper apps set: what hangs on it in conversations, documents and incidents."""

from datetime import datetime

from orders.models import Order


def mark_customer_message(*, order_id: str, at: datetime) -> None:
    """The customer has written about this order."""
    Order.objects.filter(order_id=order_id, has_customer_message=False).update(has_customer_message=True, updated_at=at)


def mark_invoice(*, order_id: str, is_present: bool, at: datetime) -> None:
    """The order has an invoice, or has it no longer."""
    Order.objects.filter(order_id=order_id, has_invoice=not is_present).update(has_invoice=is_present, updated_at=at)


def mark_incident(*, order_id: str, is_open: bool, at: datetime) -> None:
    """The order has an open incident, or none any more."""
    Order.objects.filter(order_id=order_id, has_incident=not is_open).update(has_incident=is_open, updated_at=at)
