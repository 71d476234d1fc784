"""What a line costs, how much of it is tax, and what the operator takes of it. Pure; frozen on the line at creation.

Prices include tax. Commission is taken of goods and freight, tax included; its own tax is added on top of the fee.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from marketplace.money import round_money, tax_included


@dataclass(frozen=True, slots=True)
class Rates:
    """The percentages of the day of the order, for one line."""

    tax_code: str = ""
    tax: Decimal = Decimal(0)
    commission: Decimal = Decimal(0)
    commission_tax: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class LinePrice:
    """The amounts of one line."""

    price: Decimal
    shipping_price: Decimal
    total_price: Decimal
    tax_amount: Decimal
    shipping_tax_amount: Decimal
    commission_fee: Decimal
    commission_tax: Decimal
    total_commission: Decimal


class Priced(Protocol):
    """Whatever has the amounts of a line: a fresh price or a line's row."""

    @property
    def price(self) -> Decimal: ...
    @property
    def shipping_price(self) -> Decimal: ...
    @property
    def total_price(self) -> Decimal: ...
    @property
    def total_commission(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """The sums that stand on the order."""

    price: Decimal
    shipping_price: Decimal
    total_price: Decimal
    total_commission: Decimal


def price_line(*, goods: Decimal, shipping_price: Decimal, rates: Rates, currency: str) -> LinePrice:
    """All amounts of a line, each rounded to the currency; `goods` is what all its pieces cost."""
    price = round_money(goods, currency)
    freight = round_money(shipping_price, currency)
    fee = round_money((price + freight) * rates.commission / 100, currency)
    fee_tax = round_money(fee * rates.commission_tax / 100, currency)
    return LinePrice(
        price=price,
        shipping_price=freight,
        total_price=price + freight,
        tax_amount=tax_included(price, rates.tax, currency),
        shipping_tax_amount=tax_included(freight, rates.tax, currency),
        commission_fee=fee,
        commission_tax=fee_tax,
        total_commission=fee + fee_tax,
    )


def total_of(lines: Iterable[Priced]) -> OrderTotals:
    """The sums of some lines."""
    found = list(lines)
    return OrderTotals(
        price=sum((line.price for line in found), Decimal(0)),
        shipping_price=sum((line.shipping_price for line in found), Decimal(0)),
        total_price=sum((line.total_price for line in found), Decimal(0)),
        total_commission=sum((line.total_commission for line in found), Decimal(0)),
    )
