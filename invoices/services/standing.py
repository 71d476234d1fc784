"""What an order's invoices still stand for, after their corrections."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from invoices.amounts import DraftLine
from invoices.choices import InvoiceKind, InvoiceLineKind
from invoices.models import Invoice, InvoiceLine
from orders.models import Order

_ZERO = Decimal(0)


@dataclass(frozen=True)
class LeftLine:
    """A line of an issued invoice and what its corrections have left of it."""

    position: int
    line: DraftLine
    left: Decimal
    left_tax: Decimal


def standing_invoice(order: Order) -> Invoice | None:
    """The invoice of the order that is not wholly corrected, if there is one. One over nothing cannot be corrected."""
    issued = list(Invoice.objects.filter(order=order).order_by("pk"))
    taken: dict[int, Decimal] = defaultdict(lambda: _ZERO)
    for invoice in issued:
        if invoice.corrects_id:
            taken[invoice.corrects_id] += invoice.total
    for invoice in issued:
        is_undone = invoice.pk in taken and invoice.total + taken[invoice.pk] == 0
        if invoice.kind != InvoiceKind.CORRECTIVE and not is_undone:
            return invoice
    return None


def lines_left(invoice: Invoice) -> list[LeftLine]:
    """The lines of an invoice in their order, each with what its corrections have left of it."""
    rows = list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))
    gross: dict[tuple[int, str], Decimal] = defaultdict(lambda: _ZERO)
    tax: dict[tuple[int, str], Decimal] = defaultdict(lambda: _ZERO)
    corrected = InvoiceLine.objects.filter(invoice__corrects=invoice)
    for order_line, kind, amount, of_it in corrected.values_list("order_line_id", "kind", "gross", "tax_amount"):
        gross[order_line, kind] += amount
        tax[order_line, kind] += of_it
    return [
        LeftLine(
            position=row.position,
            line=_as_draft(row),
            left=row.gross + gross[row.order_line_id, row.kind],
            left_tax=row.tax_amount + tax[row.order_line_id, row.kind],
        )
        for row in rows
    ]


def _as_draft(row: InvoiceLine) -> DraftLine:
    return DraftLine(
        order_line_pk=row.order_line_id,
        kind=InvoiceLineKind(row.kind),
        title=row.title,
        sku=row.sku,
        quantity=row.quantity,
        unit_price=row.unit_price,
        gross=row.gross,
        tax_rate=row.tax_rate,
        tax_amount=row.tax_amount,
    )
