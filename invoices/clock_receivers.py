"""An order's moves as the clock of its invoice hears them, inside the transaction of the change."""

from datetime import datetime
from typing import Any

from invoices.services.due import open_invoice_due, void_invoice_due
from orders.choices import OrderEventKind
from orders.models import Order
from orders.querysets import UNDONE
from orders.signals import order_recorded


def keep_clock(*, order: Order, kind: str, at: datetime, **_more: Any) -> None:
    """Shipped: the invoice is due. Refused or cancelled: it is not."""
    if kind == OrderEventKind.SHIPPED:
        open_invoice_due(order=order, at=at)
    elif order.state in UNDONE:
        void_invoice_due(order=order, at=at)


def register() -> None:
    """Listen; called at start."""
    order_recorded.connect(keep_clock, dispatch_uid="invoices.keep_clock")
