"""Issued invoices and their series, to look at; the operator may have a failed PDF tried again."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action

from invoices.choices import Downloader, RenderState
from invoices.downloads import invoice_response
from invoices.models import Invoice, InvoiceLine, InvoiceRun, InvoiceSeries
from invoices.parties import party_of
from invoices.services.papers import render_again
from invoices.services.reading import invoices_with_order
from marketplace import clock
from marketplace.operator import ReadOnlyAdmin, ReadOnlyTabular, operator_actor


def _written(frozen: Mapping[str, Any] | None) -> str:
    """A party as the paper names it, in one line; empty for a simplified invoice's recipient."""
    if not frozen:
        return ""
    party = party_of(frozen)
    return ", ".join(part for part in (party.name, *party.lines, party.tax_id) if part)


class InvoiceLineInline(ReadOnlyTabular):
    model = InvoiceLine
    fields = ("position", "title", "sku", "quantity", "unit_price", "net", "tax_rate", "tax_amount", "gross")


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    """Every invoice of every shop, word for word, and whether its PDF is there."""

    inlines = (InvoiceLineInline,)
    list_display = (
        "invoice_number",
        "kind",
        "shop",
        "order",
        "issued_on",
        "total",
        "currency",
        "render_state",
        "render_attempts",
    )
    list_filter = ("kind", "render_state", "channel")
    list_select_related = ("shop", "order")
    search_fields = ("invoice_number", "order__order_id", "shop__name")
    ordering = ("-pk",)
    actions = ("print_again",)
    actions_detail = ("download",)
    exclude = ("issuer", "recipient", "printed")
    readonly_fields = ("issued_by", "issued_to", "printed_note")

    @admin.display(description=_("Issued by"))
    def issued_by(self, invoice: Invoice) -> str:
        return _written(invoice.issuer)

    @admin.display(description=_("Issued to"))
    def issued_to(self, invoice: Invoice) -> str:
        return _written(invoice.recipient)

    @admin.display(description=_("Text at the foot"))
    def printed_note(self, invoice: Invoice) -> str:
        return str(invoice.printed.get("note") or "")

    @admin.action(description=_("Make failed PDF files again"))
    def print_again(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> None:
        failed = list(queryset.filter(render_state=RenderState.FAILED))
        for invoice in failed:
            render_again(invoice_id=str(invoice.invoice_id))
        text = ngettext("%(count)d PDF is being made.", "%(count)d PDF files are being made.", len(failed))
        self.message_user(request, text % {"count": len(failed)}, messages.SUCCESS)

    @action(description=_("Download PDF"), url_path="pdf", permissions=["view"], icon="download")  # type: ignore[untyped-decorator]  # unfold ships no types
    def download(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """The PDF; the download of a filed one is logged."""
        invoice = invoices_with_order().get(pk=object_id)
        label = operator_actor(request).label
        return invoice_response(invoice, by=Downloader.OPERATOR, label=label, at=clock.now())


@admin.register(InvoiceSeries)
class InvoiceSeriesAdmin(ReadOnlyAdmin):
    """The runs of numbers: never a gap, never a double."""

    list_display = ("shop", "kind", "prefix", "year", "last_number")
    list_filter = ("kind", "year")
    list_select_related = ("shop",)
    search_fields = ("shop__name",)


@admin.register(InvoiceRun)
class InvoiceRunAdmin(ReadOnlyAdmin):
    """Issuing of many invoices, and what was not issued."""

    list_display = ("created_at", "shop", "actor_label", "state", "total", "done", "ended_at")
    list_filter = ("state",)
    list_select_related = ("shop",)
    ordering = ("-pk",)
