"""Amounts of an order as `order_tax_mode` asks for them: with the tax that they include, or without."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.money import round_money
from orders.choices import OrderState
from orders.models import Order, OrderLine
from orders.transitions import DROPPED

TAX_INCLUDED = "TAX_INCLUDED"
TAX_EXCLUDED = "TAX_EXCLUDED"


@dataclass(frozen=True, slots=True)
class Amounts:
    """Goods, freight and both together."""

    price: Decimal
    shipping_price: Decimal

    @property
    def total(self) -> Decimal:
        return self.price + self.shipping_price


def line_amounts(line: OrderLine, tax_mode: str) -> Amounts:
    """A line's amounts."""
    if tax_mode == TAX_INCLUDED:
        return Amounts(line.price, line.shipping_price)
    return Amounts(line.price - line.tax_amount, line.shipping_price - line.shipping_tax_amount)


def unit_price(line: OrderLine, tax_mode: str, currency: str) -> Decimal:
    """The price of one; without tax it is rounded, so that it may differ from the line's by a cent."""
    if tax_mode == TAX_INCLUDED:
        return line.price_unit
    return round_money((line.price - line.tax_amount) / line.quantity, currency)


def order_amounts(order: Order, lines: Sequence[OrderLine], tax_mode: str) -> Amounts:
    """An order's amounts: those of the lines that count in its totals."""
    if tax_mode == TAX_INCLUDED:
        return Amounts(order.price, order.shipping_price)
    counted = [line for line in lines if line.state not in DROPPED] if _is_sold(order) else lines
    tax = sum((line.tax_amount for line in counted), Decimal(0))
    shipping_tax = sum((line.shipping_tax_amount for line in counted), Decimal(0))
    return Amounts(order.price - tax, order.shipping_price - shipping_tax)


def _is_sold(order: Order) -> bool:
    return order.state not in (OrderState.REFUSED, OrderState.CANCELED)
