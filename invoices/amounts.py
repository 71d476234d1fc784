"""The amounts of invoice lines. Pure.

Tax is counted per line from the amount with tax, rounded half up to the smallest unit; every total is a sum of lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from invoices.choices import InvoiceKind, InvoiceLineKind
from marketplace.money import tax_included
from orders.models import OrderLine

_TITLE = 255  # of the column
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line as it would be frozen; `gross = net + tax_amount`. A line of a correction is negative; one with the
    quantity 0 takes an amount alone.
    """

    order_line_pk: int
    kind: InvoiceLineKind
    title: str
    sku: str
    quantity: int
    unit_price: Decimal
    gross: Decimal
    tax_rate: Decimal
    tax_amount: Decimal

    @property
    def net(self) -> Decimal:
        return self.gross - self.tax_amount


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of some lines."""

    net: Decimal
    tax: Decimal
    gross: Decimal


def lines_from_order(lines: Iterable[OrderLine]) -> list[DraftLine]:
    """Goods and freight of each order line with the tax that was frozen on it; a freight of nothing is left out.

    Titles of freight are written in the active language.
    """
    found: list[DraftLine] = []
    for line in lines:
        found.append(
            DraftLine(
                order_line_pk=line.pk,
                kind=InvoiceLineKind.GOODS,
                title=line.product_title,
                sku=line.offer_sku,
                quantity=line.quantity,
                unit_price=line.price_unit,
                gross=line.price,
                tax_rate=line.tax_rate,
                tax_amount=line.tax_amount,
            )
        )
        if line.shipping_price:
            found.append(_freight_of(line))
    return found


def _freight_of(line: OrderLine) -> DraftLine:
    title = pgettext("invoice line", "Shipping: %(item)s") % {"item": line.product_title}
    return DraftLine(
        order_line_pk=line.pk,
        kind=InvoiceLineKind.SHIPPING,
        title=title[:_TITLE],
        sku="",
        quantity=1,
        unit_price=line.shipping_price,
        gross=line.shipping_price,
        tax_rate=line.tax_rate,
        tax_amount=line.shipping_tax_amount,
    )


def take_back(line: DraftLine, *, amount: Decimal, left: Decimal, left_tax: Decimal, currency: str) -> DraftLine:
    """The negative line for `amount` with tax, of which `left` is still to be corrected and holds `left_tax`.

    Tax is counted on all that was taken back of the line, less what went back already: many small parts carry as much
    as one large one. The last part takes what is left, so that corrections never add up to more than the line. A part
    of the line's amount is no piece of its goods: its quantity and unit price are 0.
    """
    taken_tax = line.tax_amount - left_tax
    due = tax_included(line.gross - left + amount, line.tax_rate, currency) - taken_tax
    tax = left_tax if amount == left else min(max(due, _ZERO), left_tax)
    if amount == line.gross:
        return replace(line, quantity=-line.quantity, gross=-amount, tax_amount=-tax)
    return replace(line, quantity=0, unit_price=_ZERO, gross=-amount, tax_amount=-tax)


def give_again(lines: Sequence[DraftLine]) -> list[DraftLine]:
    """What a correction has taken back, as the lines of a new invoice."""
    return [
        replace(
            line,
            quantity=-line.quantity or 1,
            unit_price=line.unit_price if line.quantity else -line.gross,
            gross=-line.gross,
            tax_amount=-line.tax_amount,
        )
        for line in lines
    ]


def total_of(lines: Iterable[DraftLine]) -> Totals:
    """The sums of the lines."""
    found = list(lines)
    tax = sum((line.tax_amount for line in found), _ZERO)
    gross = sum((line.gross for line in found), _ZERO)
    return Totals(net=gross - tax, tax=tax, gross=gross)


def rounding_rule(kind: str = "") -> str:
    """The rule that stands on every invoice, in the active language; a corrective one has its own."""
    if kind == InvoiceKind.CORRECTIVE:
        return _(
            "Prices include tax. The tax taken back of each line is counted on all its corrections together: their "
            "amount × rate ÷ (100 + rate), rounded half up to the smallest unit of the currency; totals are sums of "
            "the lines."
        )
    return _(
        "Prices include tax. The tax of each line is its amount × rate ÷ (100 + rate), rounded half up to the smallest "
        "unit of the currency; totals are sums of the lines."
    )
