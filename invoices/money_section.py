"""Where the money of an order stands, on its page: pending, or payable and since when (R126)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from invoices.choices import PaymentState
from invoices.models import LedgerTransaction
from marketplace.permissions import Right
from marketplace.portal.context import route
from orders import sections
from orders.models import Order
from orders.sections import OrderSection, Place


def money_of(order: Order) -> Mapping[str, Any] | None:
    """The sums of what is pending and what is payable; left out where the ledger has nothing of the order."""
    lines = list(LedgerTransaction.objects.charged().filter(order=order).order_by("at", "pk"))
    if not lines:
        return None
    sums = dict.fromkeys(PaymentState.values, Decimal(0))
    for line in lines:
        sums[line.payment_state] += line.amount
    released = [line.released_at for line in lines if line.released_at]
    return {
        "pending": sums[PaymentState.PENDING] if len(released) < len(lines) else None,
        "payable": sums[PaymentState.PAYABLE] if released else None,
        "payable_since": min(released, default=None),
        "currency": order.currency,
        "lines_url": f"{route('invoices:finance', order.shop_id)}?{urlencode({'q': order.order_id})}",
    }


def register() -> None:
    """Add the section; called at start."""
    sections.register(
        OrderSection(
            code="balance",
            title=_("Balance"),
            template="invoices/_order_money.html",
            right=Right.FINANCE_READ,
            context=money_of,
            place=Place.ASIDE,
            position=10,
        )
    )
