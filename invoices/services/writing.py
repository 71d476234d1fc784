"""Writing an invoice with all that it prints: numbered, frozen, announced, and left for a worker to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation

from invoices.amounts import DraftLine, total_of
from invoices.choices import InvoiceKind
from invoices.models import Invoice, InvoiceLine, InvoiceSettings
from invoices.parties import Recipient, freeze_recipient, issuer_of, missing_of_issuer
from invoices.services.drafting import day_of, issuer_incomplete
from invoices.services.logos import freeze_logo
from invoices.services.numbering import prefix_of, take_number
from invoices.services.papers import hint_after_commit
from invoices.services.settings import settings_of
from invoices.signals import invoice_issued
from marketplace import clock
from marketplace.actors import Actor
from orders.choices import OrderEventKind
from orders.models import Order
from orders.services.recording import record_event


@dataclass(frozen=True)
class Content:
    """What a new invoice is to say; `recipient` stays None on a simplified one. `frozen` is a recipient as an earlier
    invoice froze it.
    """

    kind: InvoiceKind
    lines: Sequence[DraftLine]
    recipient: Recipient | None = None
    frozen: dict[str, Any] | None = None
    corrects: Invoice | None = None
    reason: str = ""


def write_invoice(*, order: Order, content: Content, actor: Actor, at: datetime) -> Invoice:
    """Write the invoice of a locked order in the caller's transaction. Raises ValidationFailed for an incomplete
    issuer, Conflict for a prefix that is another kind's.
    """
    if missing_of_issuer(order.shop):
        raise issuer_incomplete(order.shop)
    settings = settings_of(order.shop_id)
    taken = take_number(
        shop_id=order.shop_id,
        kind=content.kind,
        prefix=prefix_of(settings, content.kind),
        day=day_of(order, at),
    )
    totals = total_of(content.lines)
    invoice = Invoice.objects.create(
        shop_id=order.shop_id,
        channel_id=order.channel_id,
        order=order,
        kind=content.kind,
        series=taken.series,
        number=taken.number,
        invoice_number=taken.text,
        corrects=content.corrects,
        correction_reason=content.reason,
        issued_at=at,
        issued_on=taken.issued_on,
        currency=order.currency,
        total_net=totals.net,
        total_tax=totals.tax,
        total=totals.gross,
        actor_kind=actor.kind,
        actor_label=actor.label,
        render_next_at=clock.real(),
        **_frozen(order, content, settings),
    )
    _write_lines(invoice, content.lines)
    _record(invoice, order, actor, at)
    invoice_issued.send(sender=Invoice, invoice=invoice, order=order, at=at)
    hint_after_commit(invoice.pk)
    return invoice


def _record(invoice: Invoice, order: Order, actor: Actor, at: datetime) -> None:
    """On the order's timeline."""
    first = invoice.corrects
    record_event(
        order=order,
        kind=OrderEventKind.INVOICE_CORRECTED if first else OrderEventKind.INVOICE_ISSUED,
        actor=actor,
        at=at,
        lines=[],
        details={"name": invoice.invoice_number, "corrects": first.invoice_number if first else ""},
    )


def _frozen(order: Order, content: Content, settings: InvoiceSettings) -> dict[str, Any]:
    """All that is printed besides numbers and lines, copied, in the order's language, which is its channel's (R071)."""
    language = order.channel.language
    with translation.override(language):
        written = freeze_recipient(content.recipient) if content.recipient else content.frozen
        issuer = issuer_of(order.shop)
    corrects = content.corrects
    printed = {
        "order_id": order.order_id,
        "ordered_on": day_of(order, order.created_at).isoformat(),
        "supplied_on": _iso(day_of(order, order.shipped_at) if order.shipped_at else None),
        "corrects_number": corrects.invoice_number if corrects else "",
        "corrects_on": _iso(corrects.issued_on if corrects else None),
        "note": settings.note,
        "logo": freeze_logo(settings),
    }
    return {"language": language, "issuer": issuer, "recipient": written, "printed": printed}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _write_lines(invoice: Invoice, lines: Sequence[DraftLine]) -> None:
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            shop_id=invoice.shop_id,
            invoice=invoice,
            order_line_id=line.order_line_pk,
            position=position,
            kind=line.kind,
            title=line.title,
            sku=line.sku,
            quantity=line.quantity,
            unit_price=line.unit_price,
            gross=line.gross,
            tax_rate=line.tax_rate,
            tax_amount=line.tax_amount,
            net=line.net,
        )
        for position, line in enumerate(lines, start=1)
    )
