"""Invoices as our operations answer them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from invoices.amounts import DraftLine, rounding_rule
from invoices.issued_list import recipient_name
from invoices.models import Invoice, InvoiceLine, InvoiceRun
from invoices.pages.invoices import show_issuer, show_recipient
from invoices.parties import missing_of_issuer, party_of
from invoices.rendering import Party
from invoices.services.drafting import Draft
from invoices.services.settings import settings_of
from marketplace.shops.models import Shop
from orders.models import OrderLine


def build_listed(invoice: Invoice) -> dict[str, Any]:
    """One row of the list; the invoice comes with its order, channel and what it corrects."""
    first = invoice.corrects
    return {
        "invoice_id": str(invoice.invoice_id),
        "invoice_number": invoice.invoice_number,
        "kind": invoice.kind,
        "order_id": invoice.order.order_id,
        "channel_code": invoice.channel.code,
        "issued_on": invoice.issued_on,
        "issued_date": invoice.issued_at,
        "recipient_name": recipient_name(invoice) or None,
        "currency_iso_code": invoice.currency,
        "total_net": invoice.total_net,
        "total_tax": invoice.total_tax,
        "total": invoice.total,
        "corrects": _named(first) if first else None,
        "correction_reason": invoice.correction_reason or None,
        "pdf": {
            "state": invoice.render_state,
            "failure": invoice.render_failure or None,
            "document_id": invoice.document_id,
        },
    }


def build_invoice(invoice: Invoice) -> dict[str, Any]:
    """All that it says, from what was frozen alone, and what has corrected it."""
    rows = InvoiceLine.objects.filter(invoice=invoice).select_related("order_line").order_by("position")
    corrections = list(Invoice.objects.filter(corrects=invoice).order_by("pk"))
    return {
        **build_listed(invoice),
        "issuer": _party(party_of(invoice.issuer)),
        "recipient": _party(party_of(invoice.recipient)) if invoice.recipient else None,
        "lines": [_line(row.position, row.order_line.line_id, row) for row in rows],
        "note": invoice.printed["note"] or None,
        "rounding": rounding_rule(invoice.kind),
        "corrections": [{**_named(each), "total": each.total} for each in corrections],
        "left": invoice.total + sum((each.total for each in corrections), Decimal(0)),
    }


def build_draft(draft: Draft) -> dict[str, Any]:
    """What would be issued, and why it cannot be."""
    order, recipient = draft.order, show_recipient(draft.recipient)
    return {
        "order_id": order.order_id,
        "kinds": [kind.value for kind in draft.kinds],
        "issued_on": draft.day,
        "issuer": _party(show_issuer(order.shop)),
        "issuer_missing": draft.missing,
        "recipient": _party(recipient) if recipient else None,
        "currency_iso_code": order.currency,
        "total_net": draft.totals.net,
        "total_tax": draft.totals.tax,
        "total": draft.totals.gross,
        "lines": _draft_lines(draft.lines),
        "rounding": rounding_rule(),
        "refusal": {"code": draft.fault.code, "message": draft.fault.message} if draft.fault else None,
    }


def build_run(run: InvoiceRun) -> dict[str, Any]:
    """How far it is, and which orders got no invoice."""
    return {
        "run_id": run.pk,
        "state": run.state,
        "total": run.total,
        "issued": run.done,
        "failures": [{name: each[name] for name in ("order_id", "code", "message")} for each in run.failures],
        "date_created": run.created_at,
        "date_ended": run.ended_at,
    }


def build_settings(shop: Shop) -> dict[str, Any]:
    """How the shop issues, and what it lacks for that."""
    settings = settings_of(shop.pk)
    return {
        "issues_at_shipment": settings.issues_at_shipment,
        "full_prefix": settings.full_prefix,
        "simplified_prefix": settings.simplified_prefix,
        "corrective_prefix": settings.corrective_prefix,
        "note": settings.note,
        "has_logo": settings.logo_id is not None,
        "issuer": _party(show_issuer(shop)),
        "issuer_missing": missing_of_issuer(shop),
    }


def _draft_lines(lines: Iterable[DraftLine]) -> list[dict[str, Any]]:
    found = list(lines)
    pks = {line.order_line_pk for line in found}
    ids = dict(OrderLine.objects.filter(pk__in=pks).values_list("pk", "line_id"))
    return [_line(position, ids[line.order_line_pk], line) for position, line in enumerate(found, start=1)]


def _line(position: int, order_line_id: str, line: DraftLine | InvoiceLine) -> dict[str, Any]:
    return {
        "position": position,
        "order_line_id": order_line_id,
        "kind": str(line.kind),
        "title": line.title,
        "sku": line.sku or None,
        "quantity": line.quantity or None,
        "unit_price": line.unit_price if line.quantity else None,
        "net": line.net,
        "tax_rate": line.tax_rate,
        "tax_amount": line.tax_amount,
        "gross": line.gross,
    }


def _party(party: Party) -> dict[str, Any]:
    return {"name": party.name, "lines": list(party.lines), "tax_id": party.tax_id or None}


def _named(invoice: Invoice) -> dict[str, Any]:
    return {"invoice_id": str(invoice.invoice_id), "invoice_number": invoice.invoice_number}
