"""What an order's invoice would say: read, checked, and not yet numbered."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from invoices.amounts import DraftLine, Totals, lines_from_order, total_of
from invoices.choices import INVOICE_TYPES, DocumentSource, InvoiceKind
from invoices.models import Invoice, OrderDocument
from invoices.parties import ISSUER_FIELDS, Recipient, missing_of_issuer, missing_text, recipient_of
from invoices.services.standing import standing_invoice
from marketplace.errors import DomainError, FieldError, IllegalTransition, NotFound, ValidationFailed, refusal
from marketplace.shops.models import Shop
from orders.choices import OrderState
from orders.models import Order
from orders.querysets import UNDONE
from orders.services.moving import lines_of, live
from orders.transitions import hides_addresses

# Paid, and the shop's to deliver: before that nobody owes an invoice, after a refusal or cancellation neither.
INVOICEABLE = frozenset(
    {OrderState.SHIPPING, OrderState.SHIPPED, OrderState.TO_COLLECT, OrderState.RECEIVED, OrderState.CLOSED}
)


@dataclass(frozen=True)
class Draft:
    """The invoice of an order as it stands now. `kinds` are those that may be issued, the one to take first.

    `recipient` is None where the billing data lack; `missing` names what the issuer lacks, `fault` is the first reason
    for which nothing can be issued.
    """

    order: Order
    kinds: tuple[InvoiceKind, ...]
    recipient: Recipient | None
    lines: list[DraftLine]
    totals: Totals
    day: date
    supplied_on: date | None
    missing: list[str]
    standing: Invoice | None
    fault: DomainError | None


def draft_of(order: Order, *, at: datetime) -> Draft:
    """Read the draft of an order of the open scope, which has its channel and shop at hand."""
    with translation.override(order.channel.language):
        lines = lines_from_order(live(lines_of(order)))
    # Of an order that was not accepted the shop knows no address, and it gets no invoice.
    billing = None if hides_addresses(order) else order.billing_address
    recipient = recipient_of(billing, tax_id=order.customer_tax_id)
    standing = standing_invoice(order)
    fault = _fault(order, lines, standing)
    return Draft(
        order=order,
        kinds=kinds_for(recipient),
        recipient=recipient,
        lines=lines,
        totals=total_of(lines),
        day=day_of(order, at),
        supplied_on=day_of(order, order.shipped_at) if order.shipped_at else None,
        missing=missing_of_issuer(order.shop),
        standing=standing,
        fault=fault,
    )


def can_get_invoice(order: Order) -> bool:
    """Whether issuing is to be offered on the order: it is paid, of today and without invoice."""
    return gets_invoice(order) and not (order.has_invoice or order.is_imported)


def gets_invoice(order: Order) -> bool:
    """Whether an order in this state gets an invoice at all."""
    return order.state in INVOICEABLE and not order.is_fraud


def find_order(order_id: str) -> Order:
    """An order of the scope with what its draft needs. Raises NotFound."""
    orders = Order.objects.select_related("channel", "shop").filter(order_id=order_id)
    found: Order | None = orders.first()
    if found is None:
        raise NotFound(code="ORDER_NOT_FOUND", message=_("There is no such order."))
    return found


def kinds_for(recipient: Recipient | None) -> tuple[InvoiceKind, ...]:
    """R046: without billing data a simplified invoice is all that can be issued."""
    return (InvoiceKind.FULL, InvoiceKind.SIMPLIFIED) if recipient else (InvoiceKind.SIMPLIFIED,)


def day_of(order: Order, moment: datetime) -> date:
    """The day on the channel's calendar."""
    return moment.astimezone(ZoneInfo(order.channel.timezone)).date()


def check_issuable(draft: Draft, kind: InvoiceKind) -> None:
    """Raises DomainError unless an invoice of this kind can be issued now."""
    if draft.fault:
        raise draft.fault
    if draft.missing:
        raise issuer_incomplete(draft.order.shop)
    if kind not in draft.kinds:
        message = _("The customer's billing data are missing: only a simplified invoice can be issued.")
        raise refusal("BILLING_DATA_MISSING", "kind", message)


def issuer_incomplete(shop: Shop) -> ValidationFailed:
    """The refusal that names exactly what the shop's own data lack."""
    missing = missing_of_issuer(shop)
    faults = [
        FieldError("ISSUER_INCOMPLETE", name, _("The shop's %(field)s is missing.") % {"field": ISSUER_FIELDS[name]})
        for name in missing
    ]
    return ValidationFailed(code="ISSUER_INCOMPLETE", message=missing_text(missing), errors=faults)


def _fault(order: Order, lines: list[DraftLine], standing: Invoice | None) -> DomainError | None:
    """Why nothing can be issued for the order, whatever the kind."""
    if order.is_imported:
        message = _("The order was taken over from the past: its invoice was made elsewhere.")
        return refusal("ORDER_IMPORTED", "order_id", message)
    if not gets_invoice(order):
        message = _("The order is in the state “%(state)s”. Its invoice can be issued once it is paid.")
        if order.state in UNDONE or order.is_fraud:
            message = _("The order is in the state “%(state)s”. It gets no invoice.")
        return IllegalTransition(code="ORDER_INVALID_STATE", message=message % {"state": order.get_state_display()})
    if standing:
        message = _("The order has the invoice %(number)s. Correct that one first.") % {
            "number": standing.invoice_number
        }
        return refusal("INVOICE_EXISTS", "order_id", message)
    if filed := _filed_invoice(order):
        message = _("The order has the invoice “%(name)s” among its documents.") % {"name": filed}
        return refusal("INVOICE_EXISTS", "order_id", message)
    if not lines:
        return refusal("NOTHING_TO_INVOICE", "order_id", _("The order has no line to invoice."))
    return None


def _filed_invoice(order: Order) -> str:
    """The name of an invoice that was made elsewhere and filed; empty where there is none."""
    filed = OrderDocument.objects.filter(order=order, type__in=INVOICE_TYPES, removed_at=None)
    name: str | None = filed.exclude(source=DocumentSource.ISSUED).values_list("name", flat=True).first()
    return name or ""
