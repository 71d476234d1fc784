"""What the pages of a draft and of an issued invoice show, computed once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from invoices.amounts import DraftLine, rounding_rule
from invoices.choices import InvoiceKind
from invoices.models import Invoice, InvoiceLine, InvoiceRun
from invoices.parties import Recipient, freeze_recipient, issuer_of, party_of, recipient_of
from invoices.rendering import Party, write_rate
from invoices.services.drafting import kinds_for
from marketplace.shops.models import Shop
from orders.models import Order

SHOWN_OF_RUN = 500


@dataclass(frozen=True)
class ShownLine:
    """One line of the table; an amount alone has no quantity."""

    title: str
    sku: str
    quantity: int | None
    unit_price: Decimal | None
    net: Decimal
    rate: str
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True)
class ShownInvoice:
    """An issued invoice as its page shows it; `others` are the invoices it is linked with."""

    issuer: Party
    recipient: Party | None
    lines: list[ShownLine]
    rounding: str
    corrections: list[Invoice]
    left: Decimal


def show_invoice(invoice: Invoice) -> ShownInvoice:
    """From what was frozen alone."""
    rows = InvoiceLine.objects.filter(invoice=invoice).order_by("position")
    corrections = list(Invoice.objects.filter(corrects=invoice).order_by("pk"))
    return ShownInvoice(
        issuer=party_of(invoice.issuer),
        recipient=party_of(invoice.recipient) if invoice.recipient else None,
        lines=show_lines(rows),
        rounding=rounding_rule(invoice.kind),
        corrections=corrections,
        left=invoice.total + sum((each.total for each in corrections), Decimal(0)),
    )


def show_lines(lines: Iterable[DraftLine | InvoiceLine]) -> list[ShownLine]:
    """Lines of a draft or of an issued invoice."""
    return [
        ShownLine(
            title=line.title,
            sku=line.sku,
            quantity=line.quantity or None,
            unit_price=line.unit_price if line.quantity else None,
            net=line.net,
            rate=write_rate(line.tax_rate),
            tax=line.tax_amount,
            gross=line.gross,
        )
        for line in lines
    ]


def show_issuer(shop: Shop) -> Party:
    """The shop as an invoice of today would name it."""
    return party_of(issuer_of(shop))


def show_recipient(recipient: Recipient | None) -> Party | None:
    """The customer as a full invoice would name it."""
    return party_of(freeze_recipient(recipient)) if recipient else None


@dataclass(frozen=True)
class PlannedInvoice:
    """What issuing by the list would make of an order."""

    order: Order
    kind: InvoiceKind


def plan_invoices(orders: Iterable[Order]) -> list[PlannedInvoice]:
    """The kind that the billing data of each order allow."""
    return [
        PlannedInvoice(order, kinds_for(recipient_of(order.billing_address, tax_id=order.customer_tax_id))[0])
        for order in orders
    ]


def run_invoices(run: InvoiceRun) -> list[Invoice]:
    """The invoices that the run's orders have got since it was asked for, the first ones."""
    found = Invoice.objects.filter(order__order_id__in=run.order_ids, issued_at__gte=run.created_at)
    issued = found.exclude(kind=InvoiceKind.CORRECTIVE).select_related("order").defer("issuer", "printed")
    return list(issued.order_by("pk")[:SHOWN_OF_RUN])


def lacks_tax_id(recipient: Recipient | None) -> bool:
    """Whether a full invoice would name a company without its tax id."""
    return recipient is not None and bool(recipient.company) and not recipient.tax_id


def kind_note(recipient: Recipient | None, billing: Mapping[str, Any] | None) -> str:
    """Why there is no choice of kinds, or what the choice means."""
    if recipient:
        return _("A simplified invoice names no recipient.")
    if billing:
        return _("The billing address lacks a name, street, town or country: only a simplified invoice can be issued.")
    return _("The customer gave no billing data: only a simplified invoice can be issued. It names no recipient.")
