"""What invoices and ledger do when an order moves, in the transaction of the move."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from invoices.services.ledger import follow_order
from orders.choices import OrderEventKind
from orders.models import Order, OrderLine
from orders.signals import order_recorded


def post_to_ledger(
    *, order: Order, kind: OrderEventKind, lines: Sequence[OrderLine], at: datetime, **_more: Any
) -> None:
    """Money follows the order."""
    follow_order(order=order, kind=kind, lines=lines, at=at)


def register() -> None:
    """Listen; called at start."""
    order_recorded.connect(post_to_ledger, dispatch_uid="invoices.ledger")
