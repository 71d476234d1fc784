"""Invoices that a shop has issued by itself at shipment: asked for in the transaction, issued by a worker after it."""

from datetime import datetime
from typing import Any

from invoices.services.runs import issue_at_shipment
from orders.choices import OrderEventKind
from orders.models import Order
from orders.signals import order_recorded


def ask_for_invoice(*, order: Order, kind: str, at: datetime, **_more: Any) -> None:
    """Shipped: the invoice is issued where the shop wants that; the shipment never waits for it or fails by it."""
    if kind == OrderEventKind.SHIPPED:
        issue_at_shipment(order=order, at=at)


def register() -> None:
    """Listen; called at start."""
    order_recorded.connect(ask_for_invoice, dispatch_uid="invoices.ask_for_invoice")
