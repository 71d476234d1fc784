"""Finding issued invoices, and what is printed of them."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from invoices.models import Invoice, InvoiceLine
from invoices.parties import party_of
from invoices.rendering import PrintedInvoice, PrintedLine
from invoices.services.logos import read_logo
from marketplace.errors import NotFound


def invoices_with_order() -> QuerySet[Invoice]:
    """Invoices of the scope with what lists and answers show of their order."""
    found: QuerySet[Invoice] = Invoice.objects.select_related("order", "channel", "corrects", "document__file")
    return found


def find_invoice(invoice_id: str | UUID) -> Invoice:
    """The invoice of that id, which may be any text. Raises NotFound."""
    try:
        key = invoice_id if isinstance(invoice_id, UUID) else UUID(invoice_id)
    except ValueError as error:
        raise _unknown() from error
    found = invoices_with_order().filter(invoice_id=key).first()
    if found is None:
        raise _unknown()
    return found


def printed_of(invoice: Invoice) -> PrintedInvoice:
    """All that the paper shows, from what was frozen alone."""
    printed = invoice.printed
    return PrintedInvoice(
        kind=invoice.kind,
        invoice_number=invoice.invoice_number,
        issued_on=invoice.issued_on,
        issued_at=invoice.issued_at,
        language=invoice.language,
        currency=invoice.currency,
        order_id=printed["order_id"],
        ordered_on=date.fromisoformat(printed["ordered_on"]),
        supplied_on=_day(printed["supplied_on"]),
        issuer=party_of(invoice.issuer),
        recipient=party_of(invoice.recipient) if invoice.recipient else None,
        lines=tuple(_line(each) for each in InvoiceLine.objects.filter(invoice_id=invoice.pk).order_by("position")),
        total_net=invoice.total_net,
        total_tax=invoice.total_tax,
        total=invoice.total,
        corrects_number=printed["corrects_number"],
        corrects_on=_day(printed["corrects_on"]),
        reason=invoice.correction_reason,
        note=printed["note"],
        logo=read_logo(printed["logo"]),
    )


def file_name(invoice: Invoice) -> str:
    """What the PDF is called."""
    return f"{invoice.invoice_number.replace('/', '-')}.pdf"


def _line(row: InvoiceLine) -> PrintedLine:
    return PrintedLine(
        title=row.title,
        sku=row.sku,
        quantity=row.quantity,
        unit_price=row.unit_price,
        net=row.net,
        tax_rate=row.tax_rate,
        tax_amount=row.tax_amount,
        gross=row.gross,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _unknown() -> NotFound:
    return NotFound(code="INVOICE_NOT_FOUND", message=_("There is no such invoice."))
