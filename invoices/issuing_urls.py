"""Pages of issuing and of issued invoices."""

from django.urls import path

from invoices.views.issued import DownloadManyView, InvoicePdfView, InvoiceView, IssuedInvoicesView, RenderAgainView
from invoices.views.issuing import CancelRunView, CorrectView, IssueManyView, IssueView, RunView
from invoices.views.settings import InvoiceSettingsView, LogoView, RemoveLogoView

_invoices = "shop/<int:shop_id>/invoices"
_invoice = f"{_invoices}/<uuid:invoice_id>"
_settings = "shop/<int:shop_id>/settings/invoices"

urlpatterns = [
    path(f"{_invoices}/issued/", IssuedInvoicesView.as_view(), name="issued"),
    path(f"{_invoices}/issued/download", DownloadManyView.as_view(), name="download-many"),
    path(f"{_invoices}/issue", IssueManyView.as_view(), name="issue-many"),
    path(f"{_invoices}/runs/<int:run_id>", RunView.as_view(), name="run"),
    path(f"{_invoices}/runs/<int:run_id>/cancel", CancelRunView.as_view(), name="run-cancel"),
    path(f"{_invoice}/", InvoiceView.as_view(), name="invoice"),
    path(f"{_invoice}/pdf", InvoicePdfView.as_view(), name="pdf"),
    path(f"{_invoice}/correct", CorrectView.as_view(), name="correct"),
    path(f"{_invoice}/render-again", RenderAgainView.as_view(), name="render-again"),
    path("shop/<int:shop_id>/orders/<order:order_id>/invoice", IssueView.as_view(), name="issue"),
    path(_settings, InvoiceSettingsView.as_view(), name="settings"),
    path(f"{_settings}/logo", LogoView.as_view(), name="logo"),
    path(f"{_settings}/logo/remove", RemoveLogoView.as_view(), name="logo-remove"),
]
