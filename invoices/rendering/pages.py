"""The pages of invoices and slips: everything written in the document's language, then printed."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from invoices.amounts import rounding_rule
from invoices.choices import InvoiceKind
from invoices.rendering.engine import print_page
from invoices.rendering.shapes import Picture, PrintedInvoice, PrintedLine, Slip
from marketplace.money import format_money
from marketplace.portal.formats import reader_locale


@dataclass(frozen=True, slots=True)
class _WrittenLine:
    title: str
    sku: str
    quantity: str
    unit_price: str
    net: str
    rate: str
    tax: str
    gross: str


@dataclass(frozen=True, slots=True)
class _WrittenRate:
    """The tax of one rate: sums of the lines, never counted anew from the sum."""

    rate: str
    net: str
    tax: str
    gross: str


def invoice_pdf(printed: PrintedInvoice) -> bytes:
    """The invoice as PDF. Raises DomainError 503 where the system's libraries lack."""
    return print_page(invoice_html(printed))


def delivery_slip_pdf(slip: Slip) -> bytes:
    """The delivery slip as PDF. Raises DomainError 503 where the system's libraries lack."""
    return print_page(delivery_slip_html(slip))


def invoice_html(printed: PrintedInvoice) -> str:
    """The page that `invoice_pdf` prints."""
    with translation.override(printed.language):
        return render_to_string("invoices/pdf/invoice.html", _invoice_context(printed))


def delivery_slip_html(slip: Slip) -> str:
    """The page that `delivery_slip_pdf` prints."""
    with translation.override(slip.language):
        title = _("Delivery slip")
        facts = [
            (_("Order"), slip.order_id),
            (_("Order date"), _day(slip.ordered_on)),
            (_("Shipped"), _day(slip.shipped_on)),
            (_("Shipping method"), slip.shipping_method),
            *((_("Tracking number"), number) for number in slip.tracking),
        ]
        context = {
            "slip": slip,
            "title": title,
            "page_title": f"{title} {slip.order_id}",
            "created": slip.made_at.isoformat(timespec="seconds"),
            "facts": [fact for fact in facts if fact[1]],
            "logo": _data_url(slip.logo),
            "piece_count": sum(line.quantity for line in slip.lines),
            "paging": _paging(),
        }
        return render_to_string("invoices/pdf/slip.html", context)


def title_of(kind: str) -> str:
    """What stands above an invoice of this kind, in the active language."""
    return str(InvoiceKind(kind).label)


def _invoice_context(printed: PrintedInvoice) -> dict[str, Any]:
    title = title_of(printed.kind)
    return {
        "invoice": printed,
        "title": title,
        "number": printed.invoice_number,
        "page_title": f"{title} {printed.invoice_number}",
        "created": printed.issued_at.isoformat(timespec="seconds"),
        "facts": _facts(printed),
        "correction": _correction_text(printed),
        "lines": [_write_line(line, printed.currency) for line in printed.lines],
        "rates": _write_rates(printed),
        "total_net": format_money(printed.total_net, printed.currency),
        "total_tax": format_money(printed.total_tax, printed.currency),
        "total": format_money(printed.total, printed.currency),
        "rounding": rounding_rule(printed.kind),
        "logo": _data_url(printed.logo),
        "paging": _paging(),
    }


def _facts(printed: PrintedInvoice) -> list[tuple[str, str]]:
    facts = [
        (pgettext("invoice", "Date"), _day(printed.issued_on)),
        (_("Order"), printed.order_id),
        (_("Order date"), _day(printed.ordered_on)),
        (_("Date of supply"), _day(printed.supplied_on)),
    ]
    return [fact for fact in facts if fact[1]]


def _correction_text(printed: PrintedInvoice) -> str:
    if not printed.corrects_number:
        return ""
    words = {"number": printed.corrects_number, "day": _day(printed.corrects_on)}
    return _("Corrects invoice %(number)s of %(day)s.") % words


def _write_line(line: PrintedLine, currency: str) -> _WrittenLine:
    return _WrittenLine(
        title=line.title,
        sku=line.sku,
        quantity=str(line.quantity or ""),
        unit_price=format_money(line.unit_price, currency) if line.quantity else "",
        net=format_money(line.net, currency),
        rate=write_rate(line.tax_rate),
        tax=format_money(line.tax_amount, currency),
        gross=format_money(line.gross, currency),
    )


def _write_rates(printed: PrintedInvoice) -> list[_WrittenRate]:
    zero = Decimal(0)
    found: list[_WrittenRate] = []
    for rate in sorted({line.tax_rate for line in printed.lines}, reverse=True):
        lines = [line for line in printed.lines if line.tax_rate == rate]
        found.append(
            _WrittenRate(
                rate=write_rate(rate),
                net=format_money(sum((line.net for line in lines), zero), printed.currency),
                tax=format_money(sum((line.tax_amount for line in lines), zero), printed.currency),
                gross=format_money(sum((line.gross for line in lines), zero), printed.currency),
            )
        )
    return found


def write_rate(rate: Decimal) -> str:
    """A percentage without needless zeros: "21 %"."""
    return f"{format_decimal(rate.normalize(), locale=reader_locale())}\u00a0%"


def _day(day: date | None) -> str:
    return format_date(day, format="medium", locale=reader_locale()) if day else ""


def _paging() -> tuple[str, str, str]:
    """The words around the two numbers of "Page 1 of 3"."""
    before, _number, rest = pgettext("paper", "Page %(page)s of %(pages)s").partition("%(page)s")
    between, _count, after = rest.partition("%(pages)s")
    return before, between, after


def _data_url(picture: Picture | None) -> str:
    return f"data:{picture.mimetype};base64,{b64encode(picture.content).decode()}" if picture else ""
