"""The money of an order: what the customer paid, what the operator takes, what is left for the shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from marketplace.portal.formats import reader_locale
from orders import transitions
from orders.choices import OrderState
from orders.models import Order, OrderLine


@dataclass(frozen=True)
class Amounts:
    """The sums of the order's live lines, with their words."""

    paid_label: str
    paid: Decimal
    commission_label: str
    commission: Decimal
    yours: Decimal
    tax: Decimal
    currency: str
    is_charged: bool


def show_amounts(order: Order, lines: Sequence[OrderLine]) -> Amounts:
    """Tax is contained in what the customer paid; lines that fell out of the sale count in nothing."""
    live = [line for line in lines if line.state not in transitions.DROPPED]
    tax = sum((line.tax_amount + line.shipping_tax_amount for line in live), Decimal(0))
    return Amounts(
        paid_label=_paid_label(order),
        paid=order.total_price,
        commission_label=_commission_label(live),
        commission=-order.total_commission,
        yours=order.total_price - order.total_commission,
        tax=tax,
        currency=order.currency,
        is_charged=order.state not in {OrderState.REFUSED, OrderState.CANCELED},
    )


def _paid_label(order: Order) -> str:
    if order.debited_at or order.is_imported:
        return _("Customer paid")
    if order.state in {OrderState.REFUSED, OrderState.CANCELED}:
        return _("Customer would have paid")
    return _("Customer pays")


def _commission_label(lines: Sequence[OrderLine]) -> str:
    rates = {line.commission_rate for line in lines}
    if len(rates) != 1:
        return _("Commission, with its tax")
    rate = format_decimal(rates.pop().normalize(), locale=reader_locale())
    return _("Commission, %(rate)s%% and its tax") % {"rate": rate}
