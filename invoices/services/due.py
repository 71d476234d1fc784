"""The clock of an order's invoice: opened at shipment, settled by the invoice, opened again when that goes (R041)."""

from datetime import datetime

from invoices.kinds import INVOICE_DUE
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.services import open_deadline, settle_deadline, void_deadline
from orders.models import Order
from orders.querysets import UNDONE
from orders.services.clocks import open_by_hours


def open_invoice_due(*, order: Order, at: datetime) -> None:
    """Start the channel's hours. Nothing for an order of the past, or one that has its invoice already."""
    if order.is_imported or order.has_invoice:
        return
    rules = order.channel.rules_in_force
    open_by_hours(order=order, kind=INVOICE_DUE, at=at, hours=rules.invoice_hours, clock=rules.invoice_clock)


def settle_invoice_due(*, order: Order, at: datetime) -> None:
    """The order has its invoice. Nothing where no clock runs."""
    settle_deadline(kind=INVOICE_DUE, subject_id=order.order_id, at=at)


def reopen_invoice_due(*, order: Order) -> None:
    """The invoice is gone: the clock runs on as it was made at shipment, with the same due time."""
    if order.shipped_at is None or order.is_imported or order.state in UNDONE:
        return
    clocks = Deadline.objects.filter(kind=INVOICE_DUE, subject_id=order.order_id)
    former: Deadline | None = clocks.order_by("-opened_at", "-pk").first()
    if former is None:
        order.has_invoice = False
        open_invoice_due(order=order, at=order.shipped_at)
        return
    open_deadline(
        shop_id=order.shop_id,
        channel_id=order.channel_id,
        kind=INVOICE_DUE,
        subject_id=order.order_id,
        opened_at=former.opened_at,
        due_at=former.due_at,
        warn_at=former.warn_at,
        policy=former.policy,
    )


def void_invoice_due(*, order: Order, at: datetime) -> None:
    """Nothing was sold after all. Nothing where no clock runs."""
    void_deadline(kind=INVOICE_DUE, subject_id=order.order_id, at=at)
