"""Issued invoices: the list, one, its PDF, and many PDF files at once."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from invoices import issued_list
from invoices.choices import Downloader, InvoiceKind, RenderState
from invoices.downloads import invoice_response, pack_invoices
from invoices.issued_filters import IssuedFilterSet
from invoices.models import Invoice
from invoices.pages.invoices import show_invoice
from invoices.rendering import missing_libraries
from invoices.services.links import log_downloads
from invoices.services.papers import render_again
from invoices.services.reading import find_invoice, invoices_with_order
from marketplace import clock
from marketplace.errors import DomainError
from marketplace.permissions import Right
from marketplace.portal.bulk import selected_keys
from marketplace.portal.lists import ListView
from marketplace.portal.views import PortalView


class IssuedInvoicesView(ListView):
    """`/shop/<id>/invoices/issued/`: the last first."""

    permission = Right.ORDER_READ
    area = "finance"
    template_name: ClassVar[str] = "invoices/issued.html"
    url_name = "invoices:issued"
    title = gettext_lazy("Issued invoices")
    find_label = gettext_lazy("Number, order, customer")
    filterset_class = IssuedFilterSet
    tabs = issued_list.TABS
    sorts = issued_list.SORTS
    columns = issued_list.COLUMNS
    bulk = issued_list.BULK
    export_name = gettext_lazy("invoices")
    empty_title = gettext_lazy("No invoice issued yet")
    empty_text = gettext_lazy("Issue one from the page of an order, many from the list of missing ones.")
    no_match_title = gettext_lazy("No invoice matches these filters")

    def get_queryset(self) -> QuerySet[Invoice]:
        invoices: QuerySet[Invoice] = Invoice.objects.all()
        return invoices

    def for_page(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("order", "channel", "corrects").defer("issuer", "printed")

    def row_url(self, row: Any) -> str:
        return reverse("invoices:invoice", kwargs={"shop_id": self.shop.pk, "invoice_id": row.invoice_id})


class InvoiceBase(PortalView):
    """A page or act of the invoice that the URL names; another shop's invoice is not there (404)."""

    area = "finance"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    @cached_property
    def invoice(self) -> Invoice:
        return find_invoice(self.kwargs["invoice_id"])

    def url_of(self, invoice: Invoice) -> str:
        """The page of an invoice of this shop."""
        return reverse("invoices:invoice", kwargs={"shop_id": self.shop.pk, "invoice_id": invoice.invoice_id})


class InvoiceView(InvoiceBase):
    """What was issued, word for word, with what has corrected it."""

    permission = Right.ORDER_READ
    template_name: ClassVar[str] = "invoices/invoice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invoice, shown = self.invoice, show_invoice(self.invoice)
        may_write = Right.INVOICE_WRITE in self.member.rights
        return super().get_context_data(
            invoice=invoice,
            shown=shown,
            may_correct=may_write and invoice.kind != InvoiceKind.CORRECTIVE and shown.left != 0,
            may_render=may_write and invoice.render_state == RenderState.FAILED,
            **kwargs,
        )


class InvoicePdfView(InvoiceBase):
    """The PDF: as it was filed, or made now while a worker has not come to it. A filed one's download is logged."""

    permission = Right.ORDER_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return invoice_response(self.invoice, by=Downloader.SELLER, label=self.actor.label, at=self.at)


class RenderAgainView(InvoiceBase):
    """Have a PDF tried again that could not be made."""

    permission = Right.INVOICE_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.url_of(self.invoice))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = self.url_of(self.invoice)
        try:
            render_again(invoice_id=self.kwargs["invoice_id"])
        except DomainError as error:
            return self.failed(error, to=here)
        return self.done(_("The PDF is being made."), to=here)


class DownloadManyView(PortalView):
    """The PDF files of the selected invoices in one ZIP, with a list of those whose PDF is not there yet."""

    permission = Right.ORDER_READ
    area = "finance"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(reverse("invoices:issued", args=[self.shop.pk]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        invoices = list(invoices_with_order().filter(pk__in=selected_keys(request)).order_by("pk"))
        ready = [each for each in invoices if each.document]
        if not ready:
            return self.failed(_nothing_to_pack(invoices), to=reverse("invoices:issued", args=[self.shop.pk]))
        packed = pack_invoices(ready, without_pdf=[each.invoice_number for each in invoices if not each.document])
        log_downloads(
            [each.document for each in ready if each.document],
            by=Downloader.SELLER,
            label=self.actor.label,
            at=clock.now(),
        )
        name = f"{_('invoices')}.zip"
        return FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")


def _nothing_to_pack(invoices: Sequence[Invoice]) -> DomainError:
    if not invoices:
        return DomainError(code="NONE_SELECTED", message=_("No invoice was selected."))
    text = _("None of these invoices has a PDF yet.")
    return DomainError(code="PDF_NOT_READY", message=missing_libraries() or text)
